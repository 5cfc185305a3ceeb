import { beforeAll, describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import { rewardableOrders, rewardGroups } from '#app/domain/claims/rewardable-orders.server.ts'
import { removeLine } from '#app/domain/claims/save-line.server.ts'
import { withdrawClaim } from '#app/domain/claims/withdraw-claim.server.ts'
import { getDriftBoard } from '#app/domain/reporting/drift-board.server.ts'
import { moneyStatement } from '#app/domain/reporting/money-statement.server.ts'
import { outcomes } from '#app/domain/reporting/outcomes.server.ts'
import { getTrail } from '#app/domain/reporting/trail.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { later } from '#tests/fixtures/claims.ts'
import { expectWhole, payOut } from '#tests/fixtures/endings.ts'
import { type Market, ownerPool } from '#tests/fixtures/market.ts'
import { claimOf, clawbacksOf, worker } from '#tests/fixtures/refunds.ts'
import { type RewardMarket, rewardMarket } from '#tests/fixtures/rewards.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('the reward of a provider', () => {
	let market: Market
	let reward: RewardMarket['reward']
	let handIn: RewardMarket['handIn']
	let decide: RewardMarket['decide']
	let support: RewardMarket['support']
	let order: RewardMarket['order']
	let idOf: RewardMarket['idOf']
	let red: RewardMarket['red']
	let orders: string[]
	const open = async () => {
		;({ market, reward, handIn, decide, support, order, idOf, red } = await rewardMarket())
	}

	beforeAll(async () => {
		await open()
		orders = [await order(), await order(), await order()]
	})

	test('is for orders whose own claim is paid, each once, and only the provider’s own', async () => {
		expect(await rewardableOrders(market.seller)).toEqual([])
		await expect(reward([orders[0]!])).rejects.toThrow(refusal('claim.already_claimed'))
		await support(orders)
		expect((await rewardableOrders(market.seller)).map((order) => order.number)).toEqual(orders)
		expect(await rewardableOrders(market.buyer)).toEqual([])
		const [group] = await rewardGroups(market.seller, 'zh')
		expect(group).toMatchObject({ year: 2026, rules: { rates: [{ pays: '10%', article: '第二十一条' }] } })
		const tries = await Promise.allSettled(Array.from({ length: 4 }, () => reward(orders)))
		const won = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
		expect(won).toHaveLength(1)
		for (const lost of tries)
			if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ code: 'claim.already_claimed' })
		await withdrawClaim(market.seller, { number: won[0]!, reason: '重填' })
		expect(await rewardableOrders(market.seller)).toHaveLength(3)
	})

	test('is reckoned by the rules up to the cap of the year, drawn on the fund at approval, and paid to the provider', async () => {
		const number = await reward(orders)
		await removeLine(market.seller, { number, lineNo: 3 })
		const draft = await getClaim(market.seller, number)
		expect(draft.claim).toMatchObject({ kind: 'reward', claimedFen: 15_000n })
		expect(draft.checks.filter((check) => check.verdict === 'stop')).toEqual([])
		expect(draft.evaluation?.reasons.find((reason) => reason.code === 'cap.reward-year')).toMatchObject({
			article: '第二十一条',
		})
		await handIn(number, 15_000n)
		expect((await getClaim(market.reviewer, number)).alike).toEqual([]) // it names the same contracts, and is no second claim for them
		const before = await market.stages()
		expect(await decide(number)).toBe('approved')
		const after = await market.stages()
		expect(before.available![0]! - after.available![0]!).toBe(15_000n)
		expect(after.payable).toEqual([15_000n, 0n])
		const drawn = await ownerPool().query('SELECT cap_key, amount_fen FROM cap_draw WHERE claim_id = $1', [
			(await claimOf(number)).id,
		])
		expect(drawn.rows).toMatchObject([{ amount_fen: '15000' }])
		expect(drawn.rows[0].cap_key).toMatch(/reward-year:provider:.*:year:2026$/)
		await expectWhole(market)

		// nothing is left of the year for the third order
		const rest = await reward([orders[2]!])
		expect((await getClaim(market.seller, rest)).claim.claimedFen).toBe(0n)
		await expect(handIn(rest, 0n)).rejects.toThrow(refusal('claim.not_eligible'))
		await withdrawClaim(market.seller, { number: rest, reason: '已到上限' })

		await payOut(market, 1)
		expect((await claimOf(number)).state).toBe('paid')
		await expectWhole(market)
		const board = await getDriftBoard(market.finance, {
			fund: null,
			row: null,
			all: false,
			unexplained: false,
			page: 1,
		})
		expect(board.funds[0]!.explained.gaps).toEqual([])
		const { report } = await moneyStatement(market.seller, null)
		expect(report.rows.filter((row) => row[1] === number)).toHaveLength(2) // approved and paid
		// the chain goes back from the reward to the orders it rests on, and from an order to its reward
		const { found } = await getTrail(market.finance, number)
		expect(found!.links.orders.map((order) => order.number).sort()).toEqual(orders.slice(0, 2).sort())
		expect(found!.gaps.filter((gap) => gap.code !== 'invoice_unverified')).toEqual([])
		const [own] = await prisma.claim.findMany({ where: { kind: 'voucher', claimantId: market.providerId } })
		const ofReward = found!.links.claims.find((claim) => claim.kind === 'reward')!
		expect(ofReward.lines.map((line) => line.support)).toEqual([own!.number, own!.number])
		const ofOrder = (await getTrail(market.finance, orders[0]!)).found!
		expect(ofOrder.links.claims.map((claim) => claim.kind).sort()).toEqual(['reward', 'voucher'])
		expect(ofOrder.gaps.filter((gap) => gap.code !== 'invoice_unverified')).toEqual([])
		const done = await outcomes(market.finance, 2026)
		expect(Object.fromEntries(done.facts)).toMatchObject({ enterprises: 1, works: 3, paid: 165_000n })
	})

	test('a refund on a rewarded order after payment: the provider owes what the rules give less', async () => {
		const [number] = (
			await prisma.claim.findMany({ where: { kind: 'reward', state: 'paid', claimantId: market.providerId } })
		).map((claim) => claim.number)
		await red(orders[0]!, 50_000n, 1)
		await followRedLetters(worker(market, 1))
		expect(await clawbacksOf(number!)).toEqual([]) // 1,500.00 still give 150.00
		await red(orders[0]!, 50_000n, 2)
		await followRedLetters(worker(market, 2))
		expect(await clawbacksOf(number!)).toMatchObject([
			{ state: 'demanded', origin: 'red_letter', amountFen: 5_000n, payeeId: market.providerId },
		])
		expect((await getClaim(later(market.reviewer, 2), number!)).excessFen).toBe(0n)
		await expectWhole(market)
	})

	test('before payment it is cut, and the cap of the year is free again', async () => {
		await open()
		const done = await order()
		await support([done])
		const number = await reward([done])
		await handIn(number, 10_000n)
		// the payment of the order's own claim comes back: until it is paid again the reward is not approved
		const own = (state: string) =>
			ownerPool().query('UPDATE claim SET state = $2 WHERE programme_id = $1 AND kind = $$voucher$$', [
				market.programmeId,
				state,
			])
		await own('approved')
		await expect(decide(number)).rejects.toThrow(refusal('claim.order_not_paid'))
		await own('paid')
		await approveClaim(market.officer, { number })
		await red(done, 40_000n, 1)
		await followRedLetters(worker(market, 1))
		expect(await claimOf(number)).toMatchObject({ state: 'approved', approvedFen: 6_000n })
		const { rows } = await ownerPool().query('SELECT sum(amount_fen)::int AS drawn FROM cap_draw WHERE claim_id = $1', [
			(await claimOf(number)).id,
		])
		expect(rows[0].drawn).toBe(6_000)
		await expectWhole(market)
	})

	test('the application can neither reward an order that is not paid, nor one twice', async () => {
		const unpaid = await idOf(await order())
		const [done] = await prisma.claim.findMany({ where: { kind: 'reward', claimantId: market.providerId } })
		const line = await prisma.claimLine.findFirstOrThrow({ where: { claimId: done!.id } })
		await expect(
			prisma.$executeRaw`INSERT INTO rewarded_order (programme_id, order_id, claim_id, claim_line_id) VALUES (${market.programmeId}, ${unpaid}, ${done!.id}, ${line.id})`,
		).rejects.toThrow()
		await expect(prisma.$executeRaw`UPDATE rewarded_order SET order_id = ${unpaid}`).rejects.toThrow()
		await expect(prisma.$executeRaw`DELETE FROM rewarded_order`).rejects.toThrow()
	})
})
