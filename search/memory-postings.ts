/** Where a word may stand in a document, as PostgreSQL weighs it; `anywhere` holds for each document that has it. */
export const level = { name: 1, otherName: 2, aside: 4, anywhere: 8 } as const

/** How a word sounds is marked `~`. It stands nowhere in particular, and counts as if it stood everywhere. */
export const isSound = (token: string) => token.startsWith('~')
export const everyLevel = 15

/** What stands for all sounds that begin so. */
export const beginning = (sound: string) => `${sound}*`

/** Where a word stands: places of documents, ascending, and at which levels in each. */
export type Postings = { places: Uint32Array; levels: Uint8Array }

/** The same in little more than a byte each: distances between places, seven bits to a byte; levels two to a byte, or once when they are all alike. */
export type Packed = { count: number; distances: Uint8Array; levels: Uint8Array | number }

export const sizeOf = ({ distances, levels }: Packed) =>
	200 + distances.length + (typeof levels === 'number' ? 0 : levels.length)

/** Packs places that were found at some levels each; what was found several times has all of them. */
export function packed(found: readonly { levels: number; places: Uint32Array }[]): Packed {
	// places stay below 2^28: with four bits for the levels behind them they sort as one number
	const all = new Uint32Array(found.reduce((sum, { places }) => sum + places.length, 0))
	let n = 0
	for (const { levels, places } of found) for (const place of places) all[n++] = place * 16 + levels
	all.sort()
	const distances = new Uint8Array(all.length * 5)
	const levels = new Uint8Array(all.length)
	let size = 0
	let count = 0
	let last = -1
	for (const one of all) {
		const place = one >>> 4
		if (place === last) {
			levels[count - 1]! |= one & 15
			continue
		}
		let distance = place - Math.max(last, 0)
		last = place
		for (; distance >= 128; distance >>>= 7) distances[size++] = (distance & 127) | 128
		distances[size++] = distance
		levels[count++] = one & 15
	}
	const first = levels[0] ?? 0
	const isAlike = levels.subarray(0, count).every((one) => one === first)
	if (isAlike) return { count, distances: distances.slice(0, size), levels: first }
	const pairs = new Uint8Array((count + 1) >> 1)
	for (let i = 0; i < count; i++) pairs[i >> 1]! |= levels[i]! << ((i & 1) * 4)
	return { count, distances: distances.slice(0, size), levels: pairs }
}

export function unpacked({ count, distances, levels }: Packed): Postings {
	const places = new Uint32Array(count)
	const each = new Uint8Array(count)
	if (typeof levels === 'number') each.fill(levels)
	else for (let i = 0; i < count; i++) each[i] = (levels[i >> 1]! >> ((i & 1) * 4)) & 15
	let last = 0
	let at = 0
	for (let i = 0; i < count; i++) {
		let byte = distances[at++]!
		let distance = byte & 127
		for (let shift = 7; byte >= 128; shift += 7) {
			byte = distances[at++]!
			distance += (byte & 127) << shift
		}
		last += distance
		places[i] = last
	}
	return { places, levels: each }
}

const none: Postings = { places: new Uint32Array(0), levels: new Uint8Array(0) }

/** Where all of them stand, at the levels that all of them have. */
export function together(lists: readonly Postings[]): Postings {
	const [first = none, ...others] = [...lists].sort((a, b) => a.places.length - b.places.length)
	return others.reduce(both, first)
}

function both(a: Postings, b: Postings): Postings {
	const places = new Uint32Array(Math.min(a.places.length, b.places.length))
	const levels = new Uint8Array(places.length)
	let n = 0
	for (let i = 0, k = 0; i < a.places.length && k < b.places.length; ) {
		const place = a.places[i]!
		const other = b.places[k]!
		if (place === other) {
			places[n] = place
			levels[n++] = a.levels[i++]! & b.levels[k++]!
		} else if (place < other) i++
		else k++
	}
	return { places: places.subarray(0, n), levels: levels.subarray(0, n) }
}
