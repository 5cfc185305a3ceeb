import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { nextNumbers } from '#app/domain/numbers.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { voucherDays } from '#app/domain/programmes/voucher-days.ts'
import { shanghaiDay } from '#app/lib/time.ts'

type Waiting = { id: bigint; versionId: bigint; left: number }

/** Applications granted in one call of the books. */
const chunk = 500

/**
 * Grants what approved draws decided, in order, until everybody has an answer. For the worker: each call of the books is
 * one commit, so that a process that is killed leaves whole steps, and the next goes on behind them. A draw that cannot go
 * on (its fund was closed, say) does not hold up the others; the error is thrown in the end.
 */
export async function carryOutDraws(ctx: Context, most = chunk): Promise<void> {
	let failure: unknown
	for (const draw of await unfinished(ctx)) {
		try {
			for (let left = draw.left; left > 0; ) {
				const answered = await carryOut(ctx, draw, Math.min(left, most))
				left = answered === 0 ? 0 : left - answered // nothing left for us: another process had the rest
			}
		} catch (error) {
			failure ??= error
		}
	}
	if (failure) throw failure
}

/** Approved draws whose last place has no answer yet: places are answered in their order. */
const unfinished = (ctx: Context) =>
	ctx.db.$queryRaw<Waiting[]>`
		SELECT d.id, r.version_id AS "versionId",
			d.candidate_count - (SELECT count(*)::int FROM draw_place a JOIN draw_outcome o ON o.application_id = a.application_id WHERE a.draw_id = d.id) AS left
		FROM draw d JOIN round r ON r.id = d.round_id
		JOIN draw_place p ON p.draw_id = d.id AND p.place = d.candidate_count
		WHERE NOT EXISTS (SELECT FROM draw_outcome o WHERE o.application_id = p.application_id) ORDER BY d.id`

/** The next places of one draw; answers how many got an answer. */
async function carryOut(ctx: Context, draw: Waiting, count: number): Promise<number> {
	const days = voucherDays(await documentOf(ctx, draw.versionId), shanghaiDay(ctx.now))
	const numbers = await nextNumbers(ctx, 'voucher', count)
	const { granted, others } = await callBooks<{ granted: number; others: number }>(ctx, 'carry_out_draw', {
		drawId: draw.id,
		numbers,
		...days,
	})
	return granted + others
}
