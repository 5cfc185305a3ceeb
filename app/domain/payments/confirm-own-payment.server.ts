import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { findOrder } from '#app/domain/orders/order-row.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** The provider says that a recorded payment (`payment` is its id) has reached its account. */
export async function confirmOwnPayment(
	ctx: Context,
	{ number, payment }: { number: string; payment: string },
): Promise<void> {
	const order = await findOrder(ctx, number)
	const row = /^\d{1,18}$/.test(payment)
		? await ctx.db.ownPayment.findFirst({ where: { id: BigInt(payment), orderId: order.id } })
		: null
	if (!row) throw new DomainError('not_found', { payment })
	authorize(ctx.actor, 'order.confirm_own_payment', { ...order, doneBy: [row.recordedById] })
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.ownPayment.updateMany({
			where: { id: row.id, confirmedAt: null },
			data: { confirmedById: memberOf(tx.actor).accountId, confirmedAt: tx.now },
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number })
		await record(tx, 'order.payment_confirmed', number, { amountFen: row.amountFen })
		await announce(tx, 'order.payment_confirmed', { orderId: order.id, number })
	})
}
