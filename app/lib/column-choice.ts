/** The columns below a header row with some of what they hold and what each seems to be. */
export type ColumnChoice<Field extends string> = {
	rows: { line: number; start: string; filled: number }[]
	head: number
	columns: { name: string; samples: string[]; field: Field | '' }[]
}

type Row = { line: number; cells: readonly string[] }
type Reading<Field extends string> = {
	/** the header row a person chose */
	headLine: number | null
	isHead: (cells: readonly string[]) => boolean
	/** what the columns below a header hold, by their place */
	fieldOf: (head: readonly string[]) => (at: number) => Field | ''
}

const columnsMax = 60

/** What a person is shown of the first rows of a table to say what its columns hold; null when there is no table. */
export function columnChoice<Field extends string>(
	rows: readonly Row[],
	{ headLine, isHead, fieldOf }: Reading<Field>,
): ColumnChoice<Field> | null {
	const filled = (row: Row) => row.cells.filter((cell) => cell !== '').length
	const widest = Math.max(0, ...rows.map(filled))
	const head =
		rows.find((row) => row.line === headLine) ??
		rows.find((row) => isHead(row.cells)) ??
		rows.find((row) => filled(row) >= Math.max(3, widest - 2))
	if (!head) return null
	const below = rows.filter((row) => row.line > head.line)
	const width = Math.max(head.cells.length, ...below.map((row) => row.cells.length))
	const field = fieldOf(head.cells)
	return {
		rows: rows.map((row) => ({
			line: row.line,
			start: row.cells
				.filter((cell) => cell !== '')
				.join(' · ')
				.slice(0, 60),
			filled: filled(row),
		})),
		head: head.line,
		columns: Array.from({ length: Math.min(width, columnsMax) }, (_, i) => ({
			name: head.cells[i] ?? '',
			samples: [...new Set(below.map((row) => row.cells[i] ?? '').filter((cell) => cell !== ''))]
				.slice(0, 3)
				.map((cell) => cell.slice(0, 40)),
			field: field(i),
		})),
	}
}
