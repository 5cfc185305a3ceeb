import type { PayPiece } from '#app/lib/pay-pieces.ts'
import type { SearchSort } from './engine.ts'
import { type Columns, rowWidth } from './memory-columns.ts'
import { paidFenOf } from './memory-paid.ts'

/** Documents with how well each does. */
export type Scored = { places: Uint32Array; scores: Int32Array }

/** The `limit` documents with the lowest keys, in order, ties by id. */
export class Best {
	readonly places: number[] = []
	readonly keys: number[] = []
	/** what comes behind this is out */
	lastKey = Infinity
	private lastId = Infinity

	constructor(
		private readonly ids: Float64Array,
		private readonly limit: number,
	) {}

	add(place: number, key: number) {
		const { ids, places, keys, limit } = this
		const id = ids[place]!
		if (key > this.lastKey || (key === this.lastKey && id >= this.lastId)) return
		let low = 0
		let high = keys.length
		while (low < high) {
			const middle = (low + high) >> 1
			const other = keys[middle]!
			if (key < other || (key === other && id < ids[places[middle]!]!)) high = middle
			else low = middle + 1
		}
		keys.splice(low, 0, key)
		places.splice(low, 0, place)
		if (keys.length < limit) return
		if (keys.length > limit) {
			keys.pop()
			places.pop()
		}
		this.lastKey = keys[limit - 1]!
		this.lastId = ids[places[limit - 1]!]!
	}
}

/** The first `limit` of some documents, after where the last page ended. `keyOf` is asked once for each. */
export function firstOf(
	{ ids }: Columns,
	places: Uint32Array,
	keyOf: (place: number, i: number) => number,
	after: { key: number; id: number } | null,
	limit: number,
): Best {
	const best = new Best(ids, limit)
	for (let i = 0; i < places.length; i++) {
		const place = places[i]!
		const key = keyOf(place, i)
		if (key > best.lastKey) continue
		if (after !== null && (key < after.key || (key === after.key && ids[place]! <= after.id))) continue
		best.add(place, key)
	}
	return best
}

/** Documents among which the first ones are likely found. */
const likelyEnough = 1_000

/**
 * Each further listing of one service is worth a little less. Of all at least the first `most` are wanted (null: all); others
 * may be left out.
 */
export function spread(columns: Columns, scored: Scored, most: number | null): Scored {
	if (most === null) return worthLess(columns, allInOrder(columns, scored))
	// what has a high score first: a document is worth no more than its score
	const from = scoreOfMany(scored.scores, likelyEnough)
	const likely = worthLess(columns, bestInOrder(columns, scored, most, from))
	const least = likely.scores.length < most ? 0 : Int32Array.from(likely.scores).sort().at(-most)!
	return least >= from ? likely : worthLess(columns, bestInOrder(columns, scored, most, least))
}

/** A score that so many reach, and not many more where they differ. */
function scoreOfMany(scores: Int32Array, count: number): number {
	let highest = 1
	for (let i = 0; i < scores.length; i++) if (scores[i]! > highest) highest = scores[i]!
	const steps = 1_024
	const counts = new Uint32Array(steps + 1)
	for (let i = 0; i < scores.length; i++) counts[Math.floor((scores[i]! * steps) / highest)]!++
	let step = steps
	for (let reached = counts[steps]!; step > 0 && reached < count; ) reached += counts[--step]!
	return Math.floor((step * highest) / steps)
}

function worthLess(columns: Columns, groups: readonly Group[]): Scored {
	const serviceOf = servicesOf(columns)
	const { values } = columns.coded.reference.codes
	const places: number[] = []
	const scores: number[] = []
	for (const group of groups)
		for (const [i, place] of group.places.entries()) {
			const isAlone = values[serviceOf(place)]!.length === 0
			places.push(place)
			scores.push(isAlone ? -group.keys[i]! : Math.floor((-group.keys[i]! * 10) / (10 + i)))
		}
	return { places: Uint32Array.from(places), scores: Int32Array.from(scores) }
}

/** What tells the service a listing offers. */
function servicesOf({ rows, coded }: Columns): (place: number) => number {
	const { at } = coded.reference
	return (place) => rows[place * rowWidth + at]!
}

type Group = { places: readonly number[]; keys: readonly number[] }

/** The best of each service, and of those that follow none, among those with such a score. */
function bestInOrder({ ids, rows, coded }: Columns, { places, scores }: Scored, most: number, from: number): Group[] {
	const { at, codes } = coded.reference
	const groups = codes.values.map((): Best | null => null)
	for (let i = 0; i < places.length; i++) {
		const key = -scores[i]!
		if (-key < from) continue
		const place = places[i]!
		const service = rows[place * rowWidth + at]!
		let best = groups[service]
		if (!best) {
			best = new Best(ids, most)
			groups[service] = best
		}
		if (key <= best.lastKey) best.add(place, key)
	}
	return groups.filter((group) => group !== null)
}

function allInOrder(columns: Columns, { places, scores }: Scored): Group[] {
	const { ids } = columns
	const serviceOf = servicesOf(columns)
	const order = Array.from(places, (place, i) => ({ place, key: -scores[i]! }))
	order.sort((a, b) => serviceOf(a.place) - serviceOf(b.place) || a.key - b.key || ids[a.place]! - ids[b.place]!)
	const groups = new Map<number, { places: number[]; keys: number[] }>()
	for (const { place, key } of order) {
		const group = groups.get(serviceOf(place)) ?? { places: [], keys: [] }
		group.places.push(place)
		group.keys.push(key)
		groups.set(serviceOf(place), group)
	}
	return [...groups.values()]
}

/** How documents are put in an order of a stored column; lowest first, without a value last. */
export function keyBy(sort: Exclude<SearchSort, 'pay'>, columns: Columns): (place: number) => number {
	if (sort === 'price' || sort === 'price_desc') {
		const sign = sort === 'price' ? 1 : -1
		return (place) => (columns.priceOf(place) < 0 ? Infinity : sign * columns.priceOf(place))
	}
	if (sort === 'turnaround') {
		const { rows, coded } = columns
		const { codes, at } = coded.turnaround
		const days = codes.values.map(([one]) => (one === undefined ? Infinity : Number(one)))
		return (place) => days[rows[place * rowWidth + at]!]!
	}
	return (place) => -columns.qualityOf(place)
}

/** By what is paid, lowest first, on quotation last. */
export function keyByPaid(columns: Columns, pay: readonly PayPiece[]): (place: number) => number {
	const paidFen = paidFenOf(pay)
	return (place) => {
		const price = columns.priceOf(place)
		return price < 0 ? Infinity : paidFen(columns.classOf(place), price)
	}
}
