import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'

/** A set-off that waits for its second person, or was decided. */
export type SetOffView = {
	number: string
	claim: string
	amountFen: bigint
	decisionNo: string
	state: string
	proposedBy: string
	mayDecide: boolean
}

/** What is to be paid to the same payee from the same account, and in no batch: a demand can be set off against it. */
export type Offsettable = { payLine: string; claim: string; amountFen: bigint }

export type RegisterRow = {
	number: string
	claim: string
	payee: string
	payeeEn: string | null
	isDemo: boolean
	source: string
	sourceEn: string | null
	amountFen: bigint
	receivedFen: bigint
	reason: string
	dueOn: LocalDate | null
	isLate: boolean
	state: string
	origin: string
	setOffs: SetOffView[]
	offsettable: Offsettable[]
}

export type ClawbackRegister = {
	rows: RegisterRow[]
	total: number
	/** over all demands of the authority, in fen */
	sums: { demandedFen: bigint; receivedFen: bigint; lateFen: bigint }
	mayPropose: boolean
}

type Json<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] }
type StoredSetOff = Json<Omit<SetOffView, 'mayDecide'>> & { proposedById: string }
type Row = Omit<RegisterRow, 'isLate' | 'setOffs' | 'offsettable'> & {
	total: number
	demandedFen: bigint
	allReceivedFen: bigint
	lateFen: bigint
	setOffs: StoredSetOff[]
	offsettable: Json<Offsettable>[]
}

/** The demands of the actor's authority: those still due first, the longest due at the top; `page` counts from 1. One query. */
export async function clawbackRegister(ctx: Context, page: number, pageSize: number): Promise<ClawbackRegister> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'clawback.view', { authorityId })
	const today = shanghaiDay(ctx.now)
	const rows = await ctx.db.$queryRaw<Row[]>`
		WITH demand AS MATERIALIZED (
			SELECT b.*, p.fund_id, p.source_no, s.name AS source, s.name_en AS source_en, s.account_no FROM clawback b
			JOIN pay_line p ON p.id = b.pay_line_id JOIN fund f ON f.id = p.fund_id JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no
			WHERE f.authority_id = ${authorityId} AND b.origin <> 'clearing' AND b.state IN ('proposed', 'demanded', 'received')),
		sums AS (SELECT count(*)::int AS total, coalesce(sum(amount_fen) FILTER (WHERE state <> 'proposed'), 0)::bigint AS demanded, coalesce(sum(received_fen), 0)::bigint AS received,
			coalesce(sum(amount_fen - received_fen) FILTER (WHERE state = 'demanded' AND due_on < ${today}::date), 0)::bigint AS late FROM demand)
		SELECT d.number, c.number AS claim, o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", d.source, d.source_en AS "sourceEn", d.amount_fen AS "amountFen",
			d.received_fen AS "receivedFen", d.reason, to_char(d.due_on, 'YYYY-MM-DD') AS "dueOn", d.state, d.origin,
			sums.total, sums.demanded AS "demandedFen", sums.received AS "allReceivedFen", sums.late AS "lateFen",
			(SELECT coalesce(jsonb_agg(jsonb_build_object('number', x.number, 'claim', xc.number, 'amountFen', x.amount_fen::text, 'decisionNo', x.decision_no, 'state', x.state, 'proposedBy', a.name, 'proposedById', x.proposed_by_id::text) ORDER BY x.id), '[]')
				FROM set_off x JOIN account a ON a.id = x.proposed_by_id LEFT JOIN pay_line xl ON xl.id = x.pay_line_id LEFT JOIN claim xc ON xc.id = xl.claim_id
				WHERE x.clawback_id = d.id AND x.state <> 'refused') AS "setOffs",
			CASE WHEN d.state = 'demanded' THEN (SELECT coalesce(jsonb_agg(jsonb_build_object('payLine', l.id::text, 'claim', k.number, 'amountFen', l.amount_fen::text) ORDER BY l.id), '[]')
				FROM claim k JOIN pay_line l ON l.claim_id = k.id JOIN funding_source t ON t.fund_id = l.fund_id AND t.source_no = l.source_no
				WHERE k.claimant_id = d.payee_id AND k.state IN ('approved', 'partly_paid') AND t.account_no = d.account_no
					AND NOT EXISTS (SELECT FROM settlement_line z WHERE z.pay_line_id = l.id AND NOT z.returned)) ELSE '[]' END AS offsettable
		FROM demand d JOIN claim c ON c.id = d.claim_id JOIN organisation o ON o.id = d.payee_id CROSS JOIN sums
		ORDER BY d.state = 'received', d.due_on NULLS LAST, d.id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`
	const [first] = rows
	return {
		rows: rows.map(({ total: _total, demandedFen: _demanded, allReceivedFen: _received, lateFen: _late, ...row }) => ({
			...row,
			isLate: row.state === 'demanded' && row.dueOn !== null && row.dueOn < today,
			setOffs: row.setOffs.map(({ proposedById, ...view }) => ({
				...view,
				amountFen: BigInt(view.amountFen),
				mayDecide:
					view.state === 'proposed' &&
					can(ctx.actor, 'set_off.decide', { authorityId, doneBy: [BigInt(proposedById)] }),
			})),
			offsettable: row.offsettable.map((line) => ({ ...line, amountFen: BigInt(line.amountFen) })),
		})),
		total: first?.total ?? 0,
		sums: {
			demandedFen: first?.demandedFen ?? 0n,
			receivedFen: first?.allReceivedFen ?? 0n,
			lateFen: first?.lateFen ?? 0n,
		},
		mayPropose: can(ctx.actor, 'set_off.propose', { authorityId }),
	}
}
