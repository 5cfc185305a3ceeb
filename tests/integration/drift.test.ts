import { describe, expect, test } from 'vitest'
import { getDriftBoard } from '#app/domain/reporting/drift-board.server.ts'
import { driftRows } from '#app/domain/reporting/fund.ts'
import { checkFunds } from '#app/domain/reporting/fund-drift.server.ts'
import { countQueries } from '#app/platform/query-count.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { database } from '#tests/fixtures/integration.ts'
import { openMarket, person } from '#tests/fixtures/market.ts'
import { paidMarket } from '#tests/fixtures/settled.ts'

const closed = { fund: null, row: null, all: false, unexplained: false, page: 1 }

/** Changes rows behind the back of every guard. */
const tamper = (sql: string, values: unknown[]) =>
	withClient(database.superUrl, async (client) => {
		await client.query('SET session_replication_role = replica')
		await client.query(sql, values)
	})

describe('the drift board', () => {
	test('of all funds is zero, and every row opened adds up to its board, paper by paper', async () => {
		const { market } = await paidMarket()
		const all = await getDriftBoard(market.finance, closed)
		expect(all.driftFen).toBe(0n)
		expect(all.rows.map((row) => row.row)).toEqual([...driftRows])
		for (const row of driftRows) {
			const { opened } = await getDriftBoard(market.finance, { ...closed, fund: market.fundNumber, row, all: true })
			const total = (key: 'booksFen' | 'otherFen') => opened!.items.reduce((sum, item) => sum + item[key], 0n)
			const board = all.rows.find((one) => one.row === row)!
			expect([total('booksFen'), total('otherFen')], row).toEqual([board.booksFen, board.otherFen])
			expect(
				opened!.items.every((item) => item.number !== null && item.booksFen === item.otherFen),
				row,
			).toBe(true)
			expect(opened!.total, row).toBe(opened!.items.length)
		}
	})

	test('opens a difference down to the very payment, and counts its money as not explained', async () => {
		const { market, payment, numbers } = await paidMarket()
		const whole = await getDriftBoard(market.finance, closed)
		expect(whole.explained).toEqual({ paidFen: payment.amountFen, explainedFen: payment.amountFen, gaps: [] })
		await tamper('UPDATE statement_match SET amount_fen = amount_fen + 1 WHERE payment_id = $1', [payment.id])
		const board = await getDriftBoard(market.finance, {
			...closed,
			fund: market.fundNumber,
			row: 'paid',
			unexplained: true,
		})
		expect(board.driftFen).toBe(1n)
		expect(board.opened!.items).toEqual([
			{ id: payment.id, number: payment.number, booksFen: payment.amountFen, otherFen: payment.amountFen - 1n },
		])
		expect(board.explained.gaps).toEqual([{ link: 'bank', amountFen: payment.amountFen, count: 1 }])
		expect(board.unexplained!.rows).toMatchObject([{ claim: numbers.claim, payment: payment.number, missing: 'bank' }])
	})

	test.each([
		['budget', `UPDATE appropriation SET document_no = '' WHERE fund_id = $1`],
		['voucher', `UPDATE voucher SET entitlement_id = -id WHERE fund_id = $1`],
		[
			'claim',
			`UPDATE claim_line l SET approved_fen = l.approved_fen - 1, cut_reason = '演示', cut_article = '一' FROM claim c WHERE c.id = l.claim_id AND c.fund_id = $1`,
		],
		[
			'notice',
			`UPDATE programme_version SET document = '{"process":{"notice":{"points":["claim"]}}}' WHERE id IN (SELECT version_id FROM claim WHERE fund_id = $1)`,
		],
		[
			'payment',
			`UPDATE settlement_line SET amount_fen = settlement_line.amount_fen - 1 FROM pay_line p WHERE p.id = pay_line_id AND p.fund_id = $1`,
		],
		['books', `UPDATE payment SET state = 'sent' FROM batch b WHERE b.id = batch_id AND b.fund_id = $1`],
	])('a chain without its %s is not explained', async (link, sql) => {
		const { market, payment } = await paidMarket()
		await tamper(sql, [market.fundId])
		const { explained } = await getDriftBoard(market.finance, closed)
		expect(explained.explainedFen).toBe(0n)
		expect(explained.gaps.map((gap) => [gap.link, gap.amountFen])).toEqual([[link, payment.amountFen]])
	})

	test('of a large fund is the one the worker kept, with its explained share', async () => {
		const { market } = await paidMarket()
		await checkFunds()
		await tamper('UPDATE fund_check SET took_ms = 10000 WHERE fund_id = $1', [market.fundId])
		const now = await getDriftBoard(market.finance, closed)
		await tamper('UPDATE fund_check SET took_ms = 1 WHERE fund_id = $1', [market.fundId])
		const fresh = await getDriftBoard(market.finance, closed)
		expect([now.rows, now.explained]).toEqual([fresh.rows, fresh.explained])
		expect(now.funds[0]!.at).not.toEqual(fresh.funds[0]!.at)
	})

	test('is read by everyone in its authority and by nobody else, within five queries', async () => {
		const [{ market }, other] = await Promise.all([paidMarket(), openMarket()])
		const auditor = await person(market.authorityId, 'authority', ['auditor'], market.now)
		const count = { statements: 0, milliseconds: 0 }
		await countQueries(count, () =>
			getDriftBoard(auditor, { ...closed, fund: market.fundNumber, row: 'paid', unexplained: true }),
		)
		expect(count.statements).toBeLessThanOrEqual(5)
		await expect(getDriftBoard(other.finance, { ...closed, fund: market.fundNumber })).rejects.toMatchObject({
			code: 'not_found',
		})
		await expect(getDriftBoard(market.seller, closed)).rejects.toMatchObject({ code: 'access.denied' })
	})
})
