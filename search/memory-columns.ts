/** What search filters, counts and orders by, of every document: a column of numbers each, by the document's place. */

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
	'turnaround',
	'reference',
] as const
export type CodedName = (typeof codedNames)[number]
export type Coded = { readonly codes: Codes<readonly string[]>; of: Uint32Array }

const valuesOf: Record<CodedName, (facts: ListingFacts) => readonly string[]> = {
	kind: ({ kind }) => [kind],
	category: ({ categoryPath }) => categoryPath,
	division: ({ divisionCode }) => [divisionCode],
	providerKind: ({ providerKind }) => (providerKind === null ? [] : [providerKind]),
	mark: ({ marks }) => marks,
	standard: ({ standards }) => standards,
	instrumentModel: ({ instrumentModel }) => (instrumentModel === null ? [] : [instrumentModel]),
	turnaround: ({ turnaroundDays }) => (turnaroundDays === null ? [] : [String(turnaroundDays)]),
	reference: ({ reference }) => (reference === null ? [] : [reference]),
}

const room = 4_096

/** All documents. A place is kept for good once a listing has it; what was taken out stays there as not alive. */
export class Columns {
	/** places in use */
	size: number
	/** documents there are */
	count = 0
	ids: Float64Array
	alive: Uint8Array
	priceFen: Float64Array
	quality: Int32Array
	subsidyClass: Uint32Array
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
		this.alive = new Uint8Array(capacity)
		this.priceFen = new Float64Array(capacity)
		this.quality = new Int32Array(capacity)
		this.subsidyClass = new Uint32Array(capacity)
		this.coded = Object.fromEntries(
			codedNames.map((name) => [name, { codes: new Codes<readonly string[]>(), of: new Uint32Array(capacity) }]),
		) as unknown as Record<CodedName, Coded>
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
		if (!this.alive[place]) this.count++
		this.alive[place] = 1
		this.priceFen[place] = facts.priceFen
		this.quality[place] = facts.quality
		this.subsidyClass[place] = facts.subsidyClass
		for (const name of codedNames) {
			const values = valuesOf[name](facts)
			const { codes, of } = this.coded[name]
			of[place] = codes.codeOf(values.length === 1 ? values[0]! : ['', ...values].join('\u0000'), values)
		}
		return place
	}

	/** Takes a document out; answers where it was, -1 where there was none. */
	remove(id: number): number {
		const place = this.placeOf(id)
		if (place >= 0 && this.alive[place]) {
			this.alive[place] = 0
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
		const longer = <Column extends Float64Array | Uint8Array | Uint32Array | Int32Array>(column: Column): Column => {
			const made = new (column.constructor as new (length: number) => Column)(capacity)
			made.set(column)
			return made
		}
		this.ids = longer(this.ids)
		this.alive = longer(this.alive)
		this.priceFen = longer(this.priceFen)
		this.quality = longer(this.quality)
		this.subsidyClass = longer(this.subsidyClass)
		for (const name of codedNames) this.coded[name].of = longer(this.coded[name].of)
	}
}
