import { describe, expect, test } from 'vitest'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import {
	acceptStatementFile,
	dropStatementFile,
	retryStatementFile,
} from '#app/domain/reconciliation/decide-statement-file.server.ts'
import { mapColumns } from '#app/domain/reconciliation/map-columns.server.ts'
import { getStatementFile, statementFileContent } from '#app/domain/reconciliation/statement-files.server.ts'
import { getStatement } from '#app/domain/reconciliation/statements.server.ts'
import { uploadStatement } from '#app/domain/reconciliation/upload-statement.server.ts'
import { workStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { keepPieces } from '#app/platform/storage.server.ts'
import { camt053 } from '#tests/fixtures/bank.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { type PayableMarket, payableMarket } from '#tests/fixtures/settled.ts'

const refusal = (code: string, details: object = {}) =>
	expect.objectContaining({ code, details: expect.objectContaining(details) })

async function upload(
	market: PayableMarket,
	content: Uint8Array | string,
	name: string,
	extra: { accountNo?: string } = {},
) {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
	const kept = await keepPieces(
		(async function* () {
			yield bytes
		})(),
		1 << 26,
	)
	const number = await uploadStatement(market.finance, {
		file: new KeptFile(name, '', kept),
		accountNo: extra.accountNo ?? '',
		opening: null,
		closing: null,
	})
	return { number, go: () => work(market, number) }
}

async function work(market: PayableMarket, number: string) {
	const { id } = await prisma.statementFile.findUniqueOrThrow({ where: { number } })
	await workStatementFile(market.finance, id)
	return getStatementFile(market.finance, number, null, false)
}

/** A bank's sheet with lines above the table, names nobody knows, numbers as numbers and a day as a day. */
async function sheet(accountNo: string, rows: readonly (readonly unknown[])[]) {
	const { default: excel } = await import('exceljs')
	const book = new excel.Workbook()
	const page = book.addWorksheet('明细')
	page.addRow(['云泽农商银行 企业网银'])
	page.addRow(['客户账号', accountNo])
	page.addRow([])
	page.addRow(['记账时点', '划出', '划入', '结余', '来往单位', '来往账户', '来往行', '凭证号', '留言'])
	for (const row of rows) page.addRow(row)
	book.addWorksheet('说明').addRow(['仅供参考'])
	return new Uint8Array(await book.xlsx.writeBuffer())
}
const day = new Date(Date.UTC(2026, 10, 18))
const map = { head: 4, opening: null, closing: null, isReceipts: false }
const columns = [
	'date',
	'debit',
	'credit',
	'balance',
	'counterparty',
	'counterpartyAccount',
	'counterpartyBank',
	'reference',
	'remittance',
]

describe('a sheet with columns nobody knows', () => {
	test('waits for a person to name them, is looked at, taken, and the next one of that bank is read at once', async () => {
		const market = await payableMarket(1)
		const accountNo = market.accounts[0]!
		const content = await sheet(accountNo, [
			[day, 0.3, '', 99.7, '云泽大学（演示）', '9990000000003308', '演示银行', 'P1', '手续费'],
			[day, '', 1234.56, 1334.26, '财政局（演示）', null, '', 'P2', '拨款'],
		])
		const { number } = await upload(market, content, '明细.xlsx')
		const waiting = await getStatementFile(market.finance, number, null, false)
		expect(waiting).toMatchObject({ state: 'mapping', columns: { head: 4 } })
		expect(waiting.columns!.columns[0]).toMatchObject({ name: '记账时点', samples: ['2026-11-18'], field: '' })

		const input = { ...map, number, accountNo }
		await expect(mapColumns(market.finance, { ...input, columns: ['date'] })).rejects.toThrow(
			refusal('statement.mapping_incomplete'),
		)
		await expect(mapColumns(market.finance, { ...input, columns: ['date', 'debit', 'debit'] })).rejects.toThrow(
			refusal('statement.mapping_twice'),
		)
		await expect(mapColumns(market.reviewer, { ...input, columns })).rejects.toThrow(refusal('access.denied'))
		await mapColumns(market.finance, { ...input, columns })
		const read = await work(market, number)
		expect(read).toMatchObject({
			state: 'preview',
			preview: {
				heads: [{ opening: '100.00', closing: '1334.26', entries: 2, isOurs: true, known: 0, lastNumber: null }],
				lines: [
					{ amountFen: -30n, counterpartyBank: '演示银行', baseReference: 'P1', fileLine: 5 },
					{ amountFen: 123_456n, remittance: '拨款' },
				],
				leftOut: [{ reason: 'other_sheet' }],
			},
		})
		expect(await prisma.statement.count({ where: { authorityId: market.authorityId } })).toBe(0)

		await acceptStatementFile(market.finance, { number })
		const taken = await work(market, number)
		expect(taken.state).toBe('taken')
		const statement = await getStatement(market.finance, taken.statements[0]!, null, null)
		expect(statement).toMatchObject({ format: 'xlsx', closing: '1334.26', importedBy: expect.any(String) })
		expect(await prisma.stagedLine.count()).toBe(0)

		const next = await upload(
			market,
			await sheet(accountNo, [[day, 34.26, '', 1300, '云泽大学（演示）', '', '', 'P3', '']]),
			'明细2.xlsx',
			{ accountNo },
		)
		expect(await next.go()).toMatchObject({
			state: 'preview',
			preview: { heads: [{ follows: true, lastNumber: statement.number }] },
		})
		expect(
			await prisma.statementMapping.findFirstOrThrow({ where: { authorityId: market.authorityId } }),
		).toMatchObject({
			bankName: expect.stringContaining('银行'),
		})
	})

	test('a sheet cut short and an old sheet are refused with what to do', async () => {
		const market = await payableMarket(1)
		const whole = await sheet(market.accounts[0]!, [[day, 1, '', 99, 'x', '', '', 'P1', '']])
		const cut = await upload(market, whole.subarray(0, whole.length / 2), 'cut.xlsx')
		expect(await cut.go()).toMatchObject({ state: 'quarantined', refusal: { details: { fault: 'sheet', line: 1 } } })
		await expect(upload(market, new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]), 'old.xls')).rejects.toThrow(
			refusal('statement.old_sheet'),
		)
		await expect(upload(market, '%PDF-1.7', 'a.pdf')).rejects.toThrow(refusal('file.type_refused'))
	})
})

describe('a file in quarantine', () => {
	test('of a gap is kept with its content, and read again once the missing statement is there', async () => {
		const market = await payableMarket(1)
		const accountNo = market.accounts[0]!
		const of = (n: number, openingFen: bigint) =>
			camt053({ accountNo, openingFen, entries: [{ amountFen: 100n, reference: `D${n}` }], closingOn: `2026-11-1${n}` })
		await (await upload(market, of(1, 0n), '1.xml')).go()
		const third = await upload(market, of(3, 200n), '3.xml')
		expect(await third.go()).toMatchObject({
			state: 'quarantined',
			refusal: { code: 'statement.gap', details: { expected: '1.00', found: '2.00', line: expect.any(Number) } },
		})
		const { pieces, sizeBytes } = await statementFileContent(market.finance, third.number)
		let length = 0n
		for await (const piece of pieces) length += BigInt(piece.length)
		expect(length).toBe(sizeBytes)
		await expect(statementFileContent(market.reviewer, third.number)).rejects.toThrow(refusal('access.denied'))

		await (await upload(market, of(2, 100n), '2.xml')).go()
		await retryStatementFile(market.finance, { number: third.number })
		expect(await third.go()).toMatchObject({ state: 'taken', lines: 1 })
		await expect(upload(market, of(3, 200n), '3.xml')).rejects.toThrow(refusal('statement.already_imported'))
	})

	test('may be dropped, and the same file brought again', async () => {
		const market = await payableMarket(1)
		const text = camt053({ accountNo: '9990', openingFen: 0n, entries: [{ amountFen: 1n, reference: 'A' }] })
		const first = await upload(market, text, 'a.xml')
		expect(await first.go()).toMatchObject({ refusal: { details: { fault: 'unknown_account', found: '9990' } } })
		await dropStatementFile(market.finance, { number: first.number })
		expect((await getStatementFile(market.finance, first.number, null, false)).state).toBe('dropped')
		await upload(market, text, 'a.xml')
		await expect(upload(market, text, 'a.xml')).rejects.toThrow(refusal('statement.already_imported'))
	})
})

test('identical lines without a bank reference count as often as they stand; pages of one account in one file follow each other', async () => {
	const market = await payableMarket(1)
	const accountNo = market.accounts[0]!
	const same = { amountFen: -500n, remittance: '手续费' }
	const [first, second] = [
		camt053({ accountNo, openingFen: 10_000n, entries: [same, same], statementId: 'S1' }),
		camt053({ accountNo, openingFen: 9_000n, entries: [same, { amountFen: 7n, reference: 'X' }], statementId: 'S2' }),
	]
	const statementOf = (text: string) => /<Stmt>[\s\S]*<\/Stmt>/.exec(text)![0]
	const file = await upload(market, first.replace('</Stmt>', `</Stmt>${statementOf(second)}`), 'two.xml')
	expect(await file.go()).toMatchObject({
		state: 'taken',
		lines: 4,
		statements: [expect.any(String), expect.any(String)],
	})
	const references = await prisma.statementLine.findMany({ where: { accountNo }, orderBy: { id: 'asc' } })
	expect(references.map((line) => /#\d+$/.exec(line.reference)?.[0] ?? '')).toEqual(['', '#2', '#3', ''])
})

test('another currency and thirds of a fen are kept and shown, and never matched', async () => {
	const market = await payableMarket(1)
	const text = `账号,${market.accounts[0]}\n期初余额,0\n日期,金额,币种,附言\n2026-11-18,12.5,USD,x\n期末余额,12.5\n`
	const file = await upload(market, text, 'usd.csv')
	expect(await file.go()).toMatchObject({ state: 'preview' })
	await acceptStatementFile(market.finance, { number: file.number })
	const { statements } = await file.go()
	expect((await getStatement(market.finance, statements[0]!, null, null)).lines).toMatchObject([
		{ amount: '12.5', amountFen: null, currency: 'USD', state: 'unmatched' },
	])
})

test('a list of receipts has no balances: it goes on from the last one, and a receipt counts once', async () => {
	const market = await payableMarket(1)
	const accountNo = market.accounts[0]!
	const list = (rows: string) => `支付日,实付,收款单位,回单号\n${rows}`
	const take = async (rows: string, name: string) => {
		const { number, go } = await upload(market, list(rows), name)
		if ((await getStatementFile(market.finance, number, null, false)).state !== 'mapping') throw new Error('known')
		await mapColumns(market.finance, {
			...map,
			head: 1,
			number,
			accountNo,
			isReceipts: true,
			columns: ['date', 'debit', 'counterparty', 'reference'],
		})
		await go()
		await acceptStatementFile(market.finance, { number })
		return go()
	}
	expect(await take('2026-11-18,100.00,甲,H1\n2026-11-18,50,乙,H2\n', 'a.csv')).toMatchObject({
		state: 'taken',
		lines: 2,
	})
	const { number, go } = await upload(market, list('2026-11-18,50,乙,H2\n2026-11-19,25,丙,H3\n'), 'b.csv')
	await go()
	await acceptStatementFile(market.finance, { number })
	const second = await go()
	expect(second).toMatchObject({ state: 'taken', lines: 1 })
	const statement = await getStatement(market.finance, second.statements[0]!, null, null)
	expect(statement).toMatchObject({ opening: '-150.00', closing: '-175.00' })
})

test('a file is read whole with little in memory, and the database keeps what was taken', async () => {
	const market = await payableMarket(1)
	const accountNo = market.accounts[0]!
	const entries = Array.from({ length: 3_000 }, (_, i) => ({ amountFen: 1n, reference: `L${i}` }))
	const file = await upload(market, camt053({ accountNo, openingFen: 0n, entries }), 'big.xml')
	expect(await file.go()).toMatchObject({ state: 'taken', lines: 3_000 })
	const owner = ownerPool()
	await expect(
		owner.query(`UPDATE statement_file SET state = 'dropped' WHERE number = $1`, [file.number]),
	).rejects.toThrow(/kept as it came/)
	const other = await upload(market, 'x', 'x.csv')
	await expect(
		prisma.statementFile.update({
			where: { number: other.number },
			data: { state: 'taken', statementNumbers: ['DZ-1'], endedAt: new Date() },
		}),
	).rejects.toThrow()
	await expect(
		prisma.statementLine.create({
			data: { statementId: 1n, lineNo: 1, fileLine: 1, accountNo, reference: 'x' } as never,
		}),
	).rejects.toThrow()
})
