import { beforeAll, describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { getFundSetup } from '#app/domain/programmes/funds.server.ts'
import { getDriftBoard } from '#app/domain/reporting/drift-board.server.ts'
import { getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { advanceLevels, listAdvances } from '#app/domain/settlement/advances.server.ts'
import { approveAdvance, refuseAdvance } from '#app/domain/settlement/decide-advance.server.ts'
import { proposeAdvance } from '#app/domain/settlement/propose-advance.server.ts'
import { repayAdvance } from '#app/domain/settlement/repay-advance.server.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, shippedDocument } from '#tests/fixtures/claims.ts'
import { expectWhole } from '#tests/fixtures/endings.ts'
import type { Market } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('two levels pay a claim, and the money of the second has not come', () => {
	let market: Market
	let fund: string
	const receive = (sourceNo: number, amountFen: bigint) =>
		callBooks(market.finance, 'record_receipt', {
			fundId: market.fundId,
			sourceNo,
			documentNo: `拨款 ${sourceNo}`,
			amountFen,
			receivedOn: '2026-03-10',
		})
	const propose = (amount: bigint, payer = 1, debtor = 2) =>
		proposeAdvance(market.settlementOfficer, {
			payer: `${fund}.${payer}`,
			debtor: `${fund}.${debtor}`,
			amount: fen(amount),
			decisionNo: '云财预〔2026〕7号',
			reason: '区级资金未到',
		})
	const repay = (advance: string, kind: 'receipt' | 'clearing', amount: bigint, documentNo = '归还 1') =>
		repayAdvance(market.finance, { advance, kind, amount: fen(amount), documentNo, repaidOn: shanghaiDay(market.now) })
	const sources = async () =>
		(await getFundReport(market.finance, fund)).sources.map(({ receivedFen, advancedFen, advanceDueFen }) => ({
			receivedFen,
			advancedFen,
			advanceDueFen,
		}))
	const row = async () =>
		(await getDriftBoard(market.finance, { fund, row: null, all: false, unexplained: false, page: 1 })).rows.find(
			(each) => each.row === 'advanced',
		)
	const opened = async () =>
		(await getDriftBoard(market.finance, { fund, row: 'advanced', all: true, unexplained: false, page: 1 })).opened

	beforeAll(async () => {
		market = await claimMarket(shippedDocument('yunze-high-tech-2026'))
		fund = (await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })).number
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const claimId = await market.claim([{ orderId, claimedFen: fen(50_000) }], await market.payeeAccount())
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId })
	})

	test('the one that has money pays for the other, by a decision of two people, and what it paid stands as due', async () => {
		await receive(1, 60_000n)
		const batchId = await market.batch(2)
		await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
		const approve = () => callBooks(market.finance, 'approve_batch', { batchId, approvalDocumentNo: '批' })
		await expect(approve()).rejects.toThrow(refusal('fund.not_received'))
		expect((await advanceLevels(market.settlementOfficer)).map(({ freeFen, lackFen }) => [freeFen, lackFen])).toEqual([
			[60_000n, 0n],
			[0n, 20_000n],
		])

		const { number } = await propose(20_000n)
		await expect(propose(1n)).rejects.toThrow(refusal('advance.proposed_already'))
		await expect(propose(1n, 1, 1)).rejects.toThrow(refusal('advance.same_level'))
		await expect(approveAdvance(market.settlementOfficer, number)).rejects.toThrow(refusal('access.denied'))
		expect(await row()).toMatchObject({ booksFen: 0n, otherFen: 0n, count: 0 })
		const stages = await market.stages()
		const tries = await Promise.allSettled(Array.from({ length: 8 }, () => approveAdvance(market.finance, number)))
		expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)

		expect(await market.stages()).toEqual(stages) // no stage moves: it stays the spending of the level that owed it
		expect(await sources()).toEqual([
			{ receivedFen: 40_000n, advancedFen: 20_000n, advanceDueFen: 0n },
			{ receivedFen: 20_000n, advancedFen: 0n, advanceDueFen: 20_000n },
		])
		expect(await row()).toMatchObject({ booksFen: 20_000n, otherFen: 20_000n, count: 1 })
		expect((await opened())?.items).toMatchObject([{ number, booksFen: 20_000n, otherFen: 20_000n }])
		await approve()
		await callBooks(market.finance, 'send_batch', { batchId, messageId: `M-${batchId}` })
		const { id: paymentId } = await prisma.payment.findFirstOrThrow({ where: { batchId } })
		const statementLineId = await market.bankLine(2, -20_000n)
		await callBooks(market.finance, 'settle_payment', { paymentId, statementLineId, rule: 'code' })
		expect((await market.stages()).paid).toEqual([0n, 20_000n])
		await expectWhole(market)
	})

	test('it is due until the repayment is posted: by money that came in for it, or cleared out of money received before', async () => {
		const { number } = (await listAdvances(market.finance))[0]!
		await expect(repay(number, 'receipt', 20_001n)).rejects.toThrow(refusal('advance.above_due'))
		await expect(
			repayAdvance(market.settlementOfficer, {
				advance: number,
				kind: 'receipt',
				amount: fen(1),
				documentNo: '1',
				repaidOn: shanghaiDay(market.now),
			}),
		).rejects.toThrow(refusal('access.denied'))
		await repay(number, 'receipt', 5_000n, '区财拨〔2026〕3号')
		expect(await sources()).toEqual([
			{ receivedFen: 45_000n, advancedFen: 15_000n, advanceDueFen: 0n },
			{ receivedFen: 20_000n, advancedFen: 0n, advanceDueFen: 15_000n },
		])
		await expect(repay(number, 'clearing', 15_000n)).rejects.toThrow(refusal('fund.not_received'))
		await receive(2, 40_000n)
		await repay(number, 'clearing', 15_000n, '云财清〔2026〕9号')
		expect(await sources()).toEqual([
			{ receivedFen: 60_000n, advancedFen: 0n, advanceDueFen: 0n },
			{ receivedFen: 45_000n, advancedFen: 0n, advanceDueFen: 0n },
		])
		// the list of what was received says of every row of an advance whose place it is paid in
		const moves = (await getFundSetup(market.finance, fund)).receipts.filter((one) => one.advance)
		expect(moves.map((one) => [one.sourceNo, one.amountFen, one.advance])).toEqual([
			[1, -20_000n, { number, isPayer: true }],
			[2, 20_000n, { number, isPayer: false }],
			[2, -5_000n, { number, isPayer: false }],
			[1, 5_000n, { number, isPayer: true }],
			[2, -15_000n, { number, isPayer: false }],
			[1, 15_000n, { number, isPayer: true }],
		])
		expect(await row()).toMatchObject({ booksFen: 0n, otherFen: 0n, count: 0 })
		expect((await listAdvances(market.finance))[0]).toMatchObject({
			state: 'repaid',
			dueFen: 0n,
			mayRepay: false,
			repayments: [
				{ kind: 'receipt', amountFen: 5_000n, documentNo: '区财拨〔2026〕3号' },
				{ kind: 'clearing', amountFen: 15_000n, documentNo: '云财清〔2026〕9号' },
			],
		})
		await expect(repay(number, 'receipt', 1n)).rejects.toThrow(refusal('advance.above_due'))
		await expectWhole(market)
	})

	test('nothing is advanced that was not received, and a refused advance moves nothing', async () => {
		const { number } = await propose(60_001n)
		await expect(approveAdvance(market.finance, number)).rejects.toThrow(refusal('fund.not_received'))
		await refuseAdvance(market.finance, number)
		await expect(approveAdvance(market.finance, number)).rejects.toThrow(refusal('state.changed_meanwhile'))
		await expectWhole(market)
	})

	test('the application can neither approve an advance by itself, nor change or repay one', async () => {
		const { number } = await propose(1n)
		const { id } = await prisma.advance.findUniqueOrThrow({ where: { number } })
		const decided = { state: 'approved', decidedById: market.idOf(market.finance), decidedAt: market.now }
		await expect(prisma.advance.update({ where: { id }, data: decided })).rejects.toThrow()
		await expect(prisma.advance.update({ where: { id }, data: { amountFen: 2n } })).rejects.toThrow()
		await expect(prisma.advance.update({ where: { id }, data: { repaidFen: 1n } })).rejects.toThrow()
		await expect(prisma.advance.delete({ where: { id } })).rejects.toThrow()
		await expect(callBooks(market.settlementOfficer, 'approve_advance', { advanceId: id })).rejects.toThrow(
			refusal('access.other_person'),
		)
	})
})
