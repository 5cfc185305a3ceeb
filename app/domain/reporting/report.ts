import { fen, greatest } from '#app/lib/money.ts'

/** A name in both languages. */
export type Named = { zh: string; en: string }
/** A cell: text, a name, a count, an amount in fen, or nothing that applies. */
export type ReportCell = string | Named | number | bigint | null
export type ReportColumn = {
	/** text `report.col_KEY` */
	key: string
	kind: 'text' | 'amount' | 'count' | 'share'
}

/** A report as figures, without language: the page, the spreadsheet and the PDF are all made from it. */
export type Report = {
	/** figures above the table: text `report.fact_KEY` */
	facts: readonly (readonly [key: string, value: ReportCell])[]
	columns: readonly ReportColumn[]
	rows: readonly (readonly ReportCell[])[]
	foot: readonly ReportCell[] | null
	/** which column names a bar and which measures it; null: no chart */
	chart: { label: number; value: number } | null
}

/** 76.4%: one decimal, rounded down; null of nothing. */
export function shareText(part: bigint, whole: bigint): string | null {
	if (whole <= 0n) return null
	const tenths = (part * 1000n) / whole
	return `${tenths / 10n}.${tenths % 10n}%`
}

/** The longest bar of a chart: never below one fen. */
export const greatestOf = (amounts: readonly bigint[]): bigint =>
	amounts.map(fen).reduce((most, amount) => greatest(most, amount), fen(1))

/** What budget execution can be shown by. */
export const dimensions = ['month', 'programme', 'category', 'district', 'provider'] as const
export type Dimension = (typeof dimensions)[number]

/** Cells of open data that stand for fewer enterprises than this are not told apart. */
export const fewestEnterprises = 3

export type OpenCell = {
	authority: string
	year: number
	programme: string
	category: string
	district: string
	enterprises: readonly string[]
	payments: number
	paidFen: bigint
}
export type OpenRow = Omit<OpenCell, 'enterprises'> & { enterprises: number; isMerged: boolean }

/**
 * Cells fit for the public: whatever stands for fewer than `fewest` enterprises is put together into one row of its authority, year and
 * programme, with further cells, smallest first, until that row stands for enough; where even all of a programme do not, nothing of it is told but
 * that. Sums stay what they were.
 */
export function suppressCells(cells: readonly OpenCell[], fewest = fewestEnterprises): OpenRow[] {
	const groups = new Map<string, OpenCell[]>()
	for (const cell of cells) {
		const key = `${cell.authority}\n${cell.year}\n${cell.programme}`
		groups.set(key, [...(groups.get(key) ?? []), cell])
	}
	return [...groups.values()].flatMap((group) => {
		const bySize = [...group].sort(
			(a, b) => a.enterprises.length - b.enterprises.length || (a.paidFen < b.paidFen ? -1 : 1),
		)
		const merged: OpenCell[] = []
		const people = () => new Set(merged.flatMap((cell) => cell.enterprises)).size
		while (bySize.length > 0 && (bySize[0]!.enterprises.length < fewest || (merged.length > 0 && people() < fewest)))
			merged.push(bySize.shift()!)
		const rows: OpenRow[] = bySize.map((cell) => ({ ...cell, enterprises: cell.enterprises.length, isMerged: false }))
		if (merged.length === 0) return rows
		// fewer than enough enterprises in all: no figure may be told
		if (people() < fewest) return []
		const { authority, year, programme } = merged[0]!
		return [
			...rows,
			{
				authority,
				year,
				programme,
				category: '',
				district: '',
				enterprises: people(),
				payments: merged.reduce((sum, cell) => sum + cell.payments, 0),
				paidFen: merged.reduce((sum, cell) => sum + cell.paidFen, 0n),
				isMerged: true,
			},
		]
	})
}
