import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { Deed, TrailLinks } from './trail.ts'
import { stageStates, trailGaps } from './trail-gaps.ts'
import { readLinks } from './trail-rows.server.ts'
import { findSeed, followedAtMost, followSeed, type TrailIds, type TrailSeed } from './trail-seed.server.ts'

/** One transfer of a chain, with the block of the hash chain that seals it. */
export type TrailTransfer = {
	id: bigint
	action: string
	subject: string
	fund: string
	sourceNo: number
	fromStage: string
	toStage: string
	amountFen: Money
	effectiveOn: LocalDate
	recordedAt: Date
	isCorrection: boolean
	digest: string
	/** null: not sealed yet */
	seal: { no: bigint; root: string } | null
}

/**
 * The whole chain a number of the actor's authority belongs to: budget, voucher, order, report, claim, review, notice, batch,
 * payment and bank line, with who did what, the papers' fingerprints, the transfers with their seals, and what is missing. `found` is null
 * where the authority has no such number. Six queries. Throws access.denied.
 */
export async function getTrail(ctx: Context, asked: string) {
	const { organisationId: authorityId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'trail.view', { authorityId })
	const seed = asked === '' ? null : await findSeed(ctx, authorityId, asked)
	if (!seed) return { asked, found: null }
	const ids = await followSeed(ctx, seed)
	const [links, transfers] = await Promise.all([readLinks(ctx, ids), readTransfers(ctx, ids, seed)])
	const deeds = await readDeeds(ctx, links)
	const gaps = trailGaps(links)
	return {
		asked,
		found: {
			kind: seed.kind,
			number: seed.number,
			links,
			deeds,
			transfers,
			gaps,
			states: stageStates(links, gaps),
			/** claims behind the number that are not followed here */
			leftOut: Math.max(0, ids.claimCount - followedAtMost),
		},
	}
}
export type Trail = Awaited<ReturnType<typeof getTrail>>
export type FoundTrail = NonNullable<Trail['found']>

/** Who did what to each paper, oldest first, from the audit log; by the paper's number. */
async function readDeeds(ctx: Context, links: TrailLinks): Promise<Record<string, Deed[]>> {
	const numbers = [
		...links.budgets.map((one) => one.fund),
		...links.vouchers.flatMap((one) => [one.number, one.application]),
		...links.orders.map((one) => one.number),
		...links.claims.map((one) => one.number),
		...links.notices.flatMap((one) => [one.number, ...one.objections.map((each) => each.number)]),
		...links.batches.map((one) => one.number),
		...links.payments.map((one) => one.number),
		...links.bankLines.map((one) => one.statement),
	]
	const rows = await ctx.db.$queryRaw<
		{
			subject: string
			action: string
			at: Date
			who: string | null
			organisation: string | null
			amount: string | null
		}[]
	>`
		SELECT c.subject, c.action, c.at, a.name AS who, o.name AS organisation, coalesce(c.answer ->> 'approvedFen', c.answer ->> 'totalFen', c.answer ->> 'redeemedFen', c.answer ->> 'heldFen', c.details ->> 'claimedFen', c.details ->> 'amountFen', c.details ->> 'faceFen') AS amount
		FROM command c LEFT JOIN account a ON a.id = c.actor_id LEFT JOIN organisation o ON o.id = c.scope_org_id
		WHERE c.subject = ANY (${[...new Set(numbers)]}) AND (c.action <> 'fund.received' OR c.subject = ANY (${links.budgets.map((one) => one.fund)})) ORDER BY c.id`
	const deeds: Record<string, Deed[]> = {}
	for (const { subject, amount, ...deed } of rows) {
		deeds[subject] ??= []
		deeds[subject].push({ ...deed, amountFen: amount === null ? null : fen(amount) })
	}
	return deeds
}

/** Most transfers shown of one chain. */
const transfersAtMost = 300

async function readTransfers(ctx: Context, ids: TrailIds, seed: TrailSeed): Promise<TrailTransfer[]> {
	const rows = await ctx.db.$queryRaw<
		(Omit<TrailTransfer, 'amountFen' | 'effectiveOn' | 'seal' | 'isCorrection'> & {
			amountFen: bigint
			effectiveOn: Date
			corrects: bigint | null
			sealNo: bigint | null
			sealRoot: string | null
		})[]
	>`
		WITH moved AS (SELECT * FROM transfer WHERE claim_id = ANY (${ids.claims}::bigint[])
			UNION SELECT * FROM transfer WHERE order_id = ANY (${ids.orders}::bigint[])
			UNION SELECT * FROM transfer WHERE entitlement_id = ANY (${ids.entitlements}::bigint[]) AND order_id IS NULL AND claim_id IS NULL
			UNION SELECT * FROM transfer WHERE id = ANY (${seed.transfers}::bigint[])
			UNION SELECT t.* FROM appropriation a JOIN transfer t ON t.command_id = a.command_id AND t.fund_id = a.fund_id AND t.source_no = a.source_no WHERE a.fund_id = ANY (${ids.funds}::bigint[]))
		SELECT t.id, c.action, c.subject, f.number AS fund, t.source_no::int AS "sourceNo", t.from_stage::text AS "fromStage", t.to_stage::text AS "toStage", t.amount_fen AS "amountFen",
			t.effective_on AS "effectiveOn", t.recorded_at AS "recordedAt", t.corrects, encode(t.digest, 'hex') AS digest, s.no AS "sealNo", encode(s.root, 'hex') AS "sealRoot"
		FROM (SELECT * FROM moved ORDER BY id LIMIT ${transfersAtMost}) t JOIN command c ON c.id = t.command_id JOIN fund f ON f.id = t.fund_id
		LEFT JOIN LATERAL (SELECT no, root FROM seal WHERE at >= t.recorded_at - interval '1 minute' AND upto > t.xid ORDER BY at, no LIMIT 1) s ON true
		ORDER BY t.id`
	return rows.map(({ corrects, sealNo, sealRoot, ...row }) => ({
		...row,
		amountFen: fen(row.amountFen),
		effectiveOn: dayOf(row.effectiveOn),
		isCorrection: corrects !== null,
		seal: sealNo === null || sealRoot === null ? null : { no: sealNo, root: sealRoot },
	}))
}
