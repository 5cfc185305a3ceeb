import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'

/**
 * Lets lapse what is free of vouchers whose use-by day is over, oldest first; also what came back to a lapsed voucher since.
 * For the worker; answers how many. What an open order still holds is left to that order.
 */
export async function lapseDueVouchers(ctx: Context, limit = 500): Promise<number> {
	const due = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT v.id FROM voucher v JOIN entitlement e ON e.id = v.entitlement_id
		WHERE v.state <> 'void' AND e.use_by < ${dateOf(shanghaiDay(ctx.now))}::date AND EXISTS (
			SELECT FROM entitlement_source s WHERE s.entitlement_id = e.id
				AND s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen > 0)
		ORDER BY e.use_by, v.id LIMIT ${limit}`
	for (const { id } of due) await callBooks(ctx, 'lapse_voucher', { voucherId: id })
	return due.length
}
