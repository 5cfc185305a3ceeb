import { describe, expect, test } from 'vitest'
import { confirmMatch } from '#app/domain/reconciliation/confirm-match.server.ts'
import { importStatement } from '#app/domain/reconciliation/import-statement.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { setAside, takeBack } from '#app/domain/reconciliation/set-aside.server.ts'
import { getStatement, listPayerAccounts, listStatements } from '#app/domain/reconciliation/statements.server.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { listPayableSources } from '#app/domain/settlement/batches.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { type BankEntry, type BankStatement, camt053, paidBy } from '#tests/fixtures/bank.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { batchUntil, type PayableMarket, payableMarket, paymentsOf } from '#tests/fixtures/settled.ts'

const refusal = (code: string, details: object = {}) =>
	expect.objectContaining({ code, details: expect.objectContaining(details) })
const fileOf = (text: string, name = 'statement.xml') => new File([text], name)

async function importEntries(
	market: PayableMarket,
	source: number,
	entries: BankEntry[],
	more: Partial<BankStatement> = {},
) {
	const text = camt053({ accountNo: market.accounts[source - 1]!, openingFen: 10_000_000n, entries, ...more })
	const [number] = await importStatement(market.finance, {
		file: fileOf(text),
		accountNo: '',
		opening: null,
		closing: null,
	})
	return number!
}

const lineOf = async (number: string, lineNo = 1) => {
	const statement = await prisma.statement.findUniqueOrThrow({ where: { number } })
	return prisma.statementLine.findFirstOrThrow({ where: { statementId: statement.id, lineNo } })
}

describe('a bank statement', () => {
	test('closes the batches it explains; the claim is paid when both sources are', async () => {
		const market = await payableMarket(2)
		for (const source of [1, 2]) {
			const batch = await batchUntil(market, source, 'sent')
			const number = await importEntries(market, source, [
				...paidBy((await paymentsOf(market, batch)) as never),
				{ amountFen: -1_200n, reference: 'FEE', remittance: '手续费' },
			])
			expect(await matchStatement(market.finance, { number })).toEqual({ matched: 1, left: 1 })
			expect(await getBatch(market.finance, batch)).toMatchObject({
				state: 'closed',
				payments: [{ state: 'confirmed', statementNumber: number }],
			})
			const { rows } = await ownerPool().query<{ state: string }>(
				'SELECT DISTINCT state FROM claim WHERE fund_id = $1',
				[market.fundId],
			)
			expect(rows).toEqual([{ state: source === 1 ? 'partly_paid' : 'paid' }])
		}
		expect(await market.stages()).toMatchObject({ paid: [60_000n, 40_000n], in_payment: [0n, 0n] })
		expect((await listStatements(market.finance, 1)).rows).toMatchObject([{ waiting: 1, lineCount: 2 }, { waiting: 1 }])
		expect((await listPayerAccounts(market.finance)).map((a) => a.closing)).toHaveLength(2)
	})

	test('matches by our code when the bank brings no end-to-end id back', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const number = await importEntries(market, 1, [
			{ amountFen: -payment!.amountFen, reference: 'R1', remittance: `转账 附言${payment!.code.toLowerCase()}` },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 1, left: 0 })
		expect((await getStatement(market.finance, number, 'matched', null)).chosen!.matches).toMatchObject([
			{ rule: 'code', kind: 'paid', payment: { number: payment!.number } },
		])
	})

	test('leaves what is only likely to a person, with candidates and reasons', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const number = await importEntries(market, 1, [
			{ amountFen: -payment!.amountFen, reference: 'R1', name: payment!.accountName, accountNo: payment!.accountNo },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 0, left: 1 })
		const { chosen } = await getStatement(market.finance, number, 'waiting', null)
		expect(chosen!.candidates).toMatchObject([
			{ payment: { number: payment!.number }, canClose: true, rule: 'amount_party_date' },
		])
		expect(chosen!.candidates[0]!.certainty).toBeLessThan(99)
		await expect(
			confirmMatch(market.settlementOfficer, { lineId: String(chosen!.id), paymentNumber: payment!.number }),
		).rejects.toThrow(refusal('access.denied'))
		await confirmMatch(market.finance, { lineId: String(chosen!.id), paymentNumber: payment!.number })
		expect((await getStatement(market.finance, number, 'matched', null)).chosen!.matches).toMatchObject([
			{ rule: 'amount_party_date' },
		])
		await expect(
			confirmMatch(market.finance, { lineId: String(chosen!.id), paymentNumber: payment!.number }),
		).rejects.toThrow(refusal('payment.not_in_payment'))
	})

	test('an amount that differs by a fen is never closed, not even by a person', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const number = await importEntries(market, 1, [
			{ amountFen: -payment!.amountFen + 1n, reference: 'R1', endToEndId: payment!.endToEndId },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 0, left: 1 })
		const line = await lineOf(number)
		await expect(
			confirmMatch(market.finance, { lineId: String(line.id), paymentNumber: payment!.number }),
		).rejects.toThrow(refusal('payment.amount_differs'))
	})

	test('a payment that comes back is payable again and can be paid again; a second payment with the same id waits', async () => {
		const market = await payableMarket(1)
		const batch = await batchUntil(market, 1, 'sent')
		const [payment] = await paymentsOf(market, batch)
		const out = paidBy([payment] as never)[0]!
		const number = await importEntries(market, 1, [
			out,
			{ ...out, reference: 'TWICE' },
			{ amountFen: payment!.amountFen, reference: 'BACK', endToEndId: payment!.endToEndId, returnCode: 'AC01' },
		])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 2, left: 1 })
		expect((await getBatch(market.finance, batch)).payments).toMatchObject([
			{ state: 'returned', returnReason: 'AC01' },
		])
		const { chosen } = await getStatement(market.finance, number, 'waiting', null)
		expect(chosen).toMatchObject({ reference: 'TWICE', candidates: [{ canClose: false }] })
		expect(await market.stages()).toMatchObject({ payable: [30_000n, 20_000n] })
		expect(await listPayableSources(market.finance)).toMatchObject([{ lineCount: 1, freeFen: 30_000n }, {}])
		const again = await batchUntil(market, 1, 'sent')
		expect((await getBatch(market.finance, again)).lines).toMatchObject([{ attempt: 2 }])
	})

	test('a payment returned for a wrong account is paid again to its confirmed successor', async () => {
		const market = await payableMarket(1)
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const back = {
			amountFen: payment!.amountFen,
			reference: 'BACK',
			endToEndId: payment!.endToEndId,
			returnCode: 'AC01',
		}
		const number = await importEntries(market, 1, [back])
		expect(await matchStatement(market.finance, { number })).toEqual({ matched: 1, left: 0 })
		await ownerPool().query(`UPDATE payee_account SET state = 'replaced' WHERE id = $1`, [market.payeeAccountId])
		const successor = await market.payeeAccount()
		const [next] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		expect(next).toMatchObject({ payeeAccountId: successor, amountFen: payment!.amountFen, state: 'sent' })
		expect(next!.code).not.toBe(payment!.code)
	})
})

describe('a file is taken whole or not at all', () => {
	test('the same file twice, the same lines in another file, an overlap and a gap', async () => {
		const market = await payableMarket(1)
		const accountNo = market.accounts[0]!
		const day1: BankEntry[] = [
			{ amountFen: -1_200n, reference: 'F1' },
			{ amountFen: 500_000n, remittance: '拨款' },
			{ amountFen: 500_000n, remittance: '拨款' },
		]
		const first = camt053({
			accountNo,
			openingFen: 0n,
			entries: day1,
			closingOn: '2026-03-11',
			openingOn: '2026-03-11',
		})
		const give = (text: string) =>
			importStatement(market.finance, { file: fileOf(text), accountNo: '', opening: null, closing: null })
		const [number] = await give(first)
		await expect(give(first)).rejects.toThrow(refusal('statement.already_imported', { number }))
		await expect(give(first.replace('<NbOfNtries>', '').replace('</Document>', '</Document>\n'))).rejects.toThrow(
			refusal('statement.already_imported'),
		)
		await expect(
			give(camt053({ accountNo, openingFen: 7n, entries: [{ amountFen: 1n }], closingOn: '2026-03-12' })),
		).rejects.toThrow(refusal('statement.gap', { expected: '9988.00', found: '0.07', since: number }))
		const overlap = `账号,${accountNo}\n期初余额,-12.00\n日期,金额,流水号,附言\n2026-03-11,5000.00,,拨款\n2026-03-11,5000.00,,拨款\n2026-03-12,-3.00,,手续费\n期末余额,9985.00\n`
		const [second] = await importStatement(market.finance, {
			file: fileOf(overlap, 'a.csv'),
			accountNo: '',
			opening: null,
			closing: null,
		})
		const taken = await getStatement(market.finance, second!, 'waiting', null)
		expect(taken).toMatchObject({ opening: '9988.00', closing: '9985.00', format: 'csv' })
		expect(taken.lines).toMatchObject([{ amount: '-3.00', lineNo: 1 }])
	})

	test.each([
		['a wrong sum', (text: string) => text.replace('>988.00<', '>998.00<'), 'sum'],
		['a DOCTYPE', (text: string) => text.replace('?>\n', '?>\n<!DOCTYPE Document>\n'), 'doctype'],
		[
			'an account that is not ours',
			(text: string) => text.replace(/<Othr><Id>\d+/, '<Othr><Id>123'),
			'unknown_account',
		],
	])('%s takes nothing; the file stays in quarantine with its sentence', async (_, spoil, fault) => {
		const market = await payableMarket(1)
		const text = camt053({
			accountNo: market.accounts[0]!,
			openingFen: 100_000n,
			entries: [{ amountFen: -1_200n, reference: 'F1' }],
		})
		const spoiled = spoil(text)
		expect(spoiled).not.toBe(text)
		await expect(
			importStatement(market.finance, { file: fileOf(spoiled), accountNo: '', opening: null, closing: null }),
		).rejects.toThrow(refusal('statement.refused', { fault, line: expect.any(Number) }))
		expect(await prisma.statement.count({ where: { authorityId: market.authorityId } })).toBe(0)
		expect(await prisma.statementFile.findFirstOrThrow({ where: { authorityId: market.authorityId } })).toMatchObject({
			state: 'quarantined',
			refusal: { code: 'statement.refused', details: { fault } },
		})
		expect(await prisma.stagedLine.count()).toBe(0)
	})

	test('two imports of one file at once take it once', async () => {
		const market = await payableMarket(1)
		const text = camt053({
			accountNo: market.accounts[0]!,
			openingFen: 0n,
			entries: [{ amountFen: 100n, reference: 'A' }],
		})
		const give = () =>
			importStatement(market.finance, { file: fileOf(text), accountNo: '', opening: null, closing: null })
		const results = await Promise.allSettled([give(), give(), give(), give()])
		expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
		for (const r of results)
			if (r.status === 'rejected') expect(r.reason).toEqual(refusal('statement.already_imported'))
	})

	test('only finance imports', async () => {
		const market = await payableMarket(1)
		await expect(
			importStatement(market.reviewer, { file: fileOf('x'), accountNo: '', opening: null, closing: null }),
		).rejects.toThrow(refusal('access.denied'))
	})
})

test('a line that is no payment is set aside with a reason, and taken back', async () => {
	const market = await payableMarket(1)
	const number = await importEntries(market, 1, [{ amountFen: -1_200n, reference: 'FEE' }])
	const lineId = String((await lineOf(number)).id)
	await setAside(market.finance, { lineId, kind: 'fee', reason: '大额汇划费，记办公经费' })
	expect(await lineOf(number)).toMatchObject({ state: 'set_aside', setAsideKind: 'fee' })
	await expect(setAside(market.finance, { lineId, kind: 'fee', reason: '再次' })).rejects.toThrow(
		refusal('state.not_allowed'),
	)
	await takeBack(market.finance, { lineId })
	expect(await lineOf(number)).toMatchObject({ state: 'unmatched', setAsideKind: null })
	expect(await prisma.command.count({ where: { subject: number } })).toBe(3)
})

describe('the database itself refuses', () => {
	test('changing what the bank sent, adding a line later, matching without the books', async () => {
		const market = await payableMarket(1)
		const number = await importEntries(market, 1, [{ amountFen: -1_200n, reference: 'FEE' }])
		const line = await lineOf(number)
		const owner = ownerPool()
		await expect(owner.query('UPDATE statement SET closing = $1 WHERE number = $2', ['1.00', number])).rejects.toThrow(
			/never changed/,
		)
		await expect(
			owner.query('UPDATE statement_line SET remittance = $1 WHERE id = $2', ['x', line.id]),
		).rejects.toThrow(/never changed/)
		await expect(owner.query('DELETE FROM statement_line WHERE id = $1', [line.id])).rejects.toThrow(/never changed/)
		await expect(owner.query('TRUNCATE statement CASCADE')).rejects.toThrow(/never changed/)
		await expect(prisma.statementLine.update({ where: { id: line.id }, data: { state: 'matched' } })).rejects.toThrow()
		const { id: _, ...copy } = line
		await expect(prisma.statementLine.create({ data: { ...copy, lineNo: 2, reference: 'LATER' } })).rejects.toThrow()
		await expect(
			prisma.statement.create({
				data: {
					number: 'DZ-X',
					authorityId: market.authorityId,
					accountNo: '1',
					format: 'csv',
					statementId: '',
					currency: 'CNY',
					opening: '0',
					closing: '1',
					openingFen: 0n,
					closingFen: 100n,
					openingOn: new Date('2026-03-10'),
					closingOn: new Date('2026-03-10'),
					fileSha256: 'a'.repeat(64),
					fileName: 'x',
					importedById: market.idOf(market.finance),
				},
			}),
		).rejects.toThrow()
	})
})
