import type { SearchSort } from './engine.ts'
import type { Columns } from './memory-columns.ts'

/** Positions in a list of documents, the lowest key first, ties by id. */
export type Ordered = { positions: number[]; keys: number[] }

/** The first `limit` of those at some positions, after where the last page ended. `keyOf` is asked once for each. */
export function firstOf(
	{ ids }: Columns,
	places: Uint32Array,
	list: Uint32Array,
	keyOf: (place: number, position: number) => number,
	after: { key: number; id: number } | null,
	limit: number,
): Ordered {
	const positions: number[] = []
	const keys: number[] = []
	for (let i = 0; i < list.length; i++) {
		const position = list[i]!
		const place = places[position]!
		const key = keyOf(place, position)
		const id = ids[place]!
		if (after && (key < after.key || (key === after.key && id <= after.id))) continue
		const isBefore = (other: number) =>
			key < keys[other]! || (key === keys[other] && id < ids[places[positions[other]!]!]!)
		if (keys.length === limit && !isBefore(limit - 1)) continue
		let low = 0
		let high = keys.length
		while (low < high) {
			const middle = (low + high) >> 1
			if (isBefore(middle)) high = middle
			else low = middle + 1
		}
		keys.splice(low, 0, key)
		positions.splice(low, 0, position)
		if (keys.length > limit) {
			keys.pop()
			positions.pop()
		}
	}
	return { positions, keys }
}

/**
 * Each further listing of one service is worth a little less: the scores of those in the list, by their positions. Of one
 * service at most `most` are wanted (null: all); the others are left out.
 */
export function spread(
	columns: Columns,
	places: Uint32Array,
	list: Uint32Array,
	scores: Int32Array,
	most: number | null,
): { list: Uint32Array; scores: Int32Array } {
	const { codes, of } = columns.coded.reference
	const { ids } = columns
	const groups = new Map<number, number[]>()
	const kept: number[] = []
	const lessened = new Int32Array(scores)
	for (let i = 0; i < list.length; i++) {
		const position = list[i]!
		const service = of[places[position]!]!
		const group = groups.get(service)
		if (codes.values[service]!.length === 0) kept.push(position)
		else if (group) group.push(position)
		else groups.set(service, [position])
	}
	const inOrder = (a: number, b: number) => scores[b]! - scores[a]! || ids[places[a]!]! - ids[places[b]!]!
	for (const group of groups.values()) {
		const first =
			most === null || group.length <= most
				? group.sort(inOrder)
				: firstOf(columns, places, Uint32Array.from(group), (_, at) => -scores[at]!, null, most).positions
		for (const [i, position] of first.entries()) {
			kept.push(position)
			lessened[position] = Math.floor((scores[position]! * 10) / (10 + i))
		}
	}
	return { list: Uint32Array.from(kept), scores: lessened }
}

/** How documents are put in an order of a stored column; lowest first, without a value last. */
export function keyBy(sort: Exclude<SearchSort, 'pay'>, columns: Columns): (place: number) => number {
	const { priceFen, quality, coded } = columns
	if (sort === 'price' || sort === 'price_desc') {
		const sign = sort === 'price' ? 1 : -1
		return (place) => (priceFen[place]! < 0 ? Infinity : sign * priceFen[place]!)
	}
	if (sort === 'turnaround') {
		const { codes, of } = coded.turnaround
		const days = codes.values.map(([one]) => (one === undefined ? Infinity : Number(one)))
		return (place) => days[of[place]!]!
	}
	return (place) => -quality[place]!
}
