import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { orderMachine } from './order.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

/** The provider has the samples in hand, or says that none are needed: contracted → sample_received. */
export async function receiveSample(ctx: Context, { number, note }: { number: string; note: string }): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.receive_sample', order)
	const state = step(orderMachine, 'receive_sample', order.state)
	await changeOrder(ctx, order, {
		data: { state, sampleNote: note, sampleAt: ctx.now },
		action: 'order.sample_received',
		details: { note },
	})
}
