import { beforeAll, describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { saveLine } from '#app/domain/claims/save-line.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { approveRatio, proposeRatio } from '#app/domain/programmes/round-ratio.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contractClaim, draftClaim, halfOfInvoice, openRound } from '#tests/fixtures/claim-only.ts'
import { contractLine } from '#tests/fixtures/claims.ts'
import { expectWhole, nextFund, at as onDay, type Plan, payOut, proposedYearEnd } from '#tests/fixtures/endings.ts'
import { openMarket, ownerPool, stagesOf } from '#tests/fixtures/market.ts'
import { approved, claimOf, clawbacksOf, contract, invoiceNo, red, total, worker } from '#tests/fixtures/refunds.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const zero = [0n, 0n]

describe('a budget too short for its claims', () => {
	let at: Awaited<ReturnType<typeof openRound>>
	beforeAll(async () => {
		// half of the invoice, times the factor of the round; city 70, district 30, in a fund of 60 and 40
		at = await openRound(
			halfOfInvoice((rules) => {
				rules.process.exhaustion = { kind: 'pro_rata', article: '第六条' }
				rules.subsidy.rate.published = { kind: 'factor', article: '第六条' }
			}),
		)
	})
	const titles = ['锂电池循环寿命', '钢筋拉伸强度', '饮用水重金属含量']
	const draft = async (baseFen: bigint) => {
		const number = await draftClaim(at)
		const line = { ...contractLine(at.market, fen(baseFen), invoiceNo()), title: titles.shift()! }
		await saveLine(at.buyer, { ...line, number, lineNo: null })
		return number
	}
	const submit = async (number: string) => {
		const { evaluation } = await getClaim(at.buyer, number)
		await submitClaim(at.buyer, { number, payee: at.payee, seen: evaluation!.amountFen, commitmentText: '承诺' })
		return evaluation!.amountFen
	}

	test('is cut pro rata: each gets its part, both sources hold out, and who comes after them is told', async () => {
		const numbers = [await draft(140_000_000n), await draft(140_000_000n)]
		await proposeRatio(at.market.officer, { round: at.round, percent: 6120, documentNo: '云科通〔2026〕8号' })
		await approveRatio(at.market.secondOfficer, { round: at.round, bp: 6120 })
		for (const number of numbers) {
			expect(await submit(number)).toBe(42_840_000n)
			await approved(at.market, number, 42_840_000n)
		}
		await expectWhole(at.market)
		const late = await draft(1_000_000n)
		const claimedFen = await submit(late)
		await reviewClaim(at.market.reviewer, {
			number: late,
			lines: [{ lineNo: 1, approvedFen: fen(claimedFen), reason: '', article: '' }],
		})
		await expect(approveClaim(at.market.officer, { number: late })).rejects.toThrow(refusal('fund.exhausted'))
		await expectWhole(at.market)
		for (const sourceNo of [1, 2]) await payOut(at.market, sourceNo)
		for (const number of numbers) expect((await claimOf(number)).state).toBe('paid')
		expect(await at.market.stages()).toMatchObject({ paid: [59_976_000n, 25_704_000n], payable: zero })
		await expectWhole(at.market)
	})
})

describe('a claim cut by its reviewer', () => {
	test('in deduct mode: the cut is the voucher’s again, the rest is paid to the provider', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const claimId = await market.claim(
			[{ orderId, claimedFen: fen(50_000), approvedFen: fen(40_000) }],
			await market.payeeAccount(),
		)
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId })
		expect(await market.stages()).toMatchObject({
			granted: [36_000n, 24_000n],
			payable: [24_000n, 16_000n],
			redeemed: zero,
		})
		await expectWhole(market)
		for (const sourceNo of [1, 2]) await payOut(market, sourceNo)
		expect(await prisma.claim.findUniqueOrThrow({ where: { id: claimId } })).toMatchObject({ state: 'paid' })
		expect(await market.stages()).toMatchObject({ paid: [24_000n, 16_000n], granted: [36_000n, 24_000n] })
		await expectWhole(market)
	})

	test('in reimburse mode: the cut was never drawn, the rest is paid to the enterprise', async () => {
		const at = await openRound(halfOfInvoice())
		const number = await contractClaim(at, { invoice: invoiceNo() })
		await approved(at.market, number, 200_000n, '含强制检测')
		const stages = await at.market.stages()
		expect([total(stages.payable), total(stages.available)]).toEqual([200_000n, 99_800_000n])
		await expectWhole(at.market)
		for (const sourceNo of [1, 2]) await payOut(at.market, sourceNo)
		const claim = await claimOf(number)
		expect(claim).toMatchObject({ state: 'paid', mode: 'reimburse', claimantId: at.market.enterpriseId })
		await expectWhole(at.market)
	})
})

test('a full refund after payment, learnt of in the next year, is demanded back and goes to the treasury', async () => {
	const at = await contract()
	for (const line of (await claimOf(at.number)).payLines) await payOut(at.market, line.sourceNo)
	await red(at, at.number, at.invoice, 600_000n, 310)
	await followRedLetters(worker(at.market, 311))
	const demands = await clawbacksOf(at.number)
	expect(demands.map(({ state, origin }) => [state, origin])).toEqual(demands.map(() => ['demanded', 'red_letter']))
	expect(demands.reduce((sum, demand) => sum + demand.amountFen, 0n)).toBe(300_000n)
	await expectWhole(at.market)
	for (const { id: clawbackId, amountFen } of demands)
		await callBooks(onDay(at.market.finance, '2027-02-01'), 'receive_clawback', {
			clawbackId,
			amountFen,
			reuse: true,
			documentNo: '缴款书 9',
			receivedOn: '2027-02-01',
		})
	const stages = await at.market.stages()
	expect([total(stages.paid), total(stages.surrendered)]).toEqual([0n, 300_000n])
	await expectWhole(at.market)
})

describe('a year-end with open orders', () => {
	/** One order reserved only, one in service, one delivered, one accepted; and a claim approved and not paid. */
	async function openOrders() {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(500_000))
		const order = (state: string) => market.order(voucherId, { state, voucherFen: fen(20_000) })
		const owed = await market.order(voucherId, { state: 'accepted' })
		await market.owedOn(owed, { receivedFen: 30_000n })
		return {
			market,
			placed: await order('placed'),
			inService: await order('in_service'),
			delivered: await order('delivered'),
			accepted: await order('accepted'),
			next: await nextFund(market),
		}
	}
	const end = async ({ market, next }: Awaited<ReturnType<typeof openOrders>>, plan: Plan) => {
		const { id: yearEndId } = await proposedYearEnd(market, plan, next)
		await callBooks(onDay(market.secondOfficer, '2026-12-31'), 'approve_year_end', { yearEndId })
	}

	test('carries them with voucher and claim; they go on in the new year', async () => {
		const at = await openOrders()
		await end(at, { available: 'carry', granted: 'carry', held: 'carry', redeemed: 'carry' })
		expect(await at.market.stages()).toMatchObject({ held: zero, redeemed: zero, payable: zero, available: zero })
		expect(await stagesOf(at.next)).toMatchObject({
			held: [36_000n, 24_000n],
			redeemed: [12_000n, 8_000n],
			payable: [30_000n, 20_000n],
		})
		await expectWhole(at.market)
		const { buyer, seller } = at.market
		await callBooks(onDay(seller, '2027-01-05'), 'end_order', {
			orderId: at.inService,
			to: 'cancelled',
			reason: '设备故障',
		})
		await callBooks(onDay(buyer, '2027-01-06'), 'accept_delivery', { orderId: at.delivered })
		expect(await stagesOf(at.next)).toMatchObject({ held: [12_000n, 8_000n], redeemed: [24_000n, 16_000n] })
		await expectWhole(at.market)
	})

	test('where the programme voids what is under way, each order goes on without its share', async () => {
		const at = await openOrders()
		await end(at, { available: 'surrender', granted: 'lapse', held: 'void', redeemed: 'void' })
		const orders = await prisma.order.findMany({ where: { id: { in: [at.placed, at.inService, at.delivered] } } })
		expect(orders.map((order) => order.voucherFen)).toEqual([0n, 0n, 0n])
		expect(await stagesOf(at.next)).toMatchObject({ payable: [30_000n, 20_000n] })
		await expectWhole(at.market)
		await callBooks(onDay(at.market.buyer, '2027-01-06'), 'accept_delivery', { orderId: at.delivered })
		const { rows } = await ownerPool().query('SELECT count(*)::int AS n FROM order_forfeit WHERE order_id = $1', [
			at.accepted,
		])
		expect(rows).toEqual([{ n: 1 }])
		await expectWhole(at.market)
	})
})
