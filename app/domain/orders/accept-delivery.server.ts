import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import { step } from '#app/lib/machine.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { orderMachine } from './order.ts'
import { sameFileAsSeen } from './order-files.server.ts'
import { findOrder } from './order-row.server.ts'
import { refuseTooLate } from './use-by.server.ts'

/**
 * The enterprise accepts the report it has read (`seen` is the file's SHA-256): the confirmed public share is redeemed
 * (核销), the rest of the holds goes back to the voucher. Throws order.report_missing, or state.changed_meanwhile when
 * another report was delivered since, voucher.too_late where the voucher had to be used up by accepted work before today.
 */
export async function acceptDelivery(ctx: Context, { number, seen }: { number: string; seen: string }): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.accept', order)
	if (order.state !== 'delivered' && (await isRepeat(ctx, number))) return
	step(orderMachine, 'accept', order.state)
	await sameFileAsSeen(ctx, order.id, 'report', seen)
	await refuseTooLate(ctx, order, 'acceptance', shanghaiDay(ctx.now))
	await callBooks(ctx, 'accept_delivery', { orderId: order.id })
}
