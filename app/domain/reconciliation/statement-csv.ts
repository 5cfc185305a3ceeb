import { parse } from 'csv-parse/sync'
import { cellText } from '#app/lib/column-names.ts'
import {
	type CsvRecord,
	csvFaultOf,
	csvOptions,
	delimiterBy,
	startLength,
	withoutSheetQuotes,
} from '#app/lib/csv-text.ts'
import { fileText } from '#app/lib/file-text.ts'
import { StatementFault, type StatementLineDraft, type StatementReading } from './statement.ts'
import { headerOf } from './statement-columns.ts'
import { type TableExtra, TableReader, type TableRow } from './statement-table.ts'

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

export const rowOf = ({ record, info }: CsvRecord): TableRow => ({ line: info.lines, cells: record.map(cellText) })
export function csvFault(error: unknown) {
	const fault = csvFaultOf(error)
	return fault ? new StatementFault('csv', fault.line, { found: fault.found }) : error
}

function rowsOf(text: string): TableRow[] {
	try {
		const records = parse(withoutSheetQuotes(text), csvOptions(delimiterOf(text.slice(0, startLength))))
		return (records as unknown as CsvRecord[]).map(rowOf)
	} catch (error) {
		throw csvFault(error)
	}
}

/** The separator by which a header comes apart. */
export const delimiterOf = (start: string) => delimiterBy(start, (cells) => headerOf(cells) !== null)
