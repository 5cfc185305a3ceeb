import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse as parser } from 'csv-parse'
import { type CsvRecord, csvOptions, startLength, withoutSheetQuotes } from '#app/lib/csv-text.ts'

/** The records of a CSV as its text comes in; `delimiterOf` tells the separator by the beginning. Throws CsvError, and whatever the text throws. */
export async function* csvRecords(
	texts: AsyncIterable<string>,
	delimiterOf: (start: string) => string,
): AsyncGenerator<CsvRecord> {
	const pieces = texts[Symbol.asyncIterator]()
	let start = ''
	for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
		start += next.value
		if (start.length >= startLength) break
	}
	const rows = parser(csvOptions(delimiterOf(start.slice(0, startLength))))
	const feeding = pipeline(Readable.from(wholeLines(start, pieces)), rows).catch(() => {}) // why: told by the rows below
	for await (const record of rows) yield record as CsvRecord
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
