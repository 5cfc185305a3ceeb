import type { Context } from '#app/domain/context.server.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { fen } from '#app/lib/money.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { findFund } from './fund-row.server.ts'
import { namesOf } from './people-names.server.ts'
import { type Fate, usualPlan, type YearEndKind, type YearEndPlan, type YearEndTotal } from './year-end.ts'

type Fund = Awaited<ReturnType<typeof findFund>>

/** One voucher, order or claim a year-end touches. */
export type YearEndItem = {
	kind: Exclude<YearEndKind, 'available'>
	number: string
	party: string
	partyEn: string | null
	fate: Fate
	amountFen: bigint
	orderState: string | null
	/** void: who pays the share instead */
	bearer: 'enterprise' | 'provider' | null
	/** of how many in its list */
	total: number
}

/** Items a list of the preview shows at most; the sums count all. */
export const previewItems = 100

/** What the year-end of a fund would do under a plan today, with the hash of all of it. One round trip to the books. */
export async function yearEndPreview(ctx: Context, fundId: bigint, nextFundId: bigint | null, plan: YearEndPlan) {
	const today = dateOf(shanghaiDay(ctx.now))
	const [row] = await ctx.db.$queryRaw<{ preview: Raw }[]>`
		SELECT preview_year_end(${fundId}, ${nextFundId}, ${JSON.stringify(plan)}::jsonb, ${today}::date) AS preview`
	const { totals, batches, contentHash } = row!.preview
	return {
		totals: totals.map((total): YearEndTotal => ({ ...total, amountFen: fen(total.amountFen) })),
		batches,
		contentHash,
	}
}
type Raw = {
	totals: (Omit<YearEndTotal, 'amountFen'> & { amountFen: string })[]
	batches: string[]
	contentHash: string
}

/** The year-end of a fund as its page shows it: a proposal that waits, or the preview of a plan. Throws not_found, access.denied. */
export async function getYearEnd(ctx: Context, number: string, asked: { plan: YearEndPlan | null; next: string }) {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'fund.view', { authorityId: fund.authorityId })
	const [sources, nextFunds, proposals] = await Promise.all([
		ctx.db.fundingSource.findMany({ where: { fundId: fund.id }, orderBy: { sourceNo: 'asc' } }),
		nextFundsOf(ctx, fund),
		ctx.db.yearEnd.findMany({ where: { fundId: fund.id, state: { in: ['proposed', 'approved'] } } }),
	])
	const waiting = proposals.find((one) => one.state === 'proposed') ?? null
	const done = proposals.find((one) => one.state === 'approved') ?? null
	const decided = done ?? waiting
	const plan = decided ? (decided.plan as YearEndPlan) : (asked.plan ?? usualPlan)
	const next = decided
		? nextFunds.find(({ id }) => id === decided.nextFundId)
		: (nextFunds.find((one) => one.number === asked.next) ?? nextFunds[0])
	const people = await namesOf(ctx, [decided?.proposedById ?? null, decided?.decidedById ?? null])
	const isOpen = fund.state === 'approved'
	const [preview, items] = isOpen
		? await Promise.all([yearEndPreview(ctx, fund.id, next?.id ?? null, plan), readItems(ctx, fund.id, plan)])
		: [null, []]
	const subject = { authorityId: fund.authorityId }
	return {
		fund: { number: fund.number, name: fund.name, state: fund.state, budgetYear: fund.budgetYear },
		sources: sources.map(({ sourceNo, name, nameEn }) => ({ sourceNo, name, nameEn })),
		nextFunds: nextFunds.map(({ number: of, name, budgetYear }) => ({ number: of, name, budgetYear })),
		next: next ? { number: next.number, name: next.name } : null,
		plan,
		preview,
		items,
		proposal: decided && {
			id: decided.id,
			state: decided.state,
			proposedBy: people.get(decided.proposedById) ?? '',
			proposedAt: decided.proposedAt,
			decidedBy: decided.decidedById === null ? null : (people.get(decided.decidedById) ?? ''),
			decidedAt: decided.decidedAt,
			totals: storedTotals(decided.totals),
			isCurrent: preview?.contentHash === decided.contentHash.trim(),
		},
		may: {
			propose: isOpen && !waiting && can(ctx.actor, 'year_end.propose', subject),
			decide: !!waiting && can(ctx.actor, 'year_end.approve', { ...subject, doneBy: [waiting.proposedById] }),
		},
	}
}
export type YearEndPage = Awaited<ReturnType<typeof getYearEnd>>

const storedTotals = (totals: unknown): YearEndTotal[] =>
	(totals as Raw['totals']).map((total) => ({ ...total, amountFen: fen(total.amountFen) }))

/** Approved funds of the same programme for a later year, the nearest first. */
export const nextFundsOf = (ctx: Context, fund: Fund) =>
	ctx.db.fund.findMany({
		where: { programmeId: fund.programmeId, state: 'approved', budgetYear: { gt: fund.budgetYear } },
		orderBy: [{ budgetYear: 'asc' }, { id: 'asc' }],
		select: { id: true, number: true, name: true, budgetYear: true },
	})

async function readItems(ctx: Context, fundId: bigint, plan: YearEndPlan): Promise<YearEndItem[]> {
	const today = dateOf(shanghaiDay(ctx.now))
	const rows = await ctx.db.$queryRaw<(Omit<YearEndItem, 'total'> & { total: bigint })[]>`
		WITH parts AS (
			SELECT kind, fate, CASE WHEN kind IN ('granted', 'quota') THEN entitlement_id END AS entitlement_id, CASE WHEN kind IN ('held', 'redeemed') THEN order_id END AS order_id,
				CASE WHEN kind = 'payable' THEN claim_id END AS claim_id, sum(amount_fen)::bigint AS amount
			FROM year_end_rows(${fundId}, ${JSON.stringify(plan)}::jsonb, ${today}::date) WHERE kind <> 'available' AND amount_fen > 0 GROUP BY 1, 2, 3, 4, 5)
		SELECT kind, number, party, "partyEn", fate, "amountFen", "orderState", bearer, total FROM (
			SELECT p.kind, coalesce(v.number, o.number, c.number) AS number, h.name AS party, h.name_en AS "partyEn", p.fate, p.amount AS "amountFen", o.state AS "orderState",
				CASE WHEN p.fate = 'void' THEN CASE WHEN o.mode = 'deduct' AND o.contracted_at IS NOT NULL THEN o.cut_bearer ELSE 'enterprise' END END AS bearer,
				count(*) OVER (PARTITION BY p.kind) AS total, row_number() OVER (PARTITION BY p.kind ORDER BY p.amount DESC, coalesce(v.id, o.id, c.id)) AS place
			FROM parts p LEFT JOIN voucher v ON v.entitlement_id = p.entitlement_id LEFT JOIN "order" o ON o.id = p.order_id LEFT JOIN claim c ON c.id = p.claim_id
			JOIN organisation h ON h.id = coalesce(v.enterprise_id, o.enterprise_id, c.claimant_id)) s
		WHERE place <= ${previewItems} ORDER BY kind, place`
	return rows.map((row) => ({ ...row, total: Number(row.total) }))
}
