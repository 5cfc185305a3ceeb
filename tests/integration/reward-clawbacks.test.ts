import { beforeEach, describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { followClawbacks } from '#app/domain/claims/follow-clawbacks.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { demandClawback } from '#app/domain/settlement/decide-clawback.server.ts'
import { proposeClawback } from '#app/domain/settlement/propose-clawback.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { later } from '#tests/fixtures/claims.ts'
import { expectWhole, nextFund, at as onDay, payOut, proposedYearEnd } from '#tests/fixtures/endings.ts'
import { type Market, ownerPool, stagesOf } from '#tests/fixtures/market.ts'
import { another, ownerTries } from '#tests/fixtures/owner-tries.ts'
import { claimOf, clawbacksOf, total, worker } from '#tests/fixtures/refunds.ts'
import { type RewardMarket, rewardMarket } from '#tests/fixtures/rewards.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('a clawback of what a rewarded order was supported with', () => {
	let at: RewardMarket
	let market: Market
	let order: string
	/** the order's own claim of 500.00, paid by two sources */
	let support: string

	/** Two people demand a sum of the order's own claim back from one source's payment, some days later. */
	async function demand(yuan: bigint, sourceNo: number, days = 1) {
		const { number, payLines } = await claimOf(support)
		const { number: clawback } = await proposeClawback(later(market.reviewer, days), number, {
			payLine: String(payLines.find((line) => line.sourceNo === sourceNo)!.id),
			amount: fen(yuan * 100n),
			reason: '虚构交易',
			article: '第二十二条',
			dueOn: undefined,
		})
		const decide = () => demandClawback(later(market.settlementOfficer, days), { claim: number, clawback })
		return { clawback, decide }
	}
	const demanded = async (yuan: bigint, sourceNo: number, days = 1) => (await demand(yuan, sourceNo, days)).decide()

	/** A reward of 100.00, a tenth of the order's price, approved. */
	async function rewarded(): Promise<string> {
		const number = await at.reward([order])
		await at.handIn(number, 10_000n)
		expect(await at.decide(number)).toBe('approved')
		return number
	}
	const drawn = async (number: string) =>
		(
			await ownerPool().query('SELECT coalesce(sum(amount_fen), 0)::int AS drawn FROM cap_draw WHERE claim_id = $1', [
				(await claimOf(number)).id,
			])
		).rows[0].drawn
	const dueOf = async (number: string) =>
		(await clawbacksOf(number)).reduce((sum, clawback) => sum + clawback.amountFen, 0n)

	beforeEach(async () => {
		at = await rewardMarket()
		market = at.market
		order = await at.order()
		const id = await at.support([order])
		support = (await prisma.claim.findUniqueOrThrow({ where: { id } })).number
	})

	test('before payment: the reward is cut in the share that is demanded back, and free in the fund and under its cap', async () => {
		const number = await rewarded()
		const before = await market.stages()
		const { decide } = await demand(150n, 1)
		expect(await followClawbacks(worker(market, 1))).toBe(0) // proposed only: nothing is taken back yet
		await decide()
		expect((await getClaim(later(market.reviewer, 1), number)).excessFen).toBe(3_000n)
		expect(await followClawbacks(worker(market, 1))).toBe(1)
		// 150.00 of 500.00 were demanded back: 700.00 of the order's price count, a tenth of it is given
		expect(await claimOf(number)).toMatchObject({ state: 'approved', approvedFen: 7_000n })
		expect(await drawn(number)).toBe(7_000)
		expect(await clawbacksOf(number)).toEqual([])
		const after = await market.stages()
		expect(total(after.available) - total(before.available)).toBe(3_000n)
		expect(total(after.payable)).toBe(7_000n)
		expect((await getClaim(later(market.reviewer, 1), number)).excessFen).toBe(0n)
		expect(await followClawbacks(worker(market, 2))).toBe(0) // once looked at, it is not looked at again
		await expectWhole(market)

		// all the rest is demanded back: nothing is left of the reward
		await demanded(150n, 1, 2)
		await demanded(200n, 2, 2)
		await followClawbacks(worker(market, 2))
		expect(await claimOf(number)).toMatchObject({ state: 'refused', approvedFen: 0n, payLines: [] })
		expect(await drawn(number)).toBe(0)
		await expectWhole(market)
	})

	test('after payment, in the same year: the excess is demanded of the provider, and what comes back is the fund’s again', async () => {
		const number = await rewarded()
		await payOut(market, 1)
		await demanded(150n, 1)
		await followClawbacks(worker(market, 1))
		const [own] = await clawbacksOf(number)
		const [cause] = await clawbacksOf(support)
		expect(own).toMatchObject({
			state: 'demanded',
			origin: 'clawback',
			followsClawbackId: cause!.id,
			amountFen: 3_000n,
			payeeId: market.providerId,
			proposedById: null,
			reason: `所奖励订单的补助被追回（${cause!.number}）`,
		})
		expect(await claimOf(number)).toMatchObject({ state: 'paid', approvedFen: 10_000n })
		await expectWhole(market)
		const before = await market.stages()
		await callBooks(later(market.finance, 5), 'receive_clawback', {
			clawbackId: own!.id,
			amountFen: 3_000n,
			reuse: true,
			documentNo: '缴款书 9',
			receivedOn: '2026-03-15',
		})
		const after = await market.stages()
		expect(total(after.available) - total(before.available)).toBe(3_000n)
		expect(total(before.paid) - total(after.paid)).toBe(3_000n)
		await expectWhole(market)
	})

	test('after payment, in the next year: what comes back goes to the treasury', async () => {
		const number = await rewarded()
		await payOut(market, 1)
		await demanded(300n, 1, 320)
		await demanded(200n, 2, 321)
		await followClawbacks(worker(market, 321))
		expect(await dueOf(number)).toBe(10_000n)
		const before = await market.stages()
		for (const own of await clawbacksOf(number))
			await callBooks(onDay(market.finance, '2027-02-01'), 'receive_clawback', {
				clawbackId: own.id,
				amountFen: own.amountFen,
				reuse: true,
				documentNo: '缴款书 10',
				receivedOn: '2027-02-01',
			})
		const after = await market.stages()
		expect(total(after.surrendered) - total(before.surrendered)).toBe(10_000n)
		await expectWhole(market)
	})

	test('a reward carried over to the next year unpaid is cut there, into the fund that owes it', async () => {
		const number = await rewarded()
		const next = await nextFund(market)
		const plan = { available: 'surrender', granted: 'lapse', held: 'void', redeemed: 'void' }
		const { id } = await proposedYearEnd(market, plan, next)
		await callBooks(onDay(market.secondOfficer, '2026-12-31'), 'approve_year_end', { yearEndId: id })
		expect(await claimOf(number)).toMatchObject({ state: 'approved', fundId: next })
		await expectWhole(market)
		const before = await stagesOf(next)
		await demanded(150n, 1, 320)
		await followClawbacks(worker(market, 320))
		expect(await claimOf(number)).toMatchObject({ state: 'approved', approvedFen: 7_000n })
		const after = await stagesOf(next)
		expect(total(after.payable)).toBe(7_000n)
		expect(total(after.available) - total(before.available)).toBe(3_000n)
		await expectWhole(market)
	})

	test('one that waits for the bank is looked at when its payment is through', async () => {
		const number = await rewarded()
		const batchId = await market.batch(1)
		await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
		await demanded(150n, 1)
		expect(await followClawbacks(worker(market, 1))).toBe(0)
		expect(await claimOf(number)).toMatchObject({ approvedFen: 10_000n })
		await callBooks(market.settlementOfficer, 'void_batch', { batchId })
		const all = await Promise.allSettled(Array.from({ length: 8 }, () => followClawbacks(worker(market, 2))))
		for (const one of all) if (one.status === 'rejected') expect(one.reason).toEqual(refusal('state.changed_meanwhile'))
		expect(await claimOf(number)).toMatchObject({ approvedFen: 7_000n })
		await expectWhole(market)
	})

	test('with a red-letter fapiao besides, each takes its own: the share of what is left', async () => {
		const number = await rewarded()
		await payOut(market, 1)
		await at.red(order, 50_000n, 1)
		await followRedLetters(worker(market, 1))
		expect(await dueOf(number)).toBe(5_000n) // half of the price is gone
		await demanded(125n, 1, 2)
		await followClawbacks(worker(market, 2))
		// 125.00 of the 500.00 of support are a quarter, now of the other half
		expect(await dueOf(number)).toBe(6_250n)
		await expectWhole(market)
	})

	test('taken back between review and approval, the reward is reviewed again with less', async () => {
		const number = await at.reward([order])
		await at.handIn(number, 10_000n)
		const review = (approvedFen: bigint, days: number, reason = '') =>
			reviewClaim(later(market.reviewer, days), {
				number,
				lines: [{ lineNo: 1, approvedFen: fen(approvedFen), reason, article: reason && '第二十一条' }],
			})
		await review(10_000n, 0)
		await demanded(150n, 1)
		await expect(approveClaim(later(market.officer, 1), { number })).rejects.toThrow(refusal('claim.reward_reduced'))
		const page = await getClaim(later(market.reviewer, 1), number)
		expect(page.checks.filter((check) => check.code === 'basis_demanded')).toMatchObject([
			{ verdict: 'warn', values: { less: { fen: 30_000n } } },
		])
		expect(page.checks.find((check) => check.code === 'amount')).toMatchObject({ verdict: 'stop' })
		await review(7_000n, 2, '补助已追回三成')
		await approveClaim(later(market.officer, 2), { number })
		expect(await followClawbacks(worker(market, 3))).toBe(0)
		expect(await claimOf(number)).toMatchObject({ state: 'approved', approvedFen: 7_000n })
		await expectWhole(market)
	})

	test('a red-letter fapiao between review and approval is noticed the same way', async () => {
		const number = await at.reward([order])
		await at.handIn(number, 10_000n)
		await reviewClaim(market.reviewer, {
			number,
			lines: [{ lineNo: 1, approvedFen: fen(10_000), reason: '', article: '' }],
		})
		await at.red(order, 40_000n, 1)
		await expect(approveClaim(later(market.officer, 1), { number })).rejects.toThrow(refusal('claim.reward_reduced'))
	})

	test('the application can neither say that a claim follows a clawback it does not rest on, nor demand for one', async () => {
		const number = await rewarded()
		await demanded(150n, 1)
		const [cause] = await clawbacksOf(support)
		const [own, other] = [await claimOf(number), await claimOf(support)]
		const row = { outcome: 'unchanged', at: market.now }
		const write = (data: object) => prisma.claimReduction.create({ data: { ...row, ...data } as never })
		await expect(write({ claimId: other.id, clawbackId: cause!.id })).rejects.toThrow()
		await expect(write({ claimId: own.id })).rejects.toThrow()
		await expect(
			prisma.clawback.create({
				data: {
					number: `ZK-${number}`,
					payLineId: own.payLines[0]!.id,
					claimId: own.id,
					payeeId: own.claimantId,
					amountFen: 1n,
					reason: 'x',
					state: 'demanded',
					origin: 'clawback',
					followsClawbackId: cause!.id,
				},
			}),
		).rejects.toThrow()
		const first = await write({ claimId: own.id, clawbackId: cause!.id })
		// and nobody at all: two causes at once, one cause twice, or another kind of claim
		const likeFirst = (changes: Record<string, unknown>) =>
			ownerTries((client) => another(client, 'claim_reduction', first.id, changes))
		const twice = expect.objectContaining({ constraint: 'claim_reduction_claim_id_clawback_id_key' })
		await expect(likeFirst({})).rejects.toThrow(twice)
		const none = expect.objectContaining({ constraint: 'claim_reduction_cause' })
		await expect(likeFirst({ clawback_id: null })).rejects.toThrow(none)
		await expect(likeFirst({ claim_id: other.id })).rejects.toThrow(
			'a claim is reduced for a clawback it rests on only',
		)
		const origin = expect.objectContaining({ constraint: 'clawback_origin' })
		const likeCause = (changes: Record<string, unknown>) =>
			ownerTries((client) => another(client, 'clawback', cause!.id, { number: `ZK-${number}`, ...changes }))
		await expect(likeCause({ origin: 'clawback', proposed_by_id: null, decided_by_id: null })).rejects.toThrow(origin)
		await expect(likeCause({ origin: 'gift', proposed_by_id: null, decided_by_id: null })).rejects.toThrow(origin)
	})
})
