import type { Context } from '#app/domain/context.server.ts'
import type { MatchRule } from './matching.ts'

/** Lines and payments that explain each other: one of one of the two, or one of each. */
export type PlannedGroup = {
	lineIds: bigint[]
	paymentIds: bigint[]
	kind: 'paid' | 'returned'
	rule: MatchRule
	certainty: number
	/** pay lines its payments hold */
	payLines: number
}

/** What of the waiting lines of statements (of one account) is certain; one query, whatever their number. Closes nothing. */
export async function planMatches(ctx: Context, statementIds: readonly bigint[]): Promise<PlannedGroup[]> {
	// why: the driver hands over 64-bit arrays as text
	const rows = await ctx.db.$queryRaw<
		(Omit<PlannedGroup, 'lineIds' | 'paymentIds'> & { lines: string; payments: string })[]
	>`
		SELECT array_to_string(line_ids, ' ') AS lines, array_to_string(payment_ids, ' ') AS payments, kind, rule, certainty,
			(SELECT sum(y.line_count)::int FROM payment y WHERE y.id = ANY (payment_ids)) AS "payLines"
		FROM plan_matches(${statementIds}::bigint[]) ORDER BY kind, line_ids`
	const ids = (text: string) => text.split(' ').map(BigInt)
	return rows.map(({ lines, payments, ...group }) => ({ ...group, lineIds: ids(lines), paymentIds: ids(payments) }))
}
