import { readSheet } from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import type { Month } from '#app/domain/ledger/period.ts'
import { execution, reportYears } from '#app/domain/reporting/execution.server.ts'
import { fiscalJournal, monthFlows } from '#app/domain/reporting/fiscal-journal.server.ts'
import { moneyStatement, paidParties } from '#app/domain/reporting/money-statement.server.ts'
import { openData } from '#app/domain/reporting/open-data.server.ts'
import { outcomes } from '#app/domain/reporting/outcomes.server.ts'
import { dimensions, type Report } from '#app/domain/reporting/report.ts'
import { parseYuan } from '#app/lib/money.ts'
import { pdfText } from '#app/platform/pdf-text.server.ts'
import { reportFile } from '#app/web/report-files.server.ts'
import { openMarket, ownerPool } from '#tests/fixtures/market.ts'
import { paidMarket } from '#tests/fixtures/settled.ts'

const march = '2026-03' as Month

/** Sum of a report's amount column, over its rows. */
const sumOf = ({ columns, rows }: Report, key: string) => {
	const at = columns.findIndex((column) => column.key === key)
	return rows.reduce((sum, row) => sum + (row[at] as bigint), 0n)
}
const footOf = ({ columns, foot }: Report, key: string) => foot![columns.findIndex((column) => column.key === key)]

async function all(parts: AsyncIterable<string>): Promise<string[]> {
	const found: string[] = []
	for await (const part of parts) found.push(part)
	return found
}

/** What the transfers of a fund say themselves. */
async function books(fundId: bigint) {
	const { rows } = await ownerPool().query<Record<'paid' | 'appropriated' | 'received' | 'approved' | 'moved', string>>(
		`SELECT coalesce(sum(amount_fen) FILTER (WHERE to_stage = 'paid'), 0) - coalesce(sum(amount_fen) FILTER (WHERE from_stage = 'paid'), 0) AS paid,
			coalesce(sum(amount_fen) FILTER (WHERE from_stage = 'treasury'), 0) - coalesce(sum(amount_fen) FILTER (WHERE to_stage = 'treasury'), 0) AS appropriated,
			coalesce(sum(amount_fen) FILTER (WHERE to_stage = 'payable' AND from_stage <> 'in_payment'), 0) AS approved, sum(amount_fen) AS moved,
			(SELECT coalesce(sum(amount_fen), 0) FROM receipt WHERE fund_id = $1) AS received FROM transfer WHERE fund_id = $1`,
		[fundId],
	)
	return Object.fromEntries(Object.entries(rows[0]!).map(([key, value]) => [key, BigInt(value)])) as Record<
		keyof (typeof rows)[0],
		bigint
	>
}

describe('the reports tie to the books', () => {
	test('budget execution, by whatever it is shown: paid, appropriated and received are the transfers’ own sums', async () => {
		const { market } = await paidMarket()
		const own = await books(market.fundId)
		expect(own.paid).toBeGreaterThan(0n)
		expect(await reportYears(market.finance)).toEqual([2026])
		for (const by of dimensions) {
			const report = await execution(market.finance, 2026, by)
			expect(sumOf(report, 'paid'), by).toBe(own.paid)
			expect(footOf(report, 'paid'), by).toBe(own.paid)
			expect(Object.fromEntries(report.facts), by).toMatchObject({
				paid: own.paid,
				appropriated: own.appropriated,
				received: own.received,
			})
		}
		const byMonth = await execution(market.finance, 2026, 'month')
		expect([sumOf(byMonth, 'appropriated'), sumOf(byMonth, 'received')]).toEqual([own.appropriated, own.received])
	})

	test('a claim of several lines is split over them to the fen', async () => {
		const { market } = await paidMarket()
		const own = await books(market.fundId)
		const { rows } = await ownerPool().query<{ claim_id: string; id: string }>(
			'SELECT l.claim_id, l.id FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE c.fund_id = $1',
			[market.fundId],
		)
		await ownerPool().query('ALTER TABLE claim_line DISABLE TRIGGER USER')
		try {
			await ownerPool().query(
				`UPDATE claim_line SET approved_fen = 16667, cut_reason = '演示', cut_article = '一' WHERE id = $1`,
				[rows[0]!.id],
			)
			await ownerPool().query(
				`INSERT INTO claim_line (claim_id, line_no, kind, title, base_fen, claimed_fen, approved_fen, cut_reason, cut_article, category_id, provider_name) SELECT $1, n, 'award', '演示', 20000, 16667, 16666, '演示', '一', CASE n WHEN 2 THEN 't-metal-mech' END, '外部机构' || n FROM generate_series(2, 3) n`,
				[rows[0]!.claim_id],
			)
		} finally {
			await ownerPool().query('ALTER TABLE claim_line ENABLE TRIGGER USER')
		}
		const report = await execution(market.finance, 2026, 'provider')
		expect(report.rows).toHaveLength(3)
		expect(sumOf(report, 'paid')).toBe(own.paid)
		expect(sumOf(await outcomes(market.finance, 2026), 'paid')).toBe(own.paid)
	})

	test('outcomes, the month’s journal and its every entry add up to the same transfers', async () => {
		const { market } = await paidMarket()
		const own = await books(market.fundId)
		expect(sumOf(await outcomes(market.finance, 2026), 'paid')).toBe(own.paid)
		expect(footOf(await monthFlows(market.finance, march), 'amount')).toBe(own.moved)
		const lines = (await all(fiscalJournal(market.finance, march))).join('').trim().split('\r\n').slice(1)
		const { rows } = await ownerPool().query<{ n: string }>('SELECT count(*) AS n FROM transfer WHERE fund_id = $1', [
			market.fundId,
		])
		expect(lines).toHaveLength(Number(rows[0]!.n))
		expect(lines.reduce((sum, line) => sum + parseYuan(line.split(',').at(-2)!), 0n)).toBe(own.moved)
	})

	test('the statement of a payee, to its authority and to itself; nobody else reads it', async () => {
		const { market, payment } = await paidMarket()
		const own = await books(market.fundId)
		const [party] = await paidParties(market.finance)
		expect(party).toMatchObject({ id: market.providerId, paidFen: own.paid })
		for (const { report } of [
			await moneyStatement(market.finance, party!.number),
			await moneyStatement(market.seller, null),
		]) {
			expect(Object.fromEntries(report.facts)).toEqual({
				approved_in_all: own.approved,
				paid: own.paid,
				still_owed: own.approved - own.paid,
			})
			expect(report.rows.map((row) => row[5])).toContain(payment.number)
		}
		await expect(moneyStatement(market.buyer, party!.number)).rejects.toMatchObject({ code: 'not_found' })
		expect((await moneyStatement(market.buyer, null)).report.rows).toEqual([])
		const other = await openMarket()
		expect((await moneyStatement(other.finance, party!.number)).report.rows).toEqual([])
		for (const read of [
			() => execution(market.seller, 2026, 'month'),
			() => outcomes(market.seller, 2026),
			() => monthFlows(market.seller, march),
		])
			await expect(read()).rejects.toMatchObject({ code: 'access.denied' })
	})

	test('open data tells nothing of one enterprise alone', async () => {
		const { market } = await paidMarket()
		const { rows } = await ownerPool().query<{ name: string }>('SELECT name FROM organisation WHERE id = $1', [
			market.authorityId,
		])
		expect((await openData(market.buyer)).filter((row) => row.authority === rows[0]!.name)).toEqual([])
	})

	test('as a PDF its Chinese and its sums are read back; as a spreadsheet it opens', async () => {
		const { market } = await paidMarket()
		const report = await execution(market.finance, 2026, 'programme')
		const paper = {
			report,
			title: '预算执行 · 演示单位 2026',
			note: '按办法',
			isDemo: true,
			now: market.now,
			locale: 'zh' as const,
		}
		const pdf = await reportFile(paper, 'pdf')
		const text = (await pdfText(pdf)).pieces.map((piece) => piece.text).join('')
		expect(text).toContain('预算执行 · 演示单位 2026')
		expect(text).toContain('演示实施办法')
		expect(text).toContain('300.00')
		expect(text).toContain('演示 TEST')
		expect(pdf.byteLength).toBeLessThan(120_000)
		// a second library, which did not write it
		const rows = await readSheet(Buffer.from(await reportFile(paper, 'xlsx')))
		const head = rows.findIndex((row) => row.length > 1 && row[1] !== null)
		expect(rows.slice(0, head).map((row) => row[0])).toContain(paper.title)
		expect(rows[head]).toHaveLength(report.columns.length)
		const table = [...report.rows, ...(report.foot ? [report.foot] : [])]
		expect(rows).toHaveLength(head + 1 + table.length)
		for (const [i, cells] of table.entries())
			for (const [j, cell] of cells.entries()) {
				const read = rows[head + 1 + i]![j]
				if (typeof cell === 'bigint') expect(read).toBe(Number(cell) / 100)
				else if (typeof cell === 'number') expect(read).toBe(cell)
			}
		expect(rows[head + 1]![0]).toBe('演示实施办法')
	})
})
