import { beforeAll, describe, expect, test } from 'vitest'
import { confirmMatch } from '#app/domain/reconciliation/confirm-match.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { setAside } from '#app/domain/reconciliation/set-aside.server.ts'
import { getStatement } from '#app/domain/reconciliation/statements.server.ts'
import { undoMatch } from '#app/domain/reconciliation/undo-match.server.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { type BankEntry, paidBy } from '#tests/fixtures/bank.ts'
import { expectWhole } from '#tests/fixtures/endings.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { bankOf, batchUntil, payableMarket, paymentsOf, separatePayments } from '#tests/fixtures/settled.ts'

const refusal = (code: string) => expect.objectContaining({ code })

/** The ways money takes back from the bank, one after the other in one fund: after each, nothing differs anywhere. */
describe('a payment', () => {
	let market: Awaited<ReturnType<typeof payableMarket>>
	let payments: Awaited<ReturnType<typeof separatePayments>>
	let bank: ReturnType<typeof bankOf>
	beforeAll(async () => {
		market = await payableMarket(5)
		payments = await separatePayments(market)
		bank = bankOf(market)
	})
	const give = async (entries: BankEntry[], closes: number) => {
		const number = await bank(entries)
		expect(await matchStatement(market.finance, { number })).toEqual({
			matched: closes,
			left: entries.length - closes,
		})
		return number
	}
	const lineOf = async (number: string, lineNo = 1) =>
		String((await prisma.statementLine.findFirstOrThrow({ where: { statement: { number }, lineNo } })).id)
	const stateOf = async (index: number) =>
		(await prisma.payment.findUniqueOrThrow({ where: { id: payments[index]!.id } })).state

	test('returned by the bank is payable again', async () => {
		const [out] = paidBy([payments[0]] as never)
		await give([out!], 1)
		await give([{ amountFen: payments[0]!.amountFen, endToEndId: payments[0]!.endToEndId, returnCode: 'AC01' }], 1)
		expect(await stateOf(0)).toBe('returned')
		expect((await market.stages()).payable![0]).toBe(payments[0]!.amountFen)
		await expectWhole(market)
	})

	test('to a closed account comes back, and is paid again to its confirmed successor', async () => {
		await give([{ amountFen: payments[1]!.amountFen, endToEndId: payments[1]!.endToEndId, returnCode: 'AC04' }], 1)
		expect(await prisma.payment.findUniqueOrThrow({ where: { id: payments[1]!.id } })).toMatchObject({
			state: 'returned',
			returnReason: 'AC04',
		})
		await expectWhole(market)
		await ownerPool().query(`UPDATE payee_account SET state = 'replaced' WHERE id = $1`, [market.payeeAccountId])
		const successor = await market.payeeAccount()
		const batch = await batchUntil(market, 1, 'sent')
		const [again] = await paymentsOf(market, batch)
		expect(again).toMatchObject({ payeeAccountId: successor, amountFen: 60_000n })
		await give(paidBy([again] as never), 1)
		expect((await getBatch(market.finance, batch)).state).toBe('closed')
		await expectWhole(market)
	})

	test('made twice waits as double, and what the bank brings back of it too', async () => {
		const [out] = paidBy([payments[2]] as never)
		const number = await give([out!, { ...out!, reference: 'AGAIN' }], 1)
		await setAside(market.finance, { lineId: await lineOf(number, 2), kind: 'double', reason: '已请银行追回' })
		const back = await give([{ amountFen: payments[2]!.amountFen, remittance: '追回重复付款' }], 0)
		await setAside(market.finance, { lineId: await lineOf(back), kind: 'paid_back', reason: '重复付款追回' })
		expect(await stateOf(2)).toBe('confirmed')
		await expectWhole(market)
	})

	test('that left short is whole when the rest follows', async () => {
		const { amountFen, endToEndId, code, number: paymentNumber } = payments[3]!
		const short = await give([{ amountFen: -amountFen + 2_000n, endToEndId }], 0)
		await confirmMatch(market.finance, { lineId: await lineOf(short), paymentNumber, difference: 'part' })
		await expectWhole(market)
		const rest = await bank([{ amountFen: -2_000n, remittance: code }])
		expect(await matchStatement(market.finance, { number: rest })).toEqual({ matched: 2, left: 0 })
		expect(await stateOf(3)).toBe('confirmed')
		await expectWhole(market)
	})

	test('that left short and whose part comes back is payable in full, and can be undone and paid again', async () => {
		const { amountFen, endToEndId, id, number: paymentNumber } = payments[4]!
		const short = await give([{ amountFen: -amountFen + 2_000n, endToEndId }], 0)
		const partId = await lineOf(short)
		await confirmMatch(market.finance, { lineId: partId, paymentNumber, difference: 'part' })
		// the whole cannot come back of what left in part
		const whole = await give([{ amountFen, endToEndId, returnCode: 'AC06' }], 0)
		await expect(confirmMatch(market.finance, { lineId: await lineOf(whole), paymentNumber })).rejects.toThrow(
			refusal('payment.amount_differs'),
		)
		await setAside(market.finance, { lineId: await lineOf(whole), kind: 'unknown_credit', reason: '待查' })

		const back = await give([{ amountFen: amountFen - 2_000n, endToEndId, returnCode: 'AC06' }], 0)
		const lineId = await lineOf(back)
		const { chosen } = await getStatement(market.finance, back, null, null)
		expect(chosen!.candidates[0]).toMatchObject({
			payment: { number: paymentNumber },
			kind: 'returned',
			canClose: true,
		})
		await confirmMatch(market.finance, { lineId, paymentNumber })
		expect(await prisma.payment.findUniqueOrThrow({ where: { id } })).toMatchObject({
			state: 'returned',
			returnReason: 'AC06',
		})
		expect((await market.stages()).payable![0]).toBe(amountFen)
		expect((await market.stages()).in_payment![0]).toBe(0n)
		await expectWhole(market)
		await expect(undoMatch(market.finance, { lineId: partId, reason: '从另一头' })).rejects.toThrow(
			refusal('match.later'),
		)

		await undoMatch(market.finance, { lineId, reason: '看错了' })
		expect(await prisma.statementLine.findUniqueOrThrow({ where: { id: BigInt(partId) } })).toMatchObject({
			state: 'part',
			partOfPaymentId: id,
		})
		expect(await stateOf(4)).toBe('sent')
		await expectWhole(market)

		await confirmMatch(market.finance, { lineId, paymentNumber })
		const [again] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		await give(paidBy([again] as never), 1)
		expect((await market.stages()).paid![0]).toBe(150_000n)
		await expectWhole(market)
	})

	test('of two payers of whom one is short: the claim is paid in part until the rest has left', async () => {
		const district = bankOf(market, 2)
		const [payment] = await paymentsOf(market, await batchUntil(market, 2, 'sent'))
		const short = await district([{ amountFen: -payment!.amountFen + 1n, endToEndId: payment!.endToEndId }])
		await confirmMatch(market.finance, {
			lineId: await lineOf(short),
			paymentNumber: payment!.number,
			difference: 'part',
		})
		const claims = () => prisma.claim.groupBy({ by: ['state'], where: { fundId: market.fundId }, _count: true })
		expect(await claims()).toEqual([{ state: 'partly_paid', _count: 5 }])
		await expectWhole(market)
		const rest = await district([{ amountFen: -1n, remittance: payment!.code }])
		expect(await matchStatement(market.finance, { number: rest })).toEqual({ matched: 2, left: 0 })
		expect(await claims()).toEqual([{ state: 'paid', _count: 5 }])
		await expectWhole(market)
	})
})
