import { CsvError, type Options } from 'csv-parse'
import { cellText } from './column-names.ts'

/** A record of a CSV as it stands, and the line it ends on. */
export type CsvRecord = { record: string[]; info: { lines: number } }

/** How a table in text is taken apart. */
export const csvOptions = (delimiter: string): Options => ({
	delimiter,
	info: true,
	relax_column_count: true,
	skip_empty_lines: true,
	trim: true,
	max_record_size: 1 << 16,
})

/** Without ="0123", which keeps a spreadsheet from eating zeros, but is no CSV. */
export const withoutSheetQuotes = (text: string) => text.replace(/(^|[,;\t])="([^"\r\n]*)"/gm, '$1"$2"')

/** Where and how a CSV cannot be taken apart; null when the error is none of the parser's. */
export const csvFaultOf = (error: unknown) =>
	error instanceof CsvError ? { line: Number((error as { lines?: number }).lines ?? 1), found: error.code } : null

/** How much of a text's beginning shows its separator. */
export const startLength = 4000

/** The separator that makes a header; some programs end every cell with a tab, so that the most frequent may be none. */
export function delimiterBy(start: string, isHeader: (cells: readonly string[]) => boolean): string {
	const marks = [',', '\t', ';']
		.map((mark) => ({ mark, n: start.split(mark).length }))
		.sort((a, b) => b.n - a.n)
		.map(({ mark }) => mark)
	const lines = start.split(/\r?\n|\r/)
	const cellsOf = (line: string, mark: string) =>
		line.split(mark).map((cell) => cellText(cell.trim().replace(/^"(.*)"$/, '$1')))
	return marks.find((mark) => lines.some((line) => isHeader(cellsOf(line, mark)))) ?? marks[0]!
}
