import type { Context } from '#app/domain/context.server.ts'
import type { Money } from '#app/lib/money.ts'

/** A fund in two figures: what it was given, and what is still free, granted, underway and paid of it. */
export type FundTotals = {
	number: string
	name: string
	budgetYear: number
	state: string
	appropriatedFen: Money
	availableFen: Money
	paidFen: Money
}

/** Totals of an authority's funds over all their sources, the newest year first. One query. */
export function fundTotals(ctx: Context, authorityId: bigint): Promise<FundTotals[]> {
	return ctx.db.$queryRaw<FundTotals[]>`
		SELECT f.number, f.name, f.budget_year AS "budgetYear", f.state,
			-coalesce(sum(s.amount_fen) FILTER (WHERE s.stage = 'treasury'), 0)::bigint AS "appropriatedFen",
			coalesce(sum(s.amount_fen) FILTER (WHERE s.stage = 'available'), 0)::bigint AS "availableFen",
			coalesce(sum(s.amount_fen) FILTER (WHERE s.stage = 'paid'), 0)::bigint AS "paidFen"
		FROM fund f LEFT JOIN LATERAL fund_stages(f.id) s ON true
		WHERE f.authority_id = ${authorityId}
		GROUP BY f.id
		ORDER BY f.budget_year DESC, f.number`
}
