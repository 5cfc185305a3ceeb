import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { orderMachine } from './order.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

/** The provider takes the order (接单): placed → confirmed. The hold stays; only an end of the order releases it now. */
export async function takeOrder(ctx: Context, { number }: { number: string }): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.take', order)
	const state = step(orderMachine, 'take', order.state)
	await changeOrder(ctx, order, { data: { state, confirmedAt: ctx.now }, action: 'order.confirmed' })
}
