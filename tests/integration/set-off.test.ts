import { beforeEach, describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { approveSetOff, refuseSetOff } from '#app/domain/settlement/decide-set-off.server.ts'
import { proposeSetOff } from '#app/domain/settlement/propose-set-off.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, shippedDocument } from '#tests/fixtures/claims.ts'
import { expectWhole, paidClaim, payOut } from '#tests/fixtures/endings.ts'
import { type Market, ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
/** A programme that uses money clawed back again in the same year. */
const reusing = shippedDocument('yunze-high-tech-2026', (document) => {
	document.process.clawback = { goesTo: 'fund', article: '第二十条' }
})
const surrendering = shippedDocument('yunze-high-tech-2026', (document) => {
	document.process.clawback = { goesTo: 'treasury', article: '第二十条' }
})

/** A provider that was paid 300.00 by the first source too much, and is owed 300.00 by it for another claim. */
async function owing(document = reusing) {
	const market = await claimMarket(document)
	const voucherId = await market.voucher(fen(200_000))
	const first = await market.order(voucherId, { state: 'accepted' })
	const [payLineId] = await paidClaim(market, first, 50_000n)
	const { claimId } = await prisma.payLine.findUniqueOrThrow({ where: { id: payLineId! } })
	const clawback = await prisma.clawback.create({
		data: {
			number: `ZK-${crypto.randomUUID()}`,
			payLineId: payLineId!,
			claimId,
			payeeId: market.providerId,
			amountFen: 10_000n,
			reason: '部分服务没有完成',
			proposedById: market.idOf(market.reviewer),
		},
	})
	await callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId: clawback.id })
	const second = await market.order(voucherId, { state: 'accepted' })
	const { payeeAccountId } = await prisma.claim.findUniqueOrThrow({ where: { id: claimId } })
	const owedClaim = await market.claim([{ orderId: second, claimedFen: fen(50_000) }], payeeAccountId!)
	await callBooks(market.settlementOfficer, 'approve_claim', { claimId: owedClaim })
	const owed = await prisma.payLine.findFirstOrThrow({ where: { claimId: owedClaim, sourceNo: 1 } })
	return { market, clawback, owed, owedClaim }
}
const propose = (at: { market: Market; clawback: { number: string }; owed: { id: bigint } }, amount: bigint) =>
	proposeSetOff(at.market.settlementOfficer, {
		clawback: at.clawback.number,
		payLine: String(at.owed.id),
		amount: fen(amount),
		decisionNo: '云科抵〔2026〕3号',
		reason: '与应付抵',
	})

describe('a set-off', () => {
	let at: Awaited<ReturnType<typeof owing>>
	beforeEach(async () => {
		at = await owing()
	})

	test('keeps the demand from a later payable: both sides gross, two people, and the rest is paid by the bank', async () => {
		const before = await at.market.stages()
		const { number } = await propose(at, 10_000n)
		await expect(approveSetOff(at.market.settlementOfficer, number)).rejects.toThrow(refusal('access.denied'))
		await approveSetOff(at.market.finance, number)
		const after = await at.market.stages()
		expect(after.paid![0]! - before.paid![0]!).toBe(0n) // paid the one, came back of the other
		expect(before.payable![0]! - after.payable![0]!).toBe(10_000n)
		expect(after.available![0]! - before.available![0]!).toBe(10_000n)
		expect(await prisma.clawback.findUnique({ where: { id: at.clawback.id } })).toMatchObject({ state: 'received' })
		const lines = await prisma.payLine.findMany({
			where: { claimId: at.owedClaim, sourceNo: 1 },
			orderBy: { partNo: 'asc' },
		})
		expect(lines.map((line) => line.amountFen)).toEqual([20_000n, 10_000n])
		expect((await prisma.claim.findUniqueOrThrow({ where: { id: at.owedClaim } })).state).toBe('partly_paid')
		await expectWhole(at.market)
		for (const sourceNo of [1, 2]) await payOut(at.market, sourceNo)
		expect((await prisma.claim.findUniqueOrThrow({ where: { id: at.owedClaim } })).state).toBe('paid')
		await expectWhole(at.market)
	})

	test('of a whole payable leaves nothing for the bank, and no bank line can be matched to it', async () => {
		await ownerPool().query('UPDATE pay_line SET amount_fen = amount_fen WHERE id = $1', [at.owed.id])
		const other = await prisma.clawback.create({
			data: {
				number: `ZK-${crypto.randomUUID()}`,
				payLineId: at.clawback.payLineId,
				claimId: at.clawback.claimId,
				payeeId: at.market.providerId,
				amountFen: 20_000n,
				reason: '其余部分',
				proposedById: at.market.idOf(at.market.reviewer),
			},
		})
		await callBooks(at.market.settlementOfficer, 'demand_clawback', { clawbackId: other.id })
		for (const [clawback, amount] of [
			[at.clawback, 10_000n],
			[other, 20_000n],
		] as const) {
			const { number } = await propose({ ...at, clawback }, amount)
			await approveSetOff(at.market.finance, number)
		}
		const lines = await prisma.payLine.findMany({ where: { claimId: at.owedClaim, sourceNo: 1 } })
		expect(lines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(30_000n)
		const payment = await prisma.payment.findFirstOrThrow({
			where: { setOffId: { not: null } },
			orderBy: { id: 'desc' },
		})
		await expect(
			callBooks(at.market.finance, 'return_payment', {
				paymentId: payment.id,
				statementLineId: await at.market.bankLine(1, payment.amountFen),
				rule: 'code',
				returnCode: 'AC04',
			}),
		).rejects.toThrow(refusal('payment.not_in_payment'))
		await expectWhole(at.market)
	})

	test('is never more than is demanded or due, and of no line in a batch', async () => {
		await expect(propose(at, 10_001n)).rejects.toThrow(refusal('clawback.above_demand'))
		const batchId = await at.market.batch(1)
		const { number } = await propose(at, 10_000n)
		await expect(propose(at, 1n)).rejects.toThrow(refusal('set_off.proposed_already'))
		await expect(approveSetOff(at.market.finance, number)).rejects.toThrow(refusal('set_off.not_payable'))
		await ownerPool().query('DELETE FROM settlement_line WHERE batch_id = $1', [batchId])
		await refuseSetOff(at.market.finance, number)
		await expect(approveSetOff(at.market.finance, number)).rejects.toThrow(refusal('state.changed_meanwhile'))
		expect(await prisma.payment.count({ where: { number } })).toBe(0)
		await expectWhole(at.market)
	})

	test('approved sixteen times at once it is made once', async () => {
		const { number } = await propose(at, 10_000n)
		const all = await Promise.allSettled(Array.from({ length: 16 }, () => approveSetOff(at.market.finance, number)))
		expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
		await expectWhole(at.market)
	})

	test('is refused between different payers and different payees', async () => {
		const second = await prisma.payLine.findFirstOrThrow({ where: { claimId: at.owedClaim, sourceNo: 2 } })
		const { number } = await propose({ ...at, owed: second }, 10_000n)
		await expect(approveSetOff(at.market.finance, number)).rejects.toThrow(refusal('set_off.other_payer'))
	})
})

test('where money clawed back goes to the treasury, a set-off needs money the payer has received', async () => {
	const at = await owing(surrendering)
	const { number } = await propose(at, 10_000n)
	await expect(approveSetOff(at.market.finance, number)).rejects.toThrow(refusal('fund.not_received'))
	await callBooks(at.market.finance, 'record_receipt', {
		fundId: at.market.fundId,
		sourceNo: 1,
		documentNo: '拨款 2',
		amountFen: 10_000n,
		receivedOn: '2026-03-10',
	})
	await approveSetOff(at.market.finance, number)
	const stages = await at.market.stages()
	expect(stages.surrendered![0]).toBe(10_000n)
	await expectWhole(at.market)
})
