import type { z } from 'zod'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { isUnderContract } from '#app/domain/orders/order.ts'
import { ownShare } from '#app/domain/orders/order-money.ts'
import { findOrder } from '#app/domain/orders/order-row.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan } from '#app/lib/money.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import type { ownPaymentForm } from './own-payment.ts'

/**
 * The enterprise records a transfer from its company account to the provider, with its slip. Possible from the contract on,
 * in parts, up to what it owes (own_payment.above_due). One slip proves one payment of an order (own_payment.slip_taken).
 */
export async function recordOwnPayment(
	ctx: Context,
	input: { number: string } & z.output<typeof ownPaymentForm>,
): Promise<void> {
	const order = await findOrder(ctx, input.number)
	authorize(ctx.actor, 'order.record_own_payment', order)
	if (!isUnderContract(order.state)) throw new DomainError('state.not_allowed', { state: order.state })
	if (input.paidOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'paidOn' })
	const { accountId, organisationId } = memberOf(ctx.actor)
	await transact(ctx, async (tx) => {
		await tx.db.$queryRaw`SELECT id FROM "order" WHERE id = ${order.id} FOR NO KEY UPDATE` // payments of one order are added one by one
		const earlier = await tx.db.ownPayment.findMany({ where: { orderId: order.id } })
		const left = ownShare(order) - earlier.reduce((sum, payment) => sum + payment.amountFen, 0n)
		if (input.amount > left)
			throw new DomainError('own_payment.above_due', { field: 'amount', left: formatYuan(left < 0n ? 0n : left) })
		const slip = await storeFile(tx, input.slip, { purpose: 'transfer-slip', organisationId, orderId: order.id })
		const same = { orderId: order.id, purpose: 'transfer-slip', sha256: slip.sha256, id: { not: slip.id } }
		if (await tx.db.storedFile.findFirst({ where: same }))
			throw new DomainError('own_payment.slip_taken', { field: 'slip' })
		await tx.db.ownPayment.create({
			data: {
				orderId: order.id,
				amountFen: input.amount,
				paidOn: dateOf(input.paidOn),
				channel: 'bank_transfer',
				reference: input.bankReference,
				slipFileId: slip.id,
				recordedById: accountId,
				createdAt: tx.now,
			},
		})
		await record(tx, 'order.paid', order.number, { amountFen: input.amount, paidOn: input.paidOn, file: slip.uuid })
		await announce(tx, 'order.paid', { orderId: order.id, number: order.number })
	})
}
