import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { reckonClaim } from './reckon-claim.server.ts'
import { rewardableOrders, rewardKey, rewardOrdersMost } from './rewardable-orders.server.ts'
import { orderLine } from './start-claim.server.ts'

/**
 * The provider starts the claim of its reward (服务机构奖励) for orders whose own claims are paid: what each gives is reckoned by the
 * programme's rules. Orders of one programme version, fund and year stand together (claim.mixed_orders), at most 200; an order is
 * rewarded once under a programme (claim.already_claimed). Throws claim.order_not_paid.
 */
export async function startReward(
	ctx: Context,
	{ orders: numbers }: { orders: readonly string[] },
): Promise<{ number: string }> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.submit', { organisationId })
	const rewardable = await rewardableOrders(ctx)
	const orders = rewardable.filter((order) => numbers.includes(order.number))
	const first = orders[0]
	if (!first || orders.length !== new Set(numbers).size) throw new DomainError('claim.already_claimed')
	if (orders.length > rewardOrdersMost || orders.some((order) => rewardKey(order) !== rewardKey(first)))
		throw new DomainError('claim.mixed_orders')

	const number = await nextNumber(ctx, 'claim')
	const write = transact(ctx, async (tx) => {
		const claim = await tx.db.claim.create({
			data: {
				number,
				programmeId: first.programmeId,
				versionId: first.versionId,
				fundId: first.fundId,
				kind: 'reward',
				mode: 'deduct',
				claimantId: organisationId,
				enterpriseId: organisationId,
				createdAt: ctx.now,
			},
		})
		await tx.db.claimLine.createMany({
			data: orders.map((order, index) => ({
				...orderLine(order, claim.id, index + 1),
				kind: 'reward',
				orderId: null,
				claimedFen: 0n,
			})),
		})
		await tx.db.$executeRaw`
			INSERT INTO rewarded_order (programme_id, order_id, claim_id, claim_line_id)
			SELECT ${first.programmeId}, o.id, l.claim_id, l.id FROM unnest(${orders.map(({ id }) => id)}::bigint[]) WITH ORDINALITY o(id, no)
			JOIN claim_line l ON l.claim_id = ${claim.id} AND l.line_no = o.no`
		await reckonClaim(tx, { number })
		await record(tx, 'claim.started', number, { orders: orders.map((order) => order.number) })
		await announce(tx, 'claim.started', { claimId: claim.id, number })
	})
	await orRefusal(write, { rewarded_order: 'claim.already_claimed' })
	return { number }
}
