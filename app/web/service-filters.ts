import { formatYuan, type Money, parseYuan, plainYuan } from '#app/lib/money.ts'
import type { SearchQuery } from '#search/engine.ts'
import { paths } from './paths.ts'

export const serviceSorts = ['relevance', 'pay', 'price', 'price_desc', 'turnaround'] as const
export type ServiceSort = (typeof serviceSorts)[number]

/** What the address of the search page says. */
export type ServiceFilters = {
	q: string
	category?: string
	kinds: string[]
	divisions: string[]
	providerKinds: string[]
	marks: string[]
	/** codes as they are written in the listings */
	standards: string[]
	models: string[]
	/** codes of national classes of instruments */
	classes: string[]
	/** only what a voucher covers */
	isCovered: boolean
	/** at most so many working days */
	days?: number
	priceFrom?: Money
	priceTo?: Money
	sort: ServiceSort
	/** only the words typed, no synonyms */
	isExact: boolean
	cursor?: string
	/** hits before this page, for the label alone */
	before: number
}

const word = /^[\w-]{1,40}$/
/** Codes and models are written freely, but on one line. */
const written = /^[^\p{Cc}]{1,80}$/u
const listOf = (params: URLSearchParams, name: string, form: RegExp) =>
	[...new Set(params.getAll(name).filter((value) => form.test(value)))].slice(0, 20)

/** Filters of which several may be chosen, with their name in the address. */
const lists = [
	{ filter: 'kinds', name: 'kind', form: word },
	{ filter: 'divisions', name: 'division', form: word },
	{ filter: 'providerKinds', name: 'provider', form: word },
	{ filter: 'marks', name: 'mark', form: word },
	{ filter: 'standards', name: 'standard', form: written },
	{ filter: 'models', name: 'model', form: written },
	{ filter: 'classes', name: 'class', form: word },
] as const
type ListFilter = (typeof lists)[number]['filter']
const eachList = (of: (list: (typeof lists)[number]) => string[]) =>
	Object.fromEntries(lists.map((list) => [list.filter, of(list)])) as Record<ListFilter, string[]>

function amountOf(params: URLSearchParams, name: string): Money | undefined {
	try {
		const typed = params.get(name)
		return typed ? parseYuan(typed) : undefined
	} catch {
		return undefined
	}
}

/** Reads an address; what is no filter of ours is ignored. */
export function readFilters(params: URLSearchParams): ServiceFilters {
	const category = params.get('category') ?? ''
	const days = Number(params.get('days'))
	const before = Number(params.get('before'))
	const sort = serviceSorts.find((known) => known === params.get('sort')) ?? 'relevance'
	return {
		q: (params.get('q') ?? '').trim().slice(0, 100),
		...(word.test(category) ? { category } : {}),
		...eachList(({ name, form }) => listOf(params, name, form)),
		isCovered: params.get('covered') === '1',
		...(Number.isInteger(days) && days > 0 && days <= 365 ? { days } : {}),
		priceFrom: amountOf(params, 'from'),
		priceTo: amountOf(params, 'to'),
		sort,
		isExact: params.get('exact') === '1',
		cursor: params.get('cursor') ?? undefined,
		before: Number.isInteger(before) && before > 0 && before < 1_000_000 ? before : 0,
	}
}

/** The address of a search. Any change begins at the first page again. */
export function servicesPath(filters: ServiceFilters, change: Partial<ServiceFilters> = {}): string {
	const next = { ...filters, cursor: undefined, before: 0, ...change }
	const { q, category, isCovered, days, priceFrom, priceTo, sort, isExact, cursor, before } = next
	const params = new URLSearchParams()
	if (q) params.set('q', q)
	if (category) params.set('category', category)
	for (const { filter, name } of lists) for (const value of next[filter]) params.append(name, value)
	if (isCovered) params.set('covered', '1')
	if (days) params.set('days', String(days))
	if (priceFrom !== undefined) params.set('from', plainYuan(priceFrom))
	if (priceTo !== undefined) params.set('to', plainYuan(priceTo))
	if (sort !== 'relevance') params.set('sort', sort)
	if (isExact) params.set('exact', '1')
	if (cursor) params.set('cursor', cursor)
	if (before) params.set('before', String(before))
	const query = params.toString()
	return query ? `${paths.services}?${query}` : paths.services
}

/** No filter at all: the words and their order stay. */
export const withoutFilters = {
	category: undefined,
	...eachList(() => []),
	isCovered: false,
	days: undefined,
	priceFrom: undefined,
	priceTo: undefined,
} satisfies Partial<ServiceFilters>

/** How many filters are in use. */
export function filterCount(filters: ServiceFilters): number {
	const { category, days, priceFrom, priceTo } = filters
	const single = [category, days, priceFrom, priceTo].filter((value) => value !== undefined).length
	const many = lists.reduce((sum, { filter }) => sum + filters[filter].length, 0)
	return single + many + (filters.isCovered ? 1 : 0)
}

/** What the filters ask the search. */
export function searchOf(filters: ServiceFilters): SearchQuery {
	const { q, category, models, classes, isCovered, days, priceFrom, priceTo, isExact } = filters
	const { kinds, divisions, providerKinds, marks, standards } = filters
	return {
		text: q,
		expand: !isExact,
		filters: {
			category,
			kinds,
			divisions,
			providerKinds,
			marks,
			standards,
			instrumentModels: models,
			instrumentClasses: classes,
			isCovered,
			turnaroundDays: days,
			priceFromFen: priceFrom,
			priceToFen: priceTo,
		},
	}
}

export const yuanText = (amount: Money) => formatYuan(amount).replace(/\.00$/, '')
