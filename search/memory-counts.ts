import {
	coveredValue,
	type FacetCount,
	type FacetName,
	facetNames,
	longFacetMost,
	priceBands,
	type SubsidyQuery,
	turnaroundBands,
} from './engine.ts'
import type { CodedName, Columns } from './memory-columns.ts'
import { insideOf } from './memory-paid.ts'
import type { Sifted } from './memory-sift.ts'

type Facets = Record<FacetName, FacetCount[]>

export const noFacets = () => Object.fromEntries(facetNames.map((name) => [name, [] as FacetCount[]])) as Facets
const byCount = (a: FacetCount, b: FacetCount) => b.count - a.count || (a.value < b.value ? -1 : 1)

/** How many documents have each value: of those that pass all filters, for a facet in use of those that pass all others. */
export function countFacets(
	columns: Columns,
	{ passed, failedOnly }: Sifted,
	subsidy: SubsidyQuery | undefined,
): Facets {
	const facets = noFacets()
	for (const name of facetNames) {
		const counts = new Map<string, number>()
		for (const list of [passed, failedOnly.get(name)])
			if (list) countOf(name, columns, list, subsidy, (value, n) => counts.set(value, (counts.get(value) ?? 0) + n))
		const all = [...counts].map(([value, count]): FacetCount => ({ value, count })).sort(byCount)
		facets[name] = name === 'standard' || name === 'instrumentModel' ? all.slice(0, longFacetMost) : all
	}
	return facets
}

type Put = (value: string, n: number) => void

function countOf(name: FacetName, columns: Columns, list: Uint32Array, subsidy: SubsidyQuery | undefined, put: Put) {
	if (name === 'price') return countPrices(columns, list, put)
	if (name === 'covered') return countCovered(columns, list, subsidy, put)
	const counts = countCodes(columns, name, list)
	const { values } = columns.coded[name].codes
	for (let code = 0; code < values.length; code++) {
		const n = counts[code]!
		if (n === 0) continue
		for (const value of values[code]!) {
			if (name !== 'turnaround') put(value, n)
			else for (const band of turnaroundBands) if (Number(value) <= band) put(String(band), n)
		}
	}
}

function countCodes(columns: Columns, name: CodedName, list: Uint32Array): Uint32Array {
	const { codes, of } = columns.coded[name]
	const counts = new Uint32Array(codes.values.length)
	for (let i = 0; i < list.length; i++) counts[of[list[i]!]!]!++
	return counts
}

const bandEnds = priceBands.map(Number)

function countPrices({ priceFen }: Columns, list: Uint32Array, put: Put) {
	const counts = new Uint32Array(bandEnds.length + 1)
	let quotes = 0
	for (let i = 0; i < list.length; i++) {
		const price = priceFen[list[i]!]!
		if (price < 0) {
			quotes++
			continue
		}
		let band = 0
		while (band < bandEnds.length && price > bandEnds[band]!) band++
		counts[band]!++
	}
	for (const [i, n] of counts.entries()) if (n > 0) put(String(priceBands[i] ?? 'above'), n)
	if (quotes > 0) put('quote', quotes)
}

function countCovered(
	{ priceFen, subsidyClass }: Columns,
	list: Uint32Array,
	subsidy: SubsidyQuery | undefined,
	put: Put,
) {
	if (!subsidy || subsidy.covered.length === 0) return
	const isInside = insideOf(subsidy.covered)
	let n = 0
	for (let i = 0; i < list.length; i++) {
		const place = list[i]!
		if (isInside(subsidyClass[place]!, priceFen[place]!)) n++
	}
	if (n > 0) put(coveredValue, n)
}
