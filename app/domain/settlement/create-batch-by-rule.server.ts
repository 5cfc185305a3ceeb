import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { fundForBatch, openBatch } from './open-batch.server.ts'
import { type BatchPick, pickOf } from './pick.ts'

/**
 * Opens a batch that takes by a rule: what was approved up to a day, of one mode or district. With `withinFree` only as far,
 * in order of approval, as the received money still free covers: the rest waits for its turn. The lines are written when it
 * is locked. Throws batch.empty when the rule takes nothing now. Returns its number.
 */
export async function createBatchByRule(
	ctx: Context,
	input: {
		fund: string
		source: number
		approvedThrough: LocalDate
		mode: '' | 'deduct' | 'reimburse'
		division: string
		withinFree: boolean
	},
): Promise<string> {
	const fund = await fundForBatch(ctx, input)
	const rule = pickOf(input)
	const pick = input.withinFree ? await asFarAsFree(ctx, fund.id, input.source, rule) : rule
	if (!pick || !(await takesAnything(ctx, fund.id, input.source, pick))) throw new DomainError('batch.empty')

	return openBatch(ctx, fund, { pick, details: { pick } })
}

async function takesAnything(ctx: Context, fundId: bigint, sourceNo: number, pick: BatchPick): Promise<boolean> {
	const [answer] = await ctx.db.$queryRaw<{ any: boolean }[]>`
		SELECT EXISTS (SELECT FROM picked_lines(${fundId}::bigint, ${sourceNo}::smallint, ${JSON.stringify(pick)}::jsonb)) AS any`
	return answer!.any
}

/** The rule up to the last line, in order of approval, that the free money covers; null when it covers none. */
async function asFarAsFree(ctx: Context, fundId: bigint, sourceNo: number, pick: BatchPick): Promise<BatchPick | null> {
	const [last] = await ctx.db.$queryRaw<{ at: string; id: string }[]>`
		SELECT to_json(q.approved_at) #>> '{}' AS at, q.pay_line_id::text AS id FROM (
			SELECT l.approved_at, l.pay_line_id, sum(l.amount_fen) OVER (ORDER BY l.approved_at, l.pay_line_id) AS needed
			FROM picked_lines(${fundId}::bigint, ${sourceNo}::smallint, ${JSON.stringify(pick)}::jsonb) l) q
		WHERE q.needed <= (SELECT received_fen - released_fen FROM fund_cash WHERE fund_id = ${fundId} AND source_no = ${sourceNo})
		ORDER BY q.needed DESC LIMIT 1`
	return last ? { ...pick, throughAt: last.at, throughId: last.id } : null
}
