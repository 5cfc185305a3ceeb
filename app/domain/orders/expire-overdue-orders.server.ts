import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/**
 * Ends the orders no provider answered in time and gives their holds back. The worker calls it; the database decides
 * against a provider who takes the order in the same moment. At most `limit` orders at a time; answers how many ended.
 */
export async function expireOverdueOrders(ctx: Context, limit = 200): Promise<number> {
	const due = await ctx.db.order.findMany({
		where: { state: 'placed', replyDueAt: { lte: ctx.now } },
		select: { id: true },
		orderBy: { replyDueAt: 'asc' },
		take: limit,
	})
	let ended = 0
	for (const { id } of due) {
		try {
			await callBooks(ctx, 'end_order', { orderId: id, to: 'expired', reason: 'no_reply' })
			ended++
		} catch (error) {
			// why: somebody answered or withdrew it since the list was read
			if (!(error instanceof DomainError) || !error.code.startsWith('state.')) throw error
		}
	}
	return ended
}
