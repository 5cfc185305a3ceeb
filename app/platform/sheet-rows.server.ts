import { XmlFault, type XmlListener } from '#app/lib/xml.ts'
import { dateStyles, listenedPieces, plainText, RichText, sharedTexts, workbookOf } from './sheet-parts.server.ts'
import { unpackedBytes, type ZipEntry, ZipFault, zipEntries } from './zip.server.ts'

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
 * The rows of every sheet of an XLSX, one at a time, in the order of the workbook. Formulas count as what they came to. What
 * the sheets unpack to is measured before any is read, so that a small file cannot become an endless one. Throws SheetFault.
 */
export async function* sheetRows(
	chunks: AsyncIterable<Uint8Array>,
	options: SheetOptions = {},
): AsyncGenerator<SheetRow> {
	const rows: SheetRow[] = []
	try {
		const entries = await checkedEntries(chunks, options)
		const { sheets, countsFrom1904 } = await workbookOf(entries, limits.texts)
		const known = {
			texts: await sharedTexts(entries, limits.texts),
			dates: await dateStyles(entries, limits.texts),
			countsFrom1904,
		}
		for (const [at, entry] of sheets.entries()) {
			const reader = new SheetReader(known, ({ line, cells, formulas }) =>
				rows.push({ sheet: at + 1, line, cells, formulas }),
			)
			for await (const _ of listenedPieces(entry, limits.sheets, reader)) yield* rows.splice(0)
		}
	} catch (error) {
		if (error instanceof ZipFault) throw new SheetFault(error.code === 'too_large' ? 'too_large' : 'broken')
		if (error instanceof XmlFault) throw new SheetFault(error.code === 'too_large' ? 'too_large' : 'broken')
		throw error
	}
}

/** The parts of a file that holds a workbook and unpacks to no more than is allowed. */
async function checkedEntries(
	chunks: AsyncIterable<Uint8Array>,
	{ refusesMacros = false }: SheetOptions,
): Promise<ZipEntry[]> {
	const parts: Uint8Array[] = []
	let length = 0
	for await (const chunk of chunks) {
		length += chunk.length
		if (length > limits.packed) throw new SheetFault('too_large')
		parts.push(chunk)
	}
	const entries = zipEntries(Buffer.concat(parts), 10_000)
	if (!entries.some(({ name }) => name === 'xl/workbook.xml')) throw new SheetFault('broken')
	const isSheet = ({ name }: ZipEntry) => /^xl\/worksheets\/.*\.xml$/.test(name)
	await unpackedBytes(entries.filter(isSheet), limits.sheets)
	if (refusesMacros && entries.some(({ name }) => /vbaProject|macrosheets/i.test(name))) throw new SheetFault('macro')
	return entries
}

type Known = { texts: readonly string[]; dates: ReadonlySet<number>; countsFrom1904: boolean }
type ReadRow = Omit<SheetRow, 'sheet'>

/** The longest text a cell can have is 32,767 characters; beyond a good deal more it is none. */
const cellMost = 1 << 18
/** A sheet has columns A to XFD. */
const columnMost = 16_384

/** Hears the elements of a sheet and tells its rows. */
class SheetReader implements XmlListener {
	private row: ReadRow = { line: 0, cells: [], formulas: [] }
	private column = -1
	private type = ''
	private style = ''
	private isFormula = false
	private isValue = false
	private hasValue = false
	private value = ''
	private readonly rich = new RichText()

	constructor(
		private readonly known: Known,
		private readonly take: (row: ReadRow) => void,
	) {}

	open(name: string, attributes: Readonly<Record<string, string>>): void {
		if (name === 'c') {
			this.column = attributes.r === undefined ? this.column + 1 : columnOf(attributes.r)
			if (this.column >= columnMost) throw new SheetFault('broken')
			this.type = attributes.t ?? ''
			this.style = attributes.s ?? ''
			this.isFormula = false
			this.hasValue = false
			this.value = ''
			this.rich.take()
		} else if (name === 'v') {
			this.isValue = true
			this.hasValue = true
		} else if (name === 'row') {
			this.row = { line: Number(attributes.r ?? this.row.line + 1), cells: [], formulas: [] }
			this.column = -1
		} else if (name === 'f') this.isFormula = true
		else this.rich.open(name)
	}

	text(value: string): void {
		if (this.isValue) this.value += value
		else this.rich.text(value)
		if (this.value.length > cellMost) throw new SheetFault('broken')
	}

	close(name: string): void {
		if (name === 'v') this.isValue = false
		else if (name === 'c') this.putCell()
		else if (name === 'row') this.take(this.row)
		else this.rich.close(name)
	}

	private putCell(): void {
		const { cells, formulas } = this.row
		const text = this.hasValue ? this.textOfValue() : this.rich.take()
		if (text === '' && !this.isFormula) return
		while (cells.length < this.column) cells.push('')
		cells[this.column] = text
		if (this.isFormula) formulas.push(this.column)
	}

	private textOfValue(): string {
		const { value, type, known } = this
		if (type === 's') return known.texts[Number(value)] ?? ''
		if (type === 'str' || type === 'inlineStr') return plainText(value)
		if (type === 'b') return value === '1' ? 'true' : 'false'
		if (type === 'e') return ''
		if (type === 'd') return value.replace('T', ' ').replace(/ 00:00:00.*$/, '')
		const number = Number(value)
		if (value.trim() === '' || !Number.isFinite(number)) return ''
		if (!known.dates.has(Number(this.style || 0))) return numberText(number)
		const days = number - 25_569 + (known.countsFrom1904 ? 1_462 : 0)
		return dayText(new Date(Math.round(days * 86_400_000)))
	}
}

/** The column of a place like AB12, counted from 0. */
function columnOf(place: string): number {
	let column = 0
	for (let at = 0; at < place.length; at++) {
		const letter = place.charCodeAt(at) - 64
		if (letter < 1 || letter > 26) break
		column = column * 26 + letter
	}
	return column - 1
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
