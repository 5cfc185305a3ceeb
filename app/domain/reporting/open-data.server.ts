import type { Context } from '#app/domain/context.server.ts'
import { ownFunds, paidLines } from './execution.server.ts'
import { type OpenCell, type OpenRow, suppressCells } from './report.ts'

/** What was paid, by authority, budget year, programme, kind of service and district, for everyone; small cells are put together. One query. */
export async function openData(ctx: Context): Promise<OpenRow[]> {
	const cells = await ctx.db.$queryRaw<OpenCell[]>`
		WITH ${ownFunds(null, null)}, ${paidLines}
		SELECT a.name AS authority, f.budget_year AS year, p.name AS programme, coalesce(k.name, '') AS category, coalesce(d.name, '') AS district,
			array_agg(DISTINCT c.enterprise_id::text) AS enterprises, count(DISTINCT part.claim_id)::int AS payments, sum(part.paid)::bigint AS "paidFen"
		FROM part JOIN own f ON f.id = part.fund_id JOIN organisation a ON a.id = f.authority_id JOIN programme p ON p.id = f.programme_id
		JOIN claim c ON c.id = part.claim_id JOIN organisation e ON e.id = c.enterprise_id LEFT JOIN category k ON k.id = part.category_id LEFT JOIN division d ON d.code = e.division_code
		WHERE part.paid <> 0 GROUP BY 1, 2, 3, 4, 5 ORDER BY 2 DESC, 1, 3, 4, 5`
	return suppressCells(cells)
}
