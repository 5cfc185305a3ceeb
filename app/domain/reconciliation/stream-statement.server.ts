import { cellText } from '#app/lib/column-names.ts'
import { encodingsOf } from '#app/lib/file-text.ts'
import { XmlReader } from '#app/lib/xml.ts'
import { type Chunks, encodingIn, startOf, TextFault, textOf } from '#app/platform/read-text.server.ts'
import { looksLikeSheet, SheetFault, sheetRows } from '#app/platform/sheet-rows.server.ts'
import { Camt053Reader, faultOf } from './camt053.ts'
import { csvRows } from './csv-rows.server.ts'
import { looksLikeXml } from './read-statement.ts'
import {
	type Booked,
	type LeftOut,
	type StatementDraft,
	StatementFault,
	type StatementLineDraft,
	type StatementRefusal,
} from './statement.ts'
import { type TableExtra, TableReader, type TableRow } from './statement-table.ts'

export type FileKind = 'camt' | 'csv' | 'sheet'

/** Where the movements of a file go, one by one; `rest` is waited for after each piece of the file. */
export type StatementSink = {
	take: (line: StatementLineDraft, statementIndex: number) => void
	rest?: () => Promise<void> | void
}

/** What a file comes to without its movements. `isNewestFirst`: they were handed over from the newest to the oldest. */
export type StreamedFile = {
	format: string
	version: string
	statements: Omit<StatementDraft, 'lines'>[]
	booked: Booked[]
	leftOut: LeftOut[]
	isNewestFirst: boolean
}
export type StreamedReading =
	| { file: StreamedFile; fault?: undefined }
	| { file?: undefined; fault: StatementRefusal; format: string; version: string }

/**
 * Reads a statement file of any size, piece by piece, and holds nothing of its movements. The same rules as
 * `readStatement`: opening + lines = closing for each statement, and one fault refuses the whole. `open` gives the file from
 * its beginning.
 */
export async function streamStatement(
	open: () => Chunks,
	sink: StatementSink,
	extra: TableExtra = {},
): Promise<StreamedReading> {
	const start = await startOf(open())
	const kind = kindOf(start)
	if (kind === 'sheet') return tableReading(sheetTable(open()), sink, extra, 'xlsx')
	const encoding = await encodingIn(open, encodingsOf(start))
	if (encoding === null)
		return { fault: { code: 'encoding', line: 1, values: {} }, format: kind === 'csv' ? 'csv' : '', version: '' }
	const texts = textOf(open(), encoding)
	return kind === 'camt' ? camtReading(texts, sink) : tableReading(onlySheet(csvRows(texts)), sink, extra, 'csv')
}

/** What kind of file begins with these bytes; its name does not matter. */
export const kindOf = (start: Uint8Array): FileKind =>
	looksLikeSheet(start) ? 'sheet' : looksLikeXml(start) ? 'camt' : 'csv'

/** The first rows of a table as they stand, for a person to say what its columns hold. Throws StatementFault. */
export async function firstRows(open: () => Chunks, count: number): Promise<TableRow[]> {
	const start = await startOf(open())
	const rows: TableRow[] = []
	try {
		if (looksLikeSheet(start)) {
			for await (const { sheet, line, cells } of sheetRows(open())) {
				if (sheet > 1 || rows.length >= count) break
				rows.push({ line, cells: cells.map(cellText) })
			}
			return rows
		}
		const encoding = await encodingIn(open, encodingsOf(start))
		if (encoding === null) throw new StatementFault('encoding', 1)
		for await (const row of csvRows(textOf(open(), encoding))) {
			rows.push(row)
			if (rows.length >= count) break
		}
		return rows
	} catch (error) {
		throw sheetFault(error)
	}
}

async function camtReading(texts: AsyncIterable<string>, sink: StatementSink): Promise<StreamedReading> {
	const reader = new Camt053Reader(sink.take)
	const seen = () => ({ format: reader.version && `camt.053.001.${reader.version}`, version: reader.version })
	try {
		const xml = new XmlReader(reader)
		for await (const text of texts) {
			xml.write(text)
			await sink.rest?.()
		}
		xml.end()
		if (reader.statements.length === 0) throw new StatementFault('no_statement', 1)
		const { statements, booked, leftOut } = reader
		return { file: { ...seen(), statements, booked, leftOut, isNewestFirst: false } }
	} catch (error) {
		return { fault: faultOf(sheetFault(error)), ...seen() }
	}
}

type SheetTable = AsyncIterable<TableRow & { sheet: number }>
const rowsBetweenRests = 500

async function tableReading(
	rows: SheetTable,
	sink: StatementSink,
	extra: TableExtra,
	format: 'csv' | 'xlsx',
): Promise<StreamedReading> {
	const reader = new TableReader((line) => sink.take(line, 0), extra)
	try {
		let n = 0
		let otherSheet = 0
		for await (const row of rows) {
			// why: banks put explanations on further sheets; only the first is the statement
			if (row.sheet === 1) reader.row(row)
			else otherSheet ||= row.line
			if (++n % rowsBetweenRests === 0) await sink.rest?.()
		}
		const { statement, booked, isNewestFirst } = reader.end()
		if (otherSheet) reader.leftOut.push({ line: otherSheet, path: '', reason: 'other_sheet' })
		const { leftOut } = reader
		return { file: { format, version: '', statements: [statement], booked: [booked], leftOut, isNewestFirst } }
	} catch (error) {
		return { fault: faultOf(sheetFault(error)), format, version: '' }
	}
}

function sheetFault(error: unknown) {
	if (error instanceof TextFault) return new StatementFault('encoding', 1)
	return error instanceof SheetFault ? new StatementFault(error.code === 'too_large' ? 'too_large' : 'sheet', 1) : error
}

async function* sheetTable(chunks: Chunks): SheetTable & AsyncGenerator<TableRow & { sheet: number }> {
	for await (const { sheet, line, cells } of sheetRows(chunks)) yield { sheet, line, cells: cells.map(cellText) }
}

async function* onlySheet(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow & { sheet: number }> {
	for await (const row of rows) yield { ...row, sheet: 1 }
}
