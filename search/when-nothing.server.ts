import { searchEngine } from './engine.server.ts'
import type { FacetCount, SearchFilters, SearchQuery } from './engine.ts'
import { fold, keyOf } from './folding.server.ts'
import { words } from './segment.server.ts'
import { type Suggestion, suggest } from './suggest.server.ts'

/** A filter that can be left out, and how many there would be then. */
export type Leaving = { filter: LeavingName; count: number; isExact: boolean }
export type LeavingName =
	| 'kinds'
	| 'divisions'
	| 'providerKinds'
	| 'price'
	| 'turnaroundDays'
	| 'marks'
	| 'standards'
	| 'instrumentModels'
	| 'instrumentClasses'
	| 'isCovered'
	| 'category'
export type Help = { near: Suggestion[]; leaving: Leaving[] }

/** Counts the answer already has: a facet in use is counted as if it were not. */
type Counted = {
	kinds: readonly FacetCount[]
	divisions: readonly FacetCount[]
	providerKinds: readonly FacetCount[]
	totalIsExact: boolean
}

/** Filters asked about by a search of their own, at most: a page stays within its budget of queries. */
const mostAsked = 2
const mostNear = 6

const without: Record<LeavingName, (filters: SearchFilters) => SearchFilters> = {
	kinds: (filters) => ({ ...filters, kinds: [] }),
	divisions: (filters) => ({ ...filters, divisions: [] }),
	providerKinds: (filters) => ({ ...filters, providerKinds: [] }),
	price: (filters) => ({ ...filters, priceFromFen: undefined, priceToFen: undefined }),
	turnaroundDays: (filters) => ({ ...filters, turnaroundDays: undefined }),
	marks: (filters) => ({ ...filters, marks: [] }),
	standards: (filters) => ({ ...filters, standards: [] }),
	instrumentModels: (filters) => ({ ...filters, instrumentModels: [] }),
	instrumentClasses: (filters) => ({ ...filters, instrumentClasses: [] }),
	isCovered: (filters) => ({ ...filters, isCovered: false }),
	category: (filters) => ({ ...filters, category: undefined }),
}
const isUsed: Record<LeavingName, (filters: SearchFilters) => boolean> = {
	kinds: ({ kinds }) => Boolean(kinds?.length),
	divisions: ({ divisions }) => Boolean(divisions?.length),
	providerKinds: ({ providerKinds }) => Boolean(providerKinds?.length),
	price: ({ priceFromFen, priceToFen }) => priceFromFen !== undefined || priceToFen !== undefined,
	turnaroundDays: ({ turnaroundDays }) => turnaroundDays !== undefined,
	marks: ({ marks }) => Boolean(marks?.length),
	standards: ({ standards }) => Boolean(standards?.length),
	instrumentModels: ({ instrumentModels }) => Boolean(instrumentModels?.length),
	instrumentClasses: ({ instrumentClasses }) => Boolean(instrumentClasses?.length),
	isCovered: ({ isCovered }) => Boolean(isCovered),
	category: ({ category }) => category !== undefined,
}

/** What helps where nothing was found: each filter left out by itself, and what is called alike. */
export async function whenNothing(query: SearchQuery, counted: Counted): Promise<Help> {
	const filters = query.filters ?? {}
	const sum = (counts: readonly FacetCount[]) => counts.reduce((total, { count }) => total + count, 0)
	const known: Partial<Record<LeavingName, number>> = {
		kinds: sum(counted.kinds),
		divisions: sum(counted.divisions),
		providerKinds: sum(counted.providerKinds),
	}
	// what a voucher covers is another for everybody: it goes before anything else is counted
	const used: readonly LeavingName[] = filters.isCovered
		? ['isCovered']
		: (Object.keys(without) as LeavingName[]).filter((name) => isUsed[name](filters))
	const asked = used.filter((name) => known[name] === undefined).slice(0, mostAsked)
	const answers = await Promise.all(
		asked.map(async (filter): Promise<Leaving> => {
			const left = { ...query, filters: without[filter](filters), cursor: null, limit: 1, withFacets: false }
			const { match, total, totalIsExact } = await searchEngine.search(left)
			return { filter, count: match === 'similar' ? 0 : total, isExact: totalIsExact }
		}),
	)
	const leaving = [
		...used.flatMap((filter) => {
			const count = known[filter]
			return count === undefined ? [] : [{ filter, count, isExact: counted.totalIsExact }]
		}),
		...answers,
	]
	return {
		near: await nearest(query.text),
		leaving: leaving.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
	}
}

/** What is called like a part of the question: its words, then ever shorter beginnings of it. Asked of memory alone. */
async function nearest(text: string): Promise<Suggestion[]> {
	const folded = fold(text)
	const asked = keyOf(text)
	const parts = [
		...words(folded)
			.filter((word) => word.length > 1)
			.sort((a, b) => b.length - a.length),
	]
	for (let length = folded.length - 1; length >= 2; length--) parts.push(folded.slice(0, length))
	const found = new Map<string, Suggestion>()
	for (const part of parts) {
		if (found.size >= mostNear) break
		for (const one of await suggest(part))
			if (one.kind !== 'provider' && keyOf(one.label) !== asked) found.set(`${one.kind} ${one.target}`, one)
	}
	return [...found.values()].slice(0, mostNear)
}
