import { describe, expect, test } from 'vitest'
import { type OpenCell, shareText, suppressCells } from '#app/domain/reporting/report.ts'

const cell = (category: string, enterprises: string[], paidFen: bigint, programme = '办法'): OpenCell => ({
	authority: '科技局',
	year: 2026,
	programme,
	category,
	district: '东河区',
	enterprises,
	payments: enterprises.length,
	paidFen,
})
const total = (rows: readonly { paidFen: bigint }[]) => rows.reduce((sum, row) => sum + row.paidFen, 0n)

describe('open data', () => {
	test('large cells stand as they are', () => {
		const rows = suppressCells([cell('检测', ['1', '2', '3'], 300n), cell('研发', ['1', '2', '3', '4'], 400n)])
		expect(rows.map((row) => [row.category, row.enterprises, row.isMerged])).toEqual([
			['检测', 3, false],
			['研发', 4, false],
		])
	})

	test('a small cell is never told by taking the others from the sum: the smallest large one goes with it', () => {
		const cells = [
			cell('检测', ['1', '2', '3'], 300n),
			cell('研发', ['1', '2', '3', '4'], 400n),
			cell('设计', ['9'], 50n),
		]
		const rows = suppressCells(cells)
		expect(rows.map((row) => [row.category, row.enterprises, row.paidFen])).toEqual([
			['研发', 4, 400n],
			['', 4, 350n],
		])
		expect(total(rows)).toBe(total(cells))
	})

	test('several small cells of the same few enterprises still count those enterprises once', () => {
		const rows = suppressCells([
			cell('检测', ['1', '2'], 10n),
			cell('设计', ['1', '2'], 20n),
			cell('研发', ['3', '4', '5'], 30n),
		])
		expect(rows).toMatchObject([{ category: '', enterprises: 5, paidFen: 60n, isMerged: true }])
	})

	test('of a programme with fewer enterprises in all than may be told, nothing is', () => {
		expect(suppressCells([cell('检测', ['1'], 10n), cell('设计', ['2'], 20n)])).toEqual([])
		expect(suppressCells([cell('检测', ['1', '2', '3'], 10n), cell('设计', ['2'], 20n, '另一办法')])).toHaveLength(1)
	})

	test('a share is rounded down to one decimal, of nothing there is none', () => {
		expect([shareText(2n, 3n), shareText(3n, 3n), shareText(1n, 0n)]).toEqual(['66.6%', '100.0%', null])
	})
})
