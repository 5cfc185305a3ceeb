import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { SanctionState } from './sanction.ts'

export type SanctionView = {
	number: string
	name: string
	nameEn: string | null
	code: string
	reason: string
	article: string
	decisionNo: string
	fromOn: LocalDate
	untilOn: LocalDate | null
	state: SanctionState
	/** holds today */
	isInForce: boolean
	proposedBy: string
	decidedBy: string | null
	lift: { decisionNo: string; reason: string; on: LocalDate; proposedBy: string } | null
	may: { decide: boolean; lift: boolean }
}

type Row = Omit<SanctionView, 'lift' | 'may'> & {
	proposedById: bigint
	liftDecisionNo: string | null
	liftReason: string | null
	liftOn: LocalDate | null
	liftProposedBy: string | null
	liftProposedById: bigint | null
}

/** The sanctions of the actor's authority: what waits for a decision first, then those in force, newest first. One query. */
export async function listSanctions(ctx: Context) {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'sanction.view', { authorityId })
	const today = shanghaiDay(ctx.now)
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT s.number, o.name, o.name_en AS "nameEn", trim(o.credit_code) AS code, s.reason, s.article, s.decision_no AS "decisionNo", to_char(s.from_on, 'YYYY-MM-DD') AS "fromOn",
			to_char(s.until_on, 'YYYY-MM-DD') AS "untilOn", s.state, s.id IN (SELECT id FROM sanctions_on(${today}::date)) AS "isInForce", a.name AS "proposedBy", s.proposed_by_id AS "proposedById", d.name AS "decidedBy",
			s.lift_decision_no AS "liftDecisionNo", s.lift_reason AS "liftReason", to_char(s.lift_on, 'YYYY-MM-DD') AS "liftOn", l.name AS "liftProposedBy", s.lift_proposed_by_id AS "liftProposedById"
		FROM sanction s JOIN organisation o ON o.id = s.organisation_id JOIN account a ON a.id = s.proposed_by_id LEFT JOIN account d ON d.id = s.decided_by_id LEFT JOIN account l ON l.id = s.lift_proposed_by_id
		WHERE s.authority_id = ${authorityId} ORDER BY s.state NOT IN ('proposed', 'lift_proposed'), s.state NOT IN ('approved'), s.id DESC LIMIT 300`
	const mayPropose = can(ctx.actor, 'sanction.propose', { authorityId })
	return {
		mayPropose,
		today,
		sanctions: rows.map(
			({
				proposedById,
				liftDecisionNo,
				liftReason,
				liftOn,
				liftProposedBy,
				liftProposedById,
				...row
			}): SanctionView => ({
				...row,
				lift: liftOn
					? { decisionNo: liftDecisionNo!, reason: liftReason!, on: liftOn, proposedBy: liftProposedBy! }
					: null,
				may: {
					decide:
						(row.state === 'proposed' || row.state === 'lift_proposed') &&
						can(ctx.actor, 'sanction.decide', { authorityId, doneBy: [liftProposedById ?? proposedById] }),
					lift: mayPropose && row.state === 'approved' && row.isInForce,
				},
			}),
		),
	}
}

type InForce = {
	authorityId: bigint
	organisationId: bigint
	number: string
	decision: string
	name: string
	until: LocalDate | null
}

/** Whether anybody is under a sanction at all is asked this often, in milliseconds; the database's own guards know at once. */
const askedEveryMs = 2_000
let known = { at: Number.NEGATIVE_INFINITY, any: true }

/** Asks anew at once: something was decided here. */
export function forgetSanctions(): void {
	known = { at: Number.NEGATIVE_INFINITY, any: true }
}

/** Refuses sanction.in_force where the organisation is under a sanction of the authority today. At most two small queries, mostly none. */
export async function refuseSanctioned(ctx: Context, authorityId: bigint, organisationId: bigint): Promise<void> {
	if (performance.now() - known.at > askedEveryMs) {
		const [{ any }] = await ctx.db.$queryRaw<
			[{ any: boolean }]
		>`SELECT EXISTS (SELECT FROM sanction WHERE state <> 'proposed') AS "any"`
		known = { at: performance.now(), any }
	}
	if (!known.any) return
	const [found] = await ctx.db.$queryRaw<InForce[]>`
		SELECT s.number, s.decision_no AS decision, o.name, to_char(s.until_on, 'YYYY-MM-DD') AS until FROM sanctions_on(${shanghaiDay(ctx.now)}::date) s
		JOIN organisation o ON o.id = s.organisation_id WHERE s.authority_id = ${authorityId} AND s.organisation_id = ${organisationId} LIMIT 1`
	if (found) throw new DomainError('sanction.in_force', found)
}
