import type { Context } from '#app/domain/context.server.ts'
import { fen } from '#app/lib/money.ts'
import type { GrantTerms } from './grant-terms.ts'

/**
 * Terms of a grant that also draw on the fund's over-issue counter (超发系数): all quotas that set no money aside together
 * stay within the appropriated money times the factor approved with the fund. The same terms where money is set aside, or
 * no factor is.
 */
export async function withOverIssue(ctx: Context, fundId: bigint, terms: GrantTerms): Promise<GrantTerms> {
	if (terms.encumbrance === 'grant') return terms
	const [counter] = await ctx.db.$queryRaw<{ capKey: string; limitFen: bigint }[]>`
		SELECT over_issue_key(f.id) AS "capKey", (coalesce(sum(a.amount_fen), 0) * f.over_issue_percent / 100)::bigint AS "limitFen"
		FROM fund f LEFT JOIN appropriation a ON a.fund_id = f.id AND a.state = 'approved'
		WHERE f.id = ${fundId} AND f.over_issue_percent IS NOT NULL GROUP BY f.id`
	if (!counter) return terms
	const draw = { capKey: counter.capKey, limitFen: fen(counter.limitFen), amountFen: fen(terms.faceFen) }
	return { ...terms, draws: [...terms.draws, draw] }
}
