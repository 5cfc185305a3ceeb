import type { SearchFilters, SubsidyQuery } from './engine.ts'
import { type CodedName, type Columns, rowWidth } from './memory-columns.ts'
import { insideOf } from './memory-paid.ts'
import type { FilterName } from './postgres-query.server.ts'

/** Which of some documents pass all filters, with their scores where they have some, and for each filter which fail it alone. */
export type Sifted = {
	passed: Uint32Array
	scores: Int32Array | null
	failedOnly: ReadonlyMap<FilterName, Uint32Array>
}

/** Passes a document by the value in a column, or by what is tested at its place. */
type Sieve = { name: FilterName; column: CodedName; holds: (values: readonly string[]) => boolean } | Tested
type Tested = { name: FilterName; test: (place: number) => boolean }

const anyOf = (wanted: readonly string[]) => {
	const set = new Set(wanted)
	return (values: readonly string[]) => values.some((value) => set.has(value))
}

/** One sieve per filter in use. */
function sievesOf(columns: Columns, filters: SearchFilters, subsidy: SubsidyQuery | undefined): Sieve[] {
	const sieves: Sieve[] = []
	const { ids } = columns
	const put = (name: FilterName & CodedName, wanted: readonly string[] | undefined, made = anyOf) => {
		if (wanted?.length) sieves.push({ name, column: name, holds: made(wanted) })
	}
	put('category', filters.category ? [filters.category] : [])
	put('kind', filters.kinds)
	put('division', filters.divisions, (wanted) => {
		const isWanted = anyOf(wanted)
		return ([code = '']) => isWanted([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])
	})
	put('providerKind', filters.providerKinds)
	put('mark', filters.marks, (wanted) => (marks) => wanted.every((mark) => marks.includes(mark)))
	put('standard', filters.standards)
	put('instrumentModel', filters.instrumentModels)
	put('instrumentClass', filters.instrumentClasses)
	const { turnaroundDays: most, priceFromFen, priceToFen } = filters
	if (most !== undefined)
		sieves.push({ name: 'turnaround', column: 'turnaround', holds: ([days]) => days !== undefined && +days <= most })
	if (priceFromFen !== undefined || priceToFen !== undefined) {
		const from = priceFromFen === undefined ? 0 : Number(priceFromFen)
		const to = priceToFen === undefined ? Infinity : Number(priceToFen)
		const test = (place: number) => {
			const price = columns.priceOf(place)
			return price >= 0 && price >= from && price <= to
		}
		sieves.push({ name: 'price', test })
	}
	if (filters.isCovered) {
		const isInside = insideOf(subsidy?.covered ?? [])
		sieves.push({ name: 'covered', test: (place) => isInside(columns.classOf(place), columns.priceOf(place)) })
	}
	if (filters.ids) {
		const wanted = new Set(filters.ids.map(Number))
		sieves.push({ name: 'ids', test: (place) => wanted.has(ids[place]!) })
	}
	return sieves
}

const failedMore = 255

/** Puts documents through all filters, one filter after the other. */
export function sift(
	columns: Columns,
	places: Uint32Array,
	scores: Int32Array | null,
	filters: SearchFilters,
	subsidy: SubsidyQuery | undefined,
): Sifted {
	const sieves = sievesOf(columns, filters, subsidy)
	// what was found by its words is there
	const isAllAlive = columns.count === columns.size || scores !== null
	if (sieves.length === 0 && isAllAlive) return { passed: places, scores, failedOnly: new Map() }
	// 0: passed so far, a number: failed that filter alone
	const failed = new Uint8Array(places.length)
	for (const [i, sieve] of sieves.entries()) fail(columns, places, sieve, failed, i + 1)
	const sizes = new Uint32Array(256)
	for (let i = 0; i < places.length; i++) {
		if (!isAllAlive && !columns.isAlive(places[i]!)) failed[i] = failedMore
		sizes[failed[i]!]!++
	}
	const lists = Array.from({ length: sieves.length + 1 }, (_, i) => new Uint32Array(sizes[i]!))
	const kept = scores && new Int32Array(sizes[0]!)
	const ends = new Uint32Array(256)
	for (let i = 0; i < places.length; i++) {
		const which = failed[i]!
		if (which === failedMore) continue
		if (which === 0 && kept) kept[ends[0]!] = scores![i]!
		lists[which]![ends[which]!++] = places[i]!
	}
	return {
		passed: lists[0]!,
		scores: kept,
		failedOnly: new Map(sieves.map(({ name }, i) => [name, lists[i + 1]!])),
	}
}

function fail(columns: Columns, places: Uint32Array, sieve: Sieve, failed: Uint8Array, no: number) {
	if ('test' in sieve) {
		const { test } = sieve
		for (let i = 0; i < places.length; i++) if (!test(places[i]!)) failed[i] = failed[i] === 0 ? no : failedMore
		return
	}
	const { rows, coded } = columns
	const { codes, at } = coded[sieve.column]
	const holds = Uint8Array.from(codes.values, (values) => (sieve.holds(values) ? 1 : 0))
	for (let i = 0; i < places.length; i++)
		if (holds[rows[places[i]! * rowWidth + at]!] === 0) failed[i] = failed[i] === 0 ? no : failedMore
}
