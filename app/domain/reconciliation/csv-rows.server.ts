import { csvRecords } from '#app/platform/csv-rows.server.ts'
import { csvFault, delimiterOf, rowOf } from './statement-csv.ts'
import type { TableRow } from './statement-table.ts'

/** The rows of a CSV as its text comes in. Throws StatementFault, and whatever the text throws. */
export async function* csvRows(texts: AsyncIterable<string>): AsyncGenerator<TableRow> {
	try {
		for await (const record of csvRecords(texts, delimiterOf)) yield rowOf(record)
	} catch (error) {
		throw csvFault(error)
	}
}
