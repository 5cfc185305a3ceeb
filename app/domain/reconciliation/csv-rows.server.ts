import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse as parser } from 'csv-parse'
import { csvFault, optionsOf, type Parsed, rowOf, startLength, withoutSheetQuotes } from './statement-csv.ts'
import type { TableRow } from './statement-table.ts'

/** The rows of a CSV as its text comes in. Throws StatementFault, and whatever the text throws. */
export async function* csvRows(texts: AsyncIterable<string>): AsyncGenerator<TableRow> {
	const pieces = texts[Symbol.asyncIterator]()
	let start = ''
	for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
		start += next.value
		if (start.length >= startLength) break
	}
	const rows = parser(optionsOf(start.slice(0, startLength)))
	const feeding = pipeline(Readable.from(wholeLines(start, pieces)), rows).catch(() => {}) // why: told by the rows below
	try {
		for await (const record of rows) yield rowOf(record as Parsed)
	} catch (error) {
		throw csvFault(error)
	}
	await feeding
}

/** A text in pieces that end with a line, for what is replaced line by line. */
async function* wholeLines(start: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
	let open = start
	for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
		const end = open.lastIndexOf('\n') + 1
		if (end > 0) yield withoutSheetQuotes(open.slice(0, end))
		open = open.slice(end) + next.value
	}
	yield withoutSheetQuotes(open)
}
