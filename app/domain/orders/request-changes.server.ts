import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { orderMachine } from './order.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

/** The enterprise sends the report back with what is to be changed: delivered → in_revision. The hold stays. */
export async function requestChanges(ctx: Context, { number, note }: { number: string; note: string }): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.request_changes', order)
	const state = step(orderMachine, 'request_changes', order.state)
	await changeOrder(ctx, order, { data: { state, revisionNote: note }, action: 'order.in_revision', details: { note } })
}
