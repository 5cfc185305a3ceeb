import { Readable } from 'node:stream'
import { setImmediate as breathe } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import { type Answers, factsOfAnswers } from '#app/domain/programmes/check-answers.ts'
import type { Questions } from '#app/domain/programmes/check-questions.ts'
import type { Words } from '#app/domain/programmes/document-parts.ts'
import type { Question } from '#app/domain/programmes/question.ts'
import { fileText } from '#app/lib/file-text.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { parseYuan } from '#app/lib/money.ts'
import { type LocalDate, parseDay } from '#app/lib/time.ts'
import type { OrderRow } from './play-year.ts'
import { mostOrders } from './simulation.ts'

/** Orders from a file: one row an order, one column for each thing that the rules ask. */

export type Column = {
	name: string
	label: Words
	kind: Question['kind'] | 'text'
	options: readonly { value: string; label: Words }[]
	isRequired: boolean
}
/** What is wrong with a file: the line as an editor counts it, and which sentence says so. */
export type RowFault = {
	line: number
	key: 'csv' | 'column' | 'missing' | 'choice' | 'number' | 'amount' | 'day' | 'year' | 'cells' | 'rows' | 'encoding'
	/** the column in words; of an unknown one what it says */
	column: Words
	found: string
}

const ticksMark = ';'
/** between the cells of a row that was read; no text of a file holds it (control characters are taken out) */
const cellMark = '\u001F'
/** place of the day among our own columns */
const dateAt = 1
const mostFaults = 50
const own: Column[] = [
	{ name: 'order', label: { zh: '单号', en: 'Order' }, kind: 'text', options: [], isRequired: false },
	{ name: 'date', label: { zh: '日期', en: 'Date' }, kind: 'date', options: [], isRequired: true },
	{ name: 'enterprise', label: { zh: '企业编号', en: 'Enterprise' }, kind: 'text', options: [], isRequired: true },
	{
		name: 'enterprise_name',
		label: { zh: '企业名称', en: 'Enterprise name' },
		kind: 'text',
		options: [],
		isRequired: false,
	},
	{ name: 'controller', label: { zh: '实际控制人', en: 'Controller' }, kind: 'text', options: [], isRequired: false },
]

/** The columns of a file: order, day and enterprise, then every question of the versions that are to be played. */
export function columnsOf(asked: readonly Questions[]): Column[] {
	const columns = new Map(own.map((column) => [column.name, column]))
	for (const { enterprise, service } of asked)
		for (const { name, label, kind, options = [] } of [...enterprise, ...service]) {
			const known = columns.get(name)
			const merged = [
				...(known?.options ?? []),
				...options.filter(({ value }) => !known?.options.some((each) => each.value === value)),
			]
			columns.set(name, {
				name,
				label: { zh: plain(label.zh), en: plain(label.en) },
				kind,
				options: merged,
				isRequired: name === 'price',
			})
		}
	return [...columns.values()]
}

/** A label as the head of a column: without the marks that separate columns. */
const plain = (text: string) => text.replaceAll(/[",\r\n]+/g, ' ').trim()

/** Answers that do not stand in the way, for the row that shows how a file is filled in. */
const yes = new Set(['registered', 'joined'])

/** A file to start from: the heads, and one row of an enterprise at home in `division` as an example. */
export function templateCsv(columns: readonly Column[], year: number, division: string, locale: Locale): string {
	const values: Record<string, string> = {
		order: `A-${year}-001`,
		date: `${year}-03-15`,
		enterprise: 'E001',
		price: '3500.00',
		division,
		place: division,
		other: '0',
	}
	const example = ({ name, options }: Column): string => {
		const isYesNo = options.length > 0 && options.every(({ value }) => value === 'yes' || value === 'no')
		const value = values[name] ?? (isYesNo ? (yes.has(name) ? 'yes' : 'no') : options[0]?.value)
		const option = options.find((each) => each.value === value)
		return option ? plain(option.label[locale]) : (values[name] ?? '')
	}
	const heads = columns.map((column) => `"${column.label[locale]}"`)
	return `\uFEFF${heads.join(',')}\r\n${columns.map((column) => `"${example(column)}"`).join(',')}\r\n`
}

export type OrdersFile = { rows: ReadRow[]; faults?: undefined } | { faults: RowFault[] }
/** A row as it was read: its cells joined in one text, so that a long file stays small. Facts are made when it is played. */
export type ReadRow = { line: number; on: LocalDate; cells: string }

/**
 * Reads the orders of a year from a file: all of them in order of their days, or none and every fault with its line. A
 * long file is read in pieces, with room for others between them.
 */
export async function readOrdersCsv(bytes: Uint8Array, columns: readonly Column[], year: number): Promise<OrdersFile> {
	const decoded = fileText(bytes)
	if (!decoded) return { faults: [fault(1, 'encoding')] }
	const reader = new RowReader(columns, year)
	const parser = Readable.from(pieces(decoded.text)).pipe(
		parse({
			bom: true,
			info: true,
			relax_column_count: true,
			skip_empty_lines: true,
			trim: true,
			max_record_size: 1 << 16,
		}),
	)
	try {
		for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
			reader.take(record, info.lines)
	} catch (error) {
		if (!(error instanceof CsvError)) throw error
		return { faults: [fault(Number(error.lines ?? 1), 'csv', undefined, error.code)] }
	}
	return reader.end()
}

const pieceLength = 1 << 16
async function* pieces(text: string): AsyncGenerator<string> {
	for (let at = 0; at < text.length; at += pieceLength) {
		await breathe()
		yield text.slice(at, at + pieceLength)
	}
}

const fault = (line: number, key: RowFault['key'], column: Words = { zh: '', en: '' }, found = ''): RowFault => ({
	line,
	key,
	column,
	found: found.slice(0, 60),
})

/** Takes the head, then row after row. */
class RowReader {
	private readonly rows: ReadRow[] = []
	private readonly faults: RowFault[] = []
	private places: number[] | null = null
	private width = 0

	constructor(
		private readonly columns: readonly Column[],
		private readonly year: number,
	) {}

	take(record: string[], line: number): void {
		if (this.faults.length >= mostFaults) return
		if (this.places === null) this.head(record, line)
		else if (record.length !== this.width) this.faults.push(fault(line, 'cells', undefined, String(record.length)))
		else if (this.rows.length >= mostOrders) this.faults.push(fault(line, 'rows', undefined, String(mostOrders)))
		else this.row(record, line)
	}

	private head(record: string[], line: number): void {
		const lower = record.map((text) => text.toLowerCase())
		const places = this.columns.map(({ name, label }) => {
			const known = new Set([name, label.zh, label.en].map((text) => text.toLowerCase()))
			return lower.findIndex((text) => known.has(text))
		})
		for (const [index, text] of record.entries())
			if (!places.includes(index)) this.faults.push(fault(line, 'column', { zh: text, en: text }))
		for (const [index, column] of this.columns.entries())
			if (column.isRequired && places[index]! < 0) this.faults.push(fault(line, 'missing', column.label))
		this.places = places
		this.width = record.length
	}

	private row(record: string[], line: number): void {
		const cells = this.columns.map((column, index) => {
			const place = this.places![index]!
			const text = place < 0 ? '' : record[place]!
			const read = readCell(column, text, this.year)
			if (typeof read === 'string') return read
			this.faults.push(fault(line, read.key, column.label, text))
			return ''
		})
		// a copy of its own: a slice would keep the whole file in memory
		this.rows.push({ line, on: cells[dateAt]! as LocalDate, cells: Buffer.from(cells.join(cellMark)).toString() })
	}

	end(): OrdersFile {
		if (this.faults.length > 0) return { faults: this.faults.slice(0, mostFaults) }
		if (this.rows.length === 0) return { faults: [fault(1, 'rows')] }
		return { rows: this.rows.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.line - b.line)) }
	}
}

const yesNo: Record<string, string> = {
	是: 'yes',
	否: 'no',
	yes: 'yes',
	no: 'no',
	y: 'yes',
	n: 'no',
	true: 'yes',
	false: 'no',
}

/** A cell as the answer it stands for; empty stays unknown. */
function readCell(column: Column, text: string, year: number): string | { key: RowFault['key'] } {
	if (text === '') return column.isRequired ? { key: 'missing' } : ''
	switch (column.kind) {
		case 'text':
			return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 80)
		case 'number':
			return /^\d{1,9}$/.test(text) ? text : { key: 'number' }
		case 'money':
			try {
				parseYuan(text)
				return text
			} catch {
				return { key: 'amount' }
			}
		case 'date':
			try {
				const day = parseDay(text.replaceAll('/', '-'))
				return column.name === 'date' && Number(day.slice(0, 4)) !== year ? { key: 'year' } : day
			} catch {
				return { key: 'day' }
			}
		case 'choice': {
			const value = choiceOf(column, text)
			return value === undefined ? { key: 'choice' } : value
		}
		case 'ticks': {
			const values = text.split(/[;；、|]/).map((part) => choiceOf(column, part.trim()))
			return values.includes(undefined) ? { key: 'choice' } : values.join(ticksMark)
		}
	}
}

function choiceOf({ options, name }: Column, text: string): string | undefined {
	const lower = text.toLowerCase()
	const found = options.find(({ value, label }) =>
		[value, plain(label.zh), plain(label.en)].some((known) => known.toLowerCase() === lower),
	)
	if (found) return found.value
	const answer = yesNo[lower]
	if (answer && options.some(({ value }) => value === answer)) return answer
	// a place none of the lists names is still a place
	return /^(division|place)$/.test(name) && /^\d{6}$/.test(text) ? text : undefined
}

/** Makes orders of rows: their cells read as the answers of the eligibility check. */
export function orderMaker(
	columns: readonly Column[],
	pathOf: (category: string) => string[],
): (row: ReadRow) => OrderRow {
	const places = new Map(columns.map(({ name }, index) => [name, index]))
	return (row) => {
		const cells = row.cells.split(cellMark)
		const text = (name: string) => cells[places.get(name) ?? -1] ?? ''
		const answers: Answers = {
			get: (name) => text(name) || null,
			getAll: (name) => (text(name) ? text(name).split(ticksMark) : []),
			has: (name) => text(name) !== '',
		}
		const enterprise = text('enterprise')
		const who = { number: enterprise.slice(0, 40), controller: text('controller') || enterprise }
		return {
			ref: text('order') || String(row.line),
			enterprise,
			enterpriseName: text('enterprise_name'),
			on: row.on,
			priceFen: parseYuan(text('price')),
			factsFor: (document) => {
				const facts = factsOfAnswers(document, answers, { at: row.on, pathOf })
				return { ...facts, enterprise: { ...facts.enterprise, ...who } }
			},
		}
	}
}
