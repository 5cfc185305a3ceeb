import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { mayCancel, orderMachine } from './order.ts'
import { findOrder } from './order-row.server.ts'
import { sideOf } from './orders.server.ts'

type Ending = { number: string; reason: string }

/** One of the ends without work: everything the order held goes back to the voucher. */
async function endOrder(
	ctx: Context,
	event: 'withdraw' | 'decline' | 'cancel',
	{ number, reason }: Ending,
): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, `order.${event}`, order)
	if (await isRepeat(ctx, number)) return
	const to = step(orderMachine, event, order.state)
	if (event === 'cancel' && !mayCancel(order.state, sideOf(ctx, order)))
		throw new DomainError('state.not_allowed', { event, state: order.state })
	await callBooks(ctx, 'end_order', { orderId: order.id, to, reason })
}

/** The enterprise takes back an order nobody has taken yet. */
export const withdrawOrder = (ctx: Context, ending: Ending) => endOrder(ctx, 'withdraw', ending)

/** The provider does not take the order, and says why. */
export const declineOrder = (ctx: Context, ending: Ending) => endOrder(ctx, 'decline', ending)

/** Either side ends an order that was taken, before the work begins; once it has begun, the provider alone. */
export const cancelOrder = (ctx: Context, ending: Ending) => endOrder(ctx, 'cancel', ending)
