import { type XmlListener, XmlReader } from '#app/lib/xml.ts'
import { textOf } from './read-text.server.ts'
import type { ZipEntry } from './zip.server.ts'

/** The parts of an XLSX besides its rows: which sheets it has, which styles show days, and the texts its cells share. */

/** Reads one part; `between` is called after each piece of it. Throws XmlFault, ZipFault. */
export async function readPart(
	entry: ZipEntry | undefined,
	most: number,
	listener: Partial<XmlListener>,
): Promise<void> {
	if (!entry) return
	const deaf = { open() {}, text() {}, close() {} }
	for await (const _ of listenedPieces(entry, most, { ...deaf, ...listener }));
}

/** Reads one part and gives way after each piece of it. Throws XmlFault, ZipFault. */
export async function* listenedPieces(entry: ZipEntry, most: number, listener: XmlListener): AsyncGenerator<void> {
	const reader = new XmlReader(listener)
	for await (const piece of textOf(entry.pieces(most), 'utf-8', true)) {
		reader.write(piece)
		yield
	}
	reader.end()
}

const sheetFile = /^xl\/worksheets\/[^/]+\.xml$/

export type Workbook = { sheets: ZipEntry[]; countsFrom1904: boolean }

/** The sheets in the order of the workbook; where it does not say which files they are, in the order of the archive. */
export async function workbookOf(entries: readonly ZipEntry[], most: number): Promise<Workbook> {
	const byName = new Map(entries.map((entry) => [entry.name, entry]))
	const ids: string[] = []
	let countsFrom1904 = false
	await readPart(byName.get('xl/workbook.xml'), most, {
		open(name, attributes) {
			if (name === 'sheet') ids.push(attributes['r:id'] ?? '')
			if (name === 'workbookPr') countsFrom1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
		},
	})
	const targets = new Map<string, string>()
	await readPart(byName.get('xl/_rels/workbook.xml.rels'), most, {
		open(name, { Id, Target }) {
			if (name === 'Relationship' && Id && Target) targets.set(Id, Target.replace(/^\/xl\/|^\.\//, ''))
		},
	})
	const told = ids.map((id) => byName.get(`xl/${targets.get(id)}`))
	const sheets = told.filter((entry) => entry !== undefined && sheetFile.test(entry.name)) as ZipEntry[]
	return { sheets: sheets.length > 0 ? sheets : entries.filter(({ name }) => sheetFile.test(name)), countsFrom1904 }
}

/** Number formats that show days and times by themselves; 27–36 and 50–58 are the Chinese ones. */
const isBuiltInDate = (id: number) =>
	(id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

const showsDate = (code: string) =>
	/[ymdhs]/i.test(code.replace(/\[[^\]]*\]/g, '').replace(/"[^"]*"|\\.|_./g, '')) && !/^general$/i.test(code)

/** The numbers of the cell styles that show a day or a time. */
export async function dateStyles(entries: readonly ZipEntry[], most: number): Promise<ReadonlySet<number>> {
	const own = new Map<number, string>()
	const formats: number[] = []
	let isInCells = false
	const styles = entries.find(({ name }) => name === 'xl/styles.xml')
	await readPart(styles, most, {
		open(name, { numFmtId, formatCode }) {
			if (name === 'numFmt') own.set(Number(numFmtId), formatCode ?? '')
			else if (name === 'cellXfs') isInCells = true
			else if (name === 'xf' && isInCells) formats.push(Number(numFmtId ?? 0))
		},
		close(name) {
			if (name === 'cellXfs') isInCells = false
		},
	})
	const isDate = (id: number) => (own.has(id) ? showsDate(own.get(id)!) : isBuiltInDate(id))
	return new Set(formats.flatMap((id, style) => (isDate(id) ? [style] : [])))
}

/** The texts cells share. Each is made anew, so that none holds on to the piece of the file it stood in. */
export async function sharedTexts(entries: readonly ZipEntry[], most: number): Promise<readonly string[]> {
	const texts: string[] = []
	const text = new RichText()
	const shared = entries.find(({ name }) => name === 'xl/sharedStrings.xml')
	await readPart(shared, most, {
		open: (name) => text.open(name),
		text: (value) => text.text(value),
		close(name) {
			text.close(name)
			if (name === 'si') texts.push(Buffer.from(text.take()).toString())
		},
	})
	return texts
}

const escaped = /_x([0-9A-Fa-f]{4})_/g

/** A text in runs; how it is to be spoken (furigana) is none of it. */
export class RichText {
	private value = ''
	private isText = false
	private isSpoken = false

	open(name: string): void {
		if (name === 'rPh') this.isSpoken = true
		else if (name === 't') this.isText = !this.isSpoken
	}

	text(value: string): void {
		if (this.isText) this.value += value
	}

	close(name: string): void {
		if (name === 'rPh') this.isSpoken = false
		else if (name === 't') this.isText = false
	}

	/** What was read; begins anew. */
	take(): string {
		const { value } = this
		this.value = ''
		return plainText(value)
	}
}

/** A text with the characters that a sheet writes by their number. */
export const plainText = (value: string) =>
	value.includes('_x')
		? value.replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
		: value
