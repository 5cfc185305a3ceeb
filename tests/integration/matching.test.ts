import { describe, expect, test } from 'vitest'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { confirmMatch } from '#app/domain/reconciliation/confirm-match.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { receiveLine } from '#app/domain/reconciliation/receive-line.server.ts'
import { setAside, takeBack } from '#app/domain/reconciliation/set-aside.server.ts'
import { dryRun, getStatement } from '#app/domain/reconciliation/statements.server.ts'
import { undoMatch } from '#app/domain/reconciliation/undo-match.server.ts'
import { drawUpDrift } from '#app/domain/reporting/fund-drift.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { paidBy } from '#tests/fixtures/bank.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import {
	bankOf,
	batchUntil,
	type PayableMarket,
	payableMarket,
	paymentsOf,
	separatePayments,
} from '#tests/fixtures/settled.ts'

const refusal = (code: string, details: object = {}) =>
	expect.objectContaining({ code, details: expect.objectContaining(details) })
type Pay = Awaited<ReturnType<typeof paymentsOf>>[number]

const lineOf = async (number: string, lineNo = 1) =>
	prisma.statementLine.findFirstOrThrow({ where: { statement: { number }, lineNo } })
const idOf = async (number: string, lineNo = 1) => String((await lineOf(number, lineNo)).id)
const stateOf = async (payment: Pay) => (await prisma.payment.findUniqueOrThrow({ where: { id: payment.id } })).state

/** Nothing differs anywhere: the board is zero in every row, every invariant holds, the identity among them. */
async function expectZero(market: PayableMarket) {
	const board = (await drawUpDrift(prisma, [market.fundId])).get(market.fundId)!
	expect(board.filter((row) => row.booksFen !== row.otherFen)).toEqual([])
	const client = await ownerPool().connect()
	try {
		expect((await verifyBooks(client)).named).toEqual([])
	} finally {
		client.release()
	}
}

describe('by itself, never below its certainty', () => {
	test('one line that pays two by their codes, one payment that leaves in two parts; the dry run says so and closes nothing', async () => {
		const market = await payableMarket(3)
		const [a, b, c] = await separatePayments(market)
		const number = await bankOf(market)([
			{ amountFen: -a!.amountFen - b!.amountFen, remittance: `合并 ${a!.code} ${b!.code}` },
			{ amountFen: -10_000n, endToEndId: c!.endToEndId },
			{ amountFen: -(c!.amountFen - 10_000n), remittance: c!.code },
		])
		const { plan: planned } = await dryRun(market.finance, number)
		expect(planned).toMatchObject({ closing: 3, left: 0 })
		expect(planned.groups.map((group) => group.rule).sort()).toEqual(['parts', 'sum'])
		expect(await stateOf(a!)).toBe('sent')
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 3, left: 0 })
		for (const payment of [a!, b!, c!]) expect(await stateOf(payment)).toBe('confirmed')
		expect((await getStatement(market.finance, number, 'matched', 1)).chosen!.matches).toMatchObject([
			{ rule: 'sum' },
			{ rule: 'sum' },
		])
		await expectZero(market)
	})

	test('the same amount, account and name within days closes only where nobody else can be meant', async () => {
		const market = await payableMarket(2)
		const [a, b] = await separatePayments(market)
		const day = shanghaiDay(market.finance.now)
		const entry = { amountFen: -a!.amountFen, name: a!.accountName, accountNo: a!.accountNo, endToEndId: 'WRONG-1' }
		expect(a!.amountFen).toBe(b!.amountFen)
		const bank = bankOf(market)
		const number = await bank([entry], day)
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 0, left: 1 })
		await confirmMatch(market.finance, { lineId: await idOf(number), paymentNumber: a!.number })
		await expectZero(market)

		const other = await payableMarket(1)
		const [only] = await paymentsOf(other, await batchUntil(other, 1, 'sent'))
		const alone = await bankOf(other)(
			[{ ...entry, amountFen: -only!.amountFen, name: only!.accountName, accountNo: only!.accountNo }],
			shanghaiDay(other.finance.now),
		)
		expect(await matchStatement(other.finance, { number: alone })).toEqual({ matched: 1, left: 0 })
		expect((await getStatement(other.finance, alone, 'matched', null)).chosen!.matches).toMatchObject([
			{ rule: 'amount_party_date' },
		])
		await expectZero(other)
	})

	test('our number on money that went to another account is left to a person', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const number = await bankOf(market)([
			{ amountFen: -payment!.amountFen, endToEndId: payment!.endToEndId, name: '别人', accountNo: '6222000011112222' },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 0, left: 1 })
	})
})

describe('what the bank tells', () => {
	test('a payment returned, found by a person: payable again; undone, it is paid again', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const bank = bankOf(market)
		const out = await bank(paidBy([payment] as never))
		await matchStatement(market.finance, { number: out })
		const back = await bank([{ amountFen: payment!.amountFen, name: '退汇', returnCode: 'AC04' }])
		expect(await matchStatement(market.finance, { number: back })).toEqual({ matched: 0, left: 1 })
		const lineId = await idOf(back)
		await confirmMatch(market.finance, { lineId, paymentNumber: payment!.number })
		expect(await stateOf(payment!)).toBe('returned')
		expect(await market.stages()).toMatchObject({ payable: [30_000n, 20_000n] })
		await expectZero(market)

		await undoMatch(market.finance, { lineId, reason: '退错了行' })
		expect(await stateOf(payment!)).toBe('confirmed')
		expect(await lineOf(back)).toMatchObject({ state: 'unmatched' })
		expect(await market.stages()).toMatchObject({ paid: [30_000n, 0n] })
		await expectZero(market)
		await confirmMatch(market.finance, { lineId, paymentNumber: payment!.number })
		await batchUntil(market, 1, 'sent')
		await expect(undoMatch(market.finance, { lineId, reason: '晚了' })).rejects.toThrow(refusal('match.later'))
		await expectZero(market)
	})

	test('a short payment waits as a part, and closes when the rest comes', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const bank = bankOf(market)
		const short = await bank([{ amountFen: -payment!.amountFen + 2_000n, endToEndId: payment!.endToEndId }])
		expect(await matchStatement(market.finance, { number: short })).toEqual({ matched: 0, left: 1 })
		const { chosen } = await getStatement(market.finance, short, null, null)
		expect(chosen!.candidates).toMatchObject([{ canClose: false, difference: 'less' }])
		const lineId = await idOf(short)
		await expect(confirmMatch(market.finance, { lineId, paymentNumber: payment!.number })).rejects.toThrow(
			refusal('payment.amount_differs'),
		)
		await confirmMatch(market.finance, { lineId, paymentNumber: payment!.number, difference: 'part' })
		expect(await lineOf(short)).toMatchObject({ state: 'part', partOfPaymentId: payment!.id })
		expect(await stateOf(payment!)).toBe('sent')
		await expectZero(market)
		await takeBack(market.finance, { lineId })
		await confirmMatch(market.finance, { lineId, paymentNumber: payment!.number, difference: 'part' })

		const rest = await bank([{ amountFen: -2_000n, remittance: payment!.code }])
		expect(await matchStatement(market.finance, { number: rest })).toEqual({ matched: 2, left: 0 })
		expect(await stateOf(payment!)).toBe('confirmed')
		await expectZero(market)
		await undoMatch(market.finance, { lineId, reason: '看错了' })
		expect(await lineOf(rest)).toMatchObject({ state: 'unmatched' })
		expect(await stateOf(payment!)).toBe('sent')
		await expectZero(market)
	})

	test('paid twice: the second waits, is put aside as double, and its return too', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const bank = bankOf(market)
		const [once] = paidBy([payment] as never)
		const number = await bank([once!, { ...once!, reference: 'AGAIN' }])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 1, left: 1 })
		await setAside(market.finance, { lineId: await idOf(number, 2), kind: 'double', reason: '已请银行追回' })
		const back = await bank([{ amountFen: payment!.amountFen, remittance: '追回重复付款' }])
		expect(await matchStatement(market.finance, { number: back })).toEqual({ matched: 0, left: 1 })
		await setAside(market.finance, { lineId: await idOf(back), kind: 'paid_back', reason: '重复付款追回' })
		expect(await stateOf(payment!)).toBe('confirmed')
		await expectZero(market)
	})

	test('more than the payment left: closed with what the rest is, a fee or too much, and a reason', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const number = await bankOf(market)([{ amountFen: -payment!.amountFen - 500n, endToEndId: payment!.endToEndId }])
		await matchStatement(market.finance, { number })
		const input = { lineId: await idOf(number), paymentNumber: payment!.number }
		await expect(confirmMatch(market.finance, input)).rejects.toThrow(refusal('match.too_much', { restFen: 500n }))
		await expect(confirmMatch(market.finance, { ...input, difference: 'fee' })).rejects.toThrow(
			refusal('match.reason_needed'),
		)
		await confirmMatch(market.finance, { ...input, difference: 'fee', reason: '汇划费' })
		expect(await lineOf(number)).toMatchObject({ state: 'matched', restKind: 'fee', restFen: -500n })
		await expectZero(market)
		await undoMatch(market.finance, { lineId: input.lineId, reason: '应记多付' })
		expect(await lineOf(number)).toMatchObject({ state: 'unmatched', restKind: null })
		await expectZero(market)
	})

	test('several payments in one sum without a word, named by a person', async () => {
		const market = await payableMarket(2)
		const payments = await separatePayments(market)
		const sum = payments.reduce((total, payment) => total + payment.amountFen, 0n)
		const number = await bankOf(market)([{ amountFen: -sum, accountNo: payments[0]!.accountNo, name: '甲' }])
		await matchStatement(market.finance, { number })
		const { chosen } = await getStatement(market.finance, number, null, null)
		expect(chosen!.groups).toMatchObject([{ by: 'payee', numbers: payments.map((p) => p.number), certainty: 90 }])
		await confirmMatch(market.finance, {
			lineId: await idOf(number),
			paymentNumber: chosen!.groups[0]!.numbers.join(' '),
		})
		expect(await lineOf(number)).toMatchObject({ state: 'matched' })
		await expectZero(market)
	})

	test('money received for the fund is recorded from its line, in one', async () => {
		const market = await payableMarket(1)
		const number = await bankOf(market)(
			[{ amountFen: 700_000n, name: '财政局', remittance: '专项资金' }],
			shanghaiDay(market.finance.now),
		)
		const { chosen } = await getStatement(market.finance, number, null, null)
		const source = chosen!.sources[0]!
		const input = {
			lineId: String(chosen!.id),
			source: `${source.fund}.${source.sourceNo}`,
			documentNo: '云财〔2026〕9号',
		}
		await expect(receiveLine(market.finance, { ...input, source: 'ZJ-1.1' })).rejects.toThrow(refusal('not_found'))
		await receiveLine(market.finance, input)
		expect(await lineOf(number)).toMatchObject({ state: 'set_aside', setAsideKind: 'receipt' })
		const received = await prisma.receipt.findFirstOrThrow({ where: { documentNo: '云财〔2026〕9号' } })
		expect(received).toMatchObject({ amountFen: 700_000n, fundId: market.fundId })
		await expectZero(market)
	})

	test('the clearing line of a zero-balance account needs nobody when it is the sum of its day', async () => {
		const market = await payableMarket(2)
		// why: the sources of an approved fund do not change; the market has no zero-balance account of its own
		await ownerPool().query(`DO $do$ BEGIN
			ALTER TABLE funding_source DISABLE TRIGGER USER;
			UPDATE funding_source SET payer_profile = 'zero_balance' WHERE fund_id = ${market.fundId} AND source_no = 1;
			ALTER TABLE funding_source ENABLE TRIGGER USER;
		END $do$`)
		const [a, b] = await separatePayments(market)
		const paid = paidBy([a, b] as never)
		const bank = bankOf(market)
		const number = await bank([
			...paid,
			{ amountFen: a!.amountFen + b!.amountFen, name: '国库集中支付中心', remittance: '当日清算' },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 3, left: 0 })
		expect(await lineOf(number, 3)).toMatchObject({ state: 'set_aside', setAsideKind: 'clearing' })
		const wrong = await bank([{ amountFen: 1n, remittance: '当日清算' }], '2026-11-19')
		expect(await matchStatement(market.finance, { number: wrong })).toEqual({ matched: 0, left: 1 })
		await expectZero(market)
	})
})

test('the database keeps matches: undone only by their mirror image, and by the books', async () => {
	const market = await payableMarket(1)
	const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
	const number = await bankOf(market)(paidBy([payment] as never))
	await matchStatement(market.finance, { number })
	const owner = ownerPool()
	const { rows } = await owner.query<{ id: string }>('SELECT id FROM statement_match WHERE payment_id = $1', [
		payment!.id,
	])
	const insert = (amount: bigint, undoes: string) =>
		owner.query(
			`INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id, undoes)
			SELECT statement_line_id, payment_id, kind, $1, by_rule, command_id, id FROM statement_match WHERE id = $2`,
			[amount, undoes],
		)
	await expect(insert(1n, rows[0]!.id)).rejects.toThrow(/mirror image/)
	await expect(owner.query('DELETE FROM statement_match')).rejects.toThrow(/never changed/)
	const line = await lineOf(number)
	await expect(undoMatch(market.reviewer, { lineId: String(line.id), reason: 'x' })).rejects.toThrow(
		refusal('access.denied'),
	)
	await undoMatch(market.finance, { lineId: String(line.id), reason: '重来' })
	await expect(undoMatch(market.finance, { lineId: String(line.id), reason: '重来' })).rejects.toThrow(
		refusal('match.not_matched'),
	)
	await expect(insert(payment!.amountFen, rows[0]!.id)).rejects.toThrow()
	await expectZero(market)
})
