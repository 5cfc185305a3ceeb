import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { type ClaimableOrder, claimableOrders, groupKey, type PlainOrder } from './claimable-orders.server.ts'

/**
 * Starts a claim from accepted orders under vouchers: the provider's where vouchers deduct, the enterprise's where it is
 * reimbursed. Everything is filled in from the orders. One claim takes orders of one programme version, fund, mode and
 * enterprise (claim.mixed_orders); an order is in one live claim only (claim.already_claimed).
 */
export async function startClaim(
	ctx: Context,
	{ orders: numbers }: { orders: readonly string[] },
): Promise<{ number: string }> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.submit', { organisationId })
	const claimable = await claimableOrders(ctx)
	const orders = claimable.filter((order) => numbers.includes(order.number))
	const first = orders[0]
	if (!first || orders.length !== new Set(numbers).size) throw new DomainError('claim.already_claimed')
	if (orders.some((order) => groupKey(order) !== groupKey(first))) throw new DomainError('claim.mixed_orders')

	const number = await nextNumber(ctx, 'claim')
	const rounds = new Set(orders.map((order) => order.roundId))
	const write = transact(ctx, async (tx) => {
		const claim = await tx.db.claim.create({
			data: {
				number,
				programmeId: first.programmeId,
				versionId: first.versionId,
				roundId: rounds.size === 1 ? first.roundId : null,
				fundId: first.fundId,
				kind: 'voucher',
				mode: first.mode,
				claimantId: organisationId,
				enterpriseId: first.enterpriseId,
				claimedFen: orders.reduce((sum, order) => sum + order.voucherFen, 0n),
				createdAt: ctx.now,
			},
		})
		await tx.db.claimLine.createMany({
			data: orders.map((order, index) => ({ ...orderLine(order, claim.id, index + 1), claimedFen: order.voucherFen })),
		})
		await record(tx, 'claim.started', number, { orders: orders.map((order) => order.number) })
		await announce(tx, 'claim.started', { claimId: claim.id, number })
	})
	await orRefusal(write)
	return { number }
}

/** A line filled in from an order. */
export const orderLine = (order: ClaimableOrder | PlainOrder, claimId: bigint, lineNo: number) => ({
	claimId,
	lineNo,
	kind: 'order',
	orderId: order.id,
	title: order.title,
	categoryId: order.categoryId,
	providerName: order.providerName,
	providerCode: order.providerCode,
	contractNo: order.contractNo,
	contractOn: order.contractOn,
	serviceOn: dateOf(shanghaiDay(order.acceptedAt)),
	reportNo: order.reportNo,
	reportOn: order.reportOn,
	baseFen: order.priceFen,
})
