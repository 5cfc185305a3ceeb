import { Readable } from 'node:stream'
import { readZip, ZipFault } from './zip.server.ts'

/** A row of a sheet as text: days as 2026-11-18, numbers as the sheet shows them at 15 digits. `sheet` counts from 1. */
export type SheetRow = { sheet: number; line: number; cells: string[] }

/** Why a spreadsheet was not read. */
export class SheetFault extends Error {
	readonly code: 'broken' | 'too_large'
	constructor(code: 'broken' | 'too_large') {
		super(`sheet: ${code}`)
		this.name = 'SheetFault'
		this.code = code
	}
}

const mebibyte = 1 << 20
/** A packed sheet is held; its texts are kept while the rows go by, the rows are not. */
const limits = { packed: 32 * mebibyte, texts: 64 * mebibyte }

/** Whether a file that starts with these bytes is a packed spreadsheet (XLSX). */
export const looksLikeSheet = (start: Uint8Array) => start[0] === 0x50 && start[1] === 0x4b && start[2] === 3

/** The rows of every sheet of an XLSX, one at a time. Formulas count as what they came to. Throws SheetFault. */
export async function* sheetRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SheetRow> {
	const packed = await packedBytes(chunks)
	const { default: excel } = await import('exceljs')
	const book = new excel.stream.xlsx.WorkbookReader(Readable.from([packed]), {
		worksheets: 'emit',
		sharedStrings: 'cache',
		styles: 'cache',
		hyperlinks: 'ignore',
		entries: 'ignore',
	})
	let sheet = 0
	try {
		for await (const page of book) {
			sheet++
			for await (const row of page) {
				const values = (row.values ?? []) as unknown[]
				const cells = Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => textOf(values[i + 1]))
				yield { sheet, line: row.number, cells }
			}
		}
	} catch (error) {
		// why: the library throws plain errors of three packages for a file it cannot take apart
		if (error instanceof Error && error.name !== 'StatementFault') throw new SheetFault('broken')
		throw error
	}
}

async function packedBytes(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
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
	} catch (error) {
		if (error instanceof ZipFault) throw new SheetFault(error.code === 'too_large' ? 'too_large' : 'broken')
		throw error
	}
	return packed
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return ''
	if (typeof value === 'number') return numberText(value)
	if (value instanceof Date) return dayText(value)
	if (typeof value !== 'object') return String(value)
	if ('richText' in value) return (value.richText as { text: string }[]).map((part) => part.text).join('')
	if ('result' in value) return textOf(value.result)
	if ('text' in value) return textOf(value.text)
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
