import {
	coveredValue,
	type FacetCount,
	type FacetName,
	facetNames,
	longFacetMost,
	type SubsidyQuery,
	turnaroundBands,
} from './engine.ts'
import { at, bandNames, type Columns, rowWidth } from './memory-columns.ts'
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
	const all = countAll(columns, passed, subsidy)
	for (const name of facetNames) {
		const counts = new Map<string, number>()
		const put = (value: string, n: number) => counts.set(value, (counts.get(value) ?? 0) + n)
		named(name, columns, all[name], put)
		const others = failedOnly.get(name)
		if (others && others.length > 0) named(name, columns, countOne(name, columns, others, subsidy), put)
		const found = [...counts].map(([value, count]): FacetCount => ({ value, count })).sort(byCount)
		facets[name] = name === 'standard' || name === 'instrumentModel' ? found.slice(0, longFacetMost) : found
	}
	return facets
}

/** Counts of a facet under the names of its values. */
function named(name: FacetName, columns: Columns, counts: Uint32Array, put: (value: string, n: number) => void) {
	for (const [code, n] of counts.entries()) {
		if (n === 0) continue
		if (name === 'covered') put(coveredValue, n)
		else if (name === 'price') put(bandNames[code]!, n)
		else
			for (const value of columns.coded[name].codes.values[code]!) {
				if (name !== 'turnaround') put(value, n)
				else for (const band of turnaroundBands) if (Number(value) <= band) put(String(band), n)
			}
	}
}

type Counts = Record<FacetName, Uint32Array>

function emptyCounts({ coded }: Columns): Counts {
	const sizeOf = (name: FacetName) =>
		name === 'covered' ? 1 : name === 'price' ? bandNames.length : coded[name].codes.values.length
	return Object.fromEntries(facetNames.map((name) => [name, new Uint32Array(sizeOf(name))])) as Counts
}

/** Counts of all facets by code. Each row is looked at once: the way to it takes longer than what is counted there. */
function countAll(columns: Columns, list: Uint32Array, subsidy: SubsidyQuery | undefined): Counts {
	const counts = emptyCounts(columns)
	const { rows, coded } = columns
	const {
		kind,
		category,
		division,
		providerKind,
		mark,
		standard,
		instrumentModel,
		instrumentClass,
		turnaround,
		price,
	} = counts
	const [kindAt, categoryAt, divisionAt] = [coded.kind.at, coded.category.at, coded.division.at]
	const [providerKindAt, markAt, standardAt] = [coded.providerKind.at, coded.mark.at, coded.standard.at]
	const [modelAt, classAt, turnaroundAt] = [coded.instrumentModel.at, coded.instrumentClass.at, coded.turnaround.at]
	const isInside = subsidy && subsidy.covered.length > 0 ? insideOf(subsidy.covered) : null
	let inside = 0
	for (let i = 0; i < list.length; i++) {
		const place = list[i]!
		const row = place * rowWidth
		kind[rows[row + kindAt]!]!++
		category[rows[row + categoryAt]!]!++
		division[rows[row + divisionAt]!]!++
		providerKind[rows[row + providerKindAt]!]!++
		mark[rows[row + markAt]!]!++
		standard[rows[row + standardAt]!]!++
		instrumentModel[rows[row + modelAt]!]!++
		instrumentClass[rows[row + classAt]!]!++
		turnaround[rows[row + turnaroundAt]!]!++
		price[rows[row + at.band]!]!++
		if (isInside?.(columns.classOf(place), columns.priceOf(place))) inside++
	}
	counts.covered[0] = inside
	return counts
}

/** Counts of one facet by code. */
function countOne(name: FacetName, columns: Columns, list: Uint32Array, subsidy: SubsidyQuery | undefined) {
	if (name === 'covered') return Uint32Array.of(countCovered(columns, list, subsidy))
	const counts = emptyCounts(columns)[name]
	const { rows, coded } = columns
	const of = name === 'price' ? at.band : coded[name].at
	for (let i = 0; i < list.length; i++) counts[rows[list[i]! * rowWidth + of]!]!++
	return counts
}

function countCovered(columns: Columns, list: Uint32Array, subsidy: SubsidyQuery | undefined): number {
	if (!subsidy || subsidy.covered.length === 0) return 0
	const isInside = insideOf(subsidy.covered)
	let n = 0
	for (let i = 0; i < list.length; i++) {
		const place = list[i]!
		if (isInside(columns.classOf(place), columns.priceOf(place))) n++
	}
	return n
}
