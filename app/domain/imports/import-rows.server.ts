import { cellText } from '#app/lib/column-names.ts'
import { csvFaultOf, delimiterBy } from '#app/lib/csv-text.ts'
import { DomainError, type RefusalCode } from '#app/lib/errors.ts'
import { encodingsOf } from '#app/lib/file-text.ts'
import { csvRecords } from '#app/platform/csv-rows.server.ts'
import { type Chunks, readsAs, startOf, textOf } from '#app/platform/read-text.server.ts'
import { looksLikeSheet, SheetFault, sheetRows } from '#app/platform/sheet-rows.server.ts'
import { headerOf } from './import-columns.ts'
import { rowsLookedAt } from './listing-import.ts'

/** A row of a provider's table: its line in the file, its cells as text, and which of them are formulas. */
export type ImportRow = { line: number; cells: string[]; formulas: readonly number[] }

const none: readonly number[] = []

/**
 * The rows of a provider's file, CSV or the first sheet of an XLSX, piece by piece. Refuses import.too_large (also for what
 * only unpacks to too much), import.macro, import.broken.
 */
export async function* importRows(open: () => Chunks): AsyncGenerator<ImportRow> {
	const start = await startOf(open())
	try {
		if (looksLikeSheet(start)) {
			for await (const { sheet, line, cells, formulas } of sheetRows(open(), { refusesMacros: true })) {
				if (sheet > 1) break
				yield { line, cells: cells.map(cellText), formulas }
			}
			return
		}
		const texts = textOf(open(), await encodingFor(open, start), true)
		const delimiter = (beginning: string) => delimiterBy(beginning, (cells) => headerOf(cells) !== null)
		for await (const { record, info } of csvRecords(texts, delimiter))
			yield { line: info.lines, cells: record.map(cellText), formulas: none }
	} catch (error) {
		throw refusalOf(error)
	}
}

/** The first rows of a file as they stand, for a person to say what its columns hold. */
export async function firstImportRows(open: () => Chunks): Promise<ImportRow[]> {
	const rows: ImportRow[] = []
	for await (const row of importRows(open)) {
		rows.push(row)
		if (rows.length >= rowsLookedAt) break
	}
	return rows
}

const sheetCodes: Record<SheetFault['code'], RefusalCode> = {
	broken: 'import.broken',
	too_large: 'import.too_large',
	macro: 'import.macro',
}

function refusalOf(error: unknown): unknown {
	if (error instanceof SheetFault) return new DomainError(sheetCodes[error.code])
	const fault = csvFaultOf(error)
	return fault ? new DomainError('import.broken', { line: fault.line }) : error
}

/**
 * What a text is read as: by its mark, as UTF-8 when all or nearly all of it is (rows that are not stand out and are told),
 * else as GB 18030.
 */
async function encodingFor(open: () => Chunks, start: Uint8Array): Promise<string> {
	const [marked, ...others] = encodingsOf(start)
	if (others.length === 0 || (await readsAs(open, marked!))) return marked!
	let wrong = 0
	let wide = 0
	for await (const text of textOf(open(), 'utf-8', true)) {
		wrong += text.match(/\uFFFD/g)?.length ?? 0
		wide += text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0
	}
	return wrong * 5 <= wide ? 'utf-8' : 'gb18030'
}
