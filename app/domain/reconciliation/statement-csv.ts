import { CsvError, type Options } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { fileText } from '#app/lib/file-text.ts'
import { StatementFault, type StatementLineDraft, type StatementReading } from './statement.ts'
import { cellText, headerOf } from './statement-columns.ts'
import { type TableExtra, TableReader, type TableRow } from './statement-table.ts'

export type Parsed = { record: string[]; info: { lines: number } }

/**
 * Reads a bank's CSV export: columns by their names (statement-columns.ts), Chinese or English, in UTF-8 or GB 18030,
 * separated by comma, semicolon or tab. Opening and closing come from their own rows, else from `extra`, else from the
 * running balance, which must hold in every row where it is given. Nothing is taken from a file with a fault.
 */
export function readStatementCsv(bytes: Uint8Array, extra: TableExtra = {}): StatementReading {
	const decoded = fileText(bytes)
	if (!decoded) return { fault: { code: 'encoding', line: 1, values: {} } }
	try {
		const lines: StatementLineDraft[] = []
		const reader = new TableReader((line) => lines.push(line), extra)
		for (const row of rowsOf(decoded.text)) reader.row(row)
		const { statement, isNewestFirst } = reader.end()
		const statements = [{ ...statement, lines: isNewestFirst ? lines.reverse() : lines }]
		return { file: { format: 'csv', version: '', statements, leftOut: reader.leftOut } }
	} catch (error) {
		if (error instanceof StatementFault) return { fault: { code: error.code, line: error.line, values: error.values } }
		throw error
	}
}

/** How this text is taken apart, by its beginning. */
export function optionsOf(start: string): Options {
	return {
		delimiter: delimiterOf(start),
		info: true,
		relax_column_count: true,
		skip_empty_lines: true,
		trim: true,
		max_record_size: 1 << 16,
	}
}

/** Without ="0123", which keeps a spreadsheet from eating zeros, but is no CSV. */
export const withoutSheetQuotes = (text: string) => text.replace(/(^|[,;\t])="([^"\r\n]*)"/gm, '$1"$2"')
export const rowOf = ({ record, info }: Parsed): TableRow => ({ line: info.lines, cells: record.map(cellText) })
export const csvFault = (error: unknown) =>
	error instanceof CsvError
		? new StatementFault('csv', Number((error as { lines?: number }).lines ?? 1), { found: error.code })
		: error

function rowsOf(text: string): TableRow[] {
	try {
		const records = parse(withoutSheetQuotes(text), optionsOf(text.slice(0, startLength)))
		return (records as unknown as Parsed[]).map(rowOf)
	} catch (error) {
		throw csvFault(error)
	}
}

/** How much of a text's beginning shows its separator. */
export const startLength = 4000

/** The separator that makes a header; some banks end every cell with a tab, so that the most frequent may be none. */
function delimiterOf(start: string): string {
	const marks = [',', '\t', ';']
		.map((mark) => ({ mark, n: start.split(mark).length }))
		.sort((a, b) => b.n - a.n)
		.map(({ mark }) => mark)
	const lines = start.split(/\r?\n|\r/)
	const cellsOf = (line: string, mark: string) =>
		line.split(mark).map((cell) => cellText(cell.trim().replace(/^"(.*)"$/, '$1')))
	return marks.find((mark) => lines.some((line) => headerOf(cellsOf(line, mark)))) ?? marks[0]!
}
