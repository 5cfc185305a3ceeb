import { priceBands } from './engine.ts'

/** What search filters, counts and orders by, of every document: a row of numbers at the document's place. */

/** Different values as small numbers, in the order they came. */
export class Codes<Value> {
	private readonly codes = new Map<string, number>()
	readonly values: Value[] = []

	/** The number of a value; a new one when it is new. `key` tells values apart. */
	codeOf(key: string, value: Value): number {
		let code = this.codes.get(key)
		if (code === undefined) {
			code = this.values.length
			this.codes.set(key, code)
			this.values.push(value)
		}
		return code
	}
}

/** A document as it is read into the columns. `priceFen` -1: on quotation; below 2^53. */
export type ListingFacts = {
	id: number
	priceFen: number
	quality: number
	subsidyClass: number
	reference: string | null
	kind: string
	categoryPath: readonly string[]
	divisionCode: string
	providerKind: string | null
	marks: readonly string[]
	standards: readonly string[]
	instrumentModel: string | null
	instrumentClass: string | null
	turnaroundDays: number | null
}

/** Columns of values that are few beside the documents: each holds a list of values, none, one or several. */
export const codedNames = [
	'kind',
	'category',
	'division',
	'providerKind',
	'mark',
	'standard',
	'instrumentModel',
	'instrumentClass',
	'turnaround',
	'reference',
] as const
export type CodedName = (typeof codedNames)[number]
/** `at`: where in a row the number of the value stands. */
export type Coded = { readonly codes: Codes<readonly string[]>; readonly at: number }

const valuesOf: Record<CodedName, (facts: ListingFacts) => readonly string[]> = {
	kind: ({ kind }) => [kind],
	category: ({ categoryPath }) => categoryPath,
	division: ({ divisionCode }) => [divisionCode],
	providerKind: ({ providerKind }) => (providerKind === null ? [] : [providerKind]),
	mark: ({ marks }) => marks,
	standard: ({ standards }) => standards,
	instrumentModel: ({ instrumentModel }) => (instrumentModel === null ? [] : [instrumentModel]),
	instrumentClass: ({ instrumentClass }) => (instrumentClass === null ? [] : [instrumentClass]),
	turnaround: ({ turnaroundDays }) => (turnaroundDays === null ? [] : [String(turnaroundDays)]),
	reference: ({ reference }) => (reference === null ? [] : [reference]),
}

const room = 4_096

/** Numbers of 32 bits in a row. What is asked of one document lies side by side: the way to memory is what takes time. */
export const rowWidth = 16
/** Where in a row; the price takes two of them as a floating number, the coded ones stand behind all others. */
export const at = { priceFen: 0, subsidyClass: 2, quality: 3, alive: 4, band: 5, coded: 6 } as const

const bandEnds = priceBands.map(Number)
/** Bands of prices: each of `priceBands`, what is above, what is on quotation. */
export const bandNames: readonly string[] = [...priceBands.map(String), 'above', 'quote']

function bandOf(priceFen: number): number {
	if (priceFen < 0) return bandEnds.length + 1
	const band = bandEnds.findIndex((end) => priceFen <= end)
	return band < 0 ? bandEnds.length : band
}

/** All documents. A place is kept for good once a listing has it; what was taken out stays there as not alive. */
export class Columns {
	/** places in use */
	size: number
	/** documents there are */
	count = 0
	ids: Float64Array
	/** all rows, one after the other */
	rows: Uint32Array
	/** the same memory, for prices and for what may be below zero */
	private floats: Float64Array
	private signed: Int32Array
	readonly coded: Readonly<Record<CodedName, Coded>>
	private readonly sorted: number
	/** by the distance from the first id, the place and one; none where the ids are too far apart for a list */
	private readonly direct: Uint32Array | null
	private readonly added = new Map<number, number>()
	private everyone = new Uint32Array(0)

	/** Room for the documents of these listings (ascending), which are put in one by one. */
	constructor(ids: Float64Array) {
		this.sorted = ids.length
		this.size = ids.length
		const [first = 0] = ids
		const reach = (ids.at(-1) ?? 0) - first + 1
		this.direct = reach <= 4 * ids.length + room ? new Uint32Array(reach) : null
		if (this.direct) for (let i = 0; i < ids.length; i++) this.direct[ids[i]! - first] = i + 1
		const capacity = this.size + room
		this.ids = new Float64Array(capacity)
		this.ids.set(ids)
		this.rows = new Uint32Array(capacity * rowWidth)
		this.floats = new Float64Array(this.rows.buffer)
		this.signed = new Int32Array(this.rows.buffer)
		this.coded = Object.fromEntries(
			codedNames.map((name, i) => [name, { codes: new Codes<readonly string[]>(), at: at.coded + i }]),
		) as unknown as Record<CodedName, Coded>
	}

	/** -1: on quotation */
	priceOf(place: number): number {
		return this.floats[(place * rowWidth) / 2]!
	}

	qualityOf(place: number): number {
		return this.signed[place * rowWidth + at.quality]!
	}

	classOf(place: number): number {
		return this.rows[place * rowWidth + at.subsidyClass]!
	}

	isAlive(place: number): boolean {
		return this.rows[place * rowWidth + at.alive] === 1
	}

	get capacity() {
		return this.ids.length
	}

	/** Where a listing has its place; -1: nowhere. */
	placeOf(id: number): number {
		if (this.direct) {
			const place = this.direct[id - this.ids[0]!]
			return place ? place - 1 : (this.added.get(id) ?? -1)
		}
		let low = 0
		let high = this.sorted - 1
		while (low <= high) {
			const middle = (low + high) >> 1
			const there = this.ids[middle]!
			if (there === id) return middle
			if (there < id) low = middle + 1
			else high = middle - 1
		}
		return this.added.get(id) ?? -1
	}

	/** Puts a document in its place, or in a new one; answers where. */
	put(facts: ListingFacts): number {
		let place = this.placeOf(facts.id)
		if (place < 0) {
			place = this.size
			if (place === this.capacity) this.grow()
			this.size++
			this.ids[place] = facts.id
			this.added.set(facts.id, place)
		}
		if (!this.isAlive(place)) this.count++
		const { rows } = this
		const row = place * rowWidth
		this.floats[row / 2] = facts.priceFen
		rows[row + at.subsidyClass] = facts.subsidyClass
		this.signed[row + at.quality] = facts.quality
		rows[row + at.alive] = 1
		rows[row + at.band] = bandOf(facts.priceFen)
		for (const name of codedNames) {
			const values = valuesOf[name](facts)
			const coded = this.coded[name]
			rows[row + coded.at] = coded.codes.codeOf(
				values.length === 1 ? values[0]! : ['', ...values].join('\u0000'),
				values,
			)
		}
		return place
	}

	/** Takes a document out; answers where it was, -1 where there was none. */
	remove(id: number): number {
		const place = this.placeOf(id)
		if (place >= 0 && this.isAlive(place)) {
			this.rows[place * rowWidth + at.alive] = 0
			this.count--
		}
		return place
	}

	/** Every place, in order. */
	all(): Uint32Array {
		if (this.everyone.length < this.size) this.everyone = Uint32Array.from({ length: this.capacity }, (_, i) => i)
		return this.everyone.subarray(0, this.size)
	}

	private grow() {
		const capacity = this.capacity + Math.max(room, this.capacity >> 3)
		const [ids, rows] = [this.ids, this.rows]
		this.ids = new Float64Array(capacity)
		this.ids.set(ids)
		this.rows = new Uint32Array(capacity * rowWidth)
		this.rows.set(rows)
		this.floats = new Float64Array(this.rows.buffer)
		this.signed = new Int32Array(this.rows.buffer)
	}
}
