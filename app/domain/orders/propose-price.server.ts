import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import { orderMachine } from './order.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

type Proposal = { number: string; finalPrice: Money; note: string }

/** The provider names the final tax-inclusive price before the work begins; it binds once the enterprise confirms it. */
export async function proposePrice(ctx: Context, { number, finalPrice, note }: Proposal): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.propose_price', order)
	const state = step(orderMachine, 'propose_price', order.state)
	await changeOrder(ctx, order, {
		data: { state, finalPriceFen: finalPrice },
		action: 'order.price_proposed',
		details: { finalPriceFen: finalPrice, note },
		unchanged: { finalPriceFen: order.finalPriceFen },
	})
}
