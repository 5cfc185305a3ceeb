import { Readable } from 'node:stream'
import { textOf } from './read-text.server.ts'
import { readZip, ZipFault, zipSizes } from './zip.server.ts'

/**
 * A row of a sheet as text: days as 2026-11-18, numbers as the sheet shows them at 15 digits. `sheet` counts from 1.
 * `formulas` are the places of cells that are formulas; their text is what they came to.
 */
export type SheetRow = { sheet: number; line: number; cells: string[]; formulas: number[] }

type SheetFaultCode = 'broken' | 'too_large' | 'macro'

/** Why a spreadsheet was not read. */
export class SheetFault extends Error {
	readonly code: SheetFaultCode
	constructor(code: SheetFaultCode) {
		super(`sheet: ${code}`)
		this.name = 'SheetFault'
		this.code = code
	}
}

const mebibyte = 1 << 20
/** A packed sheet is held; its texts are kept while the rows go by, the rows are not. */
const limits = { packed: 32 * mebibyte, texts: 64 * mebibyte, sheets: 512 * mebibyte }

/** Whether a file that starts with these bytes is a packed spreadsheet (XLSX). */
export const looksLikeSheet = (start: Uint8Array) => start[0] === 0x50 && start[1] === 0x4b && start[2] === 3

type SheetOptions = { refusesMacros?: boolean }

/**
 * The rows of every sheet of an XLSX, one at a time. Formulas count as what they came to. What the sheets unpack to is
 * measured before any is read, so that a small file cannot become an endless one. Throws SheetFault.
 */
export async function* sheetRows(
	chunks: AsyncIterable<Uint8Array>,
	options: SheetOptions = {},
): AsyncGenerator<SheetRow> {
	const packed = await packedBytes(chunks, options)
	const { default: excel } = await import('exceljs')
	const book = new excel.stream.xlsx.WorkbookReader(Readable.from([packed]), {
		worksheets: 'emit',
		sharedStrings: 'cache',
		styles: 'cache',
		hyperlinks: 'ignore',
		entries: 'ignore',
	})
	readInCharacters(book as unknown as ReaderParts)
	let sheet = 0
	try {
		for await (const page of book) {
			sheet++
			for await (const row of page) {
				const values = (row.values ?? []) as unknown[]
				const formulas: number[] = []
				const cells = Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => {
					if (isFormula(values[i + 1])) formulas.push(i)
					return cellOf(values[i + 1])
				})
				yield { sheet, line: row.number, cells, formulas }
			}
		}
	} catch (error) {
		// why: the library throws plain errors of three packages for a file it cannot take apart
		if (error instanceof Error && error.name !== 'StatementFault') throw new SheetFault('broken')
		throw error
	}
}

type Pieces = AsyncIterable<Uint8Array>
type ReaderParts = {
	_parseWorksheet: (pieces: AsyncIterable<Uint8Array | string>, no: number) => unknown
	_parseSharedStrings: (entry: NodeJS.ReadableStream) => unknown
}

/**
 * Hands the reader text instead of bytes. Left to itself it decodes each piece of a sheet alone (exceljs 4.4.0), so that a
 * character of several bytes that lies across two pieces comes out broken.
 */
function readInCharacters(book: ReaderParts): void {
	const { _parseWorksheet: parseWorksheet, _parseSharedStrings: parseSharedStrings } = book
	book._parseWorksheet = (pieces, no) => parseWorksheet.call(book, textOf(pieces as Pieces, 'utf-8', true), no)
	book._parseSharedStrings = (entry) => {
		const pieces = new Readable().wrap(entry) as Pieces
		return parseSharedStrings.call(book, Readable.from(textOf(pieces, 'utf-8', true)))
	}
}

async function packedBytes(
	chunks: AsyncIterable<Uint8Array>,
	{ refusesMacros = false }: SheetOptions,
): Promise<Buffer> {
	const parts: Uint8Array[] = []
	let length = 0
	for await (const chunk of chunks) {
		length += chunk.length
		if (length > limits.packed) throw new SheetFault('too_large')
		parts.push(chunk)
	}
	const packed = Buffer.concat(parts)
	try {
		const wanted = (name: string) => name === 'xl/sharedStrings.xml' || name === 'xl/workbook.xml'
		const found = readZip(packed, wanted, { entries: 10_000, entryBytes: limits.texts, totalBytes: 2 * limits.texts })
		if (!found.has('xl/workbook.xml')) throw new SheetFault('broken')
		const names = await zipSizes(packed, (name) => /^xl\/worksheets\/.*\.xml$/.test(name), {
			entries: 10_000,
			totalBytes: limits.sheets,
		})
		if (refusesMacros && names.some((name) => /vbaProject|macrosheets/i.test(name))) throw new SheetFault('macro')
	} catch (error) {
		if (error instanceof ZipFault) throw new SheetFault(error.code === 'too_large' ? 'too_large' : 'broken')
		throw error
	}
	return packed
}

const isFormula = (value: unknown) =>
	typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value)

function cellOf(value: unknown): string {
	if (value === null || value === undefined) return ''
	if (typeof value === 'number') return numberText(value)
	if (value instanceof Date) return dayText(value)
	if (typeof value !== 'object') return String(value)
	if ('richText' in value) return (value.richText as { text: string }[]).map((part) => part.text).join('')
	if ('result' in value) return cellOf(value.result)
	if ('text' in value) return cellOf(value.text)
	return ''
}

/** A sheet shows 15 digits; what a double holds beyond them was never typed. */
function numberText(value: number): string {
	if (Number.isInteger(value)) return BigInt(value).toString()
	const [mantissa = '0', exponent = '0'] = value.toPrecision(15).split('e')
	if (Number(exponent) !== 0) return Number(value.toPrecision(15)).toFixed(15).replace(/0+$/, '').replace(/\.$/, '')
	return mantissa.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

function dayText(moment: Date): string {
	if (Number.isNaN(moment.getTime())) return ''
	return moment.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '')
}
