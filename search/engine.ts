import type { ClassPrices, PayPiece } from '#app/lib/pay-pieces.ts'

/** Every search engine of the product answers to this. Pages and the worker know nothing else. */
export interface SearchEngine {
	readonly name: 'postgres' | 'meilisearch'
	search(query: SearchQuery, beside?: Beside): Promise<SearchAnswer>
	/** Begins what a search of this text will wait for, while other things are read; the search is given it. */
	begin?(query: Pick<SearchQuery, 'text' | 'expand'>): Begun | undefined
	/** Puts documents in, or in the place of those with the same id. */
	index(documents: readonly SearchDocument[]): Promise<void>
	remove(ids: readonly bigint[]): Promise<void>
	health(): Promise<SearchHealth>
}

/** What an engine has begun for a search. It knows of all that was changed before it began. */
export type Begun = Promise<unknown>

/** What goes on beside a search. */
export type Beside = {
	begun?: Begun | undefined
	/** Told of the hits as soon as they are known, before anything is counted. */
	onHits?: (hits: readonly SearchHit[]) => void
}

/** A published listing as search sees it: plain text in, the engine cuts and folds it. */
export type SearchDocument = {
	id: bigint
	/** id in the reference catalogue, when the listing follows it */
	reference: string | null
	kind: string
	name: string
	nameEn: string | null
	aliases: readonly string[]
	/** codes as written: GB/T 228.1-2021; filtered and counted by as they stand */
	standards: readonly string[]
	/** filtered and counted by as it stands */
	instrumentModel: string | null
	/** code of the national class of an instrument; filtered and counted by as it stands */
	instrumentClass: string | null
	description: string
	descriptionEn: string | null
	/** category ids from the root to the leaf, and their names in both languages */
	categoryPath: readonly string[]
	categoryNames: readonly string[]
	divisionCode: string
	providerName: string
	providerKind: string | null
	/** kinds of qualification marks valid today */
	marks: readonly string[]
	/** tax-inclusive unit price; null: on quotation */
	priceFen: bigint | null
	/** no price stands yet: last wherever prices are put in order. True exactly where `priceFen` is null. */
	isQuote: boolean
	/**
	 * All that subsidy rules read of a listing besides its price, as one small number: listings of one class are
	 * subsidised alike at equal prices. 0: not known, nothing is subsidised.
	 */
	subsidyClass: number
	/** the longer end of the promise, in working days */
	turnaroundDays: number | null
	/** 0–100: breaks ties, higher first */
	quality: number
}

export type SearchFilters = {
	/** any node of the tree: everything below it counts */
	category?: string
	kinds?: readonly string[]
	/** districts; a city's code stands for all of its districts */
	divisions?: readonly string[]
	providerKinds?: readonly string[]
	/** every one of them must be there and valid */
	marks?: readonly string[]
	/** one of these codes, as in the documents */
	standards?: readonly string[]
	/** one of these models, as in the documents */
	instrumentModels?: readonly string[]
	/** one of these codes */
	instrumentClasses?: readonly string[]
	/** at most so many working days */
	turnaroundDays?: number
	/** true: only what `query.subsidy.covered` covers (nothing without it) */
	isCovered?: boolean
	priceFromFen?: bigint
	priceToFen?: bigint
	/** only among these listings */
	ids?: readonly bigint[]
}

export const sorts = ['relevance', 'price', 'price_desc', 'turnaround', 'pay'] as const
export type SearchSort = (typeof sorts)[number]

/** What subsidies make of prices for whoever asks. An engine knows classes, prices and whole-number arithmetic alone. */
export type SubsidyQuery = {
	/** where a subsidy pays a part; ranges of one class do not overlap */
	covered: readonly ClassPrices[]
	/**
	 * What is paid of a price, for sort `pay`. The pieces of one class do not overlap and cover every price from 1 fen up;
	 * classes that no piece speaks of are paid in full.
	 */
	pay: readonly PayPiece[]
}

export type SearchQuery = {
	/** as typed; empty: everything */
	text: string
	filters?: SearchFilters
	/** `pay`: what is paid by `subsidy.pay`, lowest first, ties by id, on quotation last; without it as `price` */
	sort?: SearchSort
	subsidy?: SubsidyQuery
	/** hits per page, at most 100 */
	limit?: number
	/** where the last page ended (`nextCursor`); an unknown or foreign one starts from the beginning */
	cursor?: string | null
	/** false: only what was typed, no synonyms, no correction, no similar names */
	expand?: boolean
	/** false: hits alone, `facets` stays empty */
	withFacets?: boolean
}

export const facetNames = [
	'category',
	'kind',
	'division',
	'providerKind',
	'mark',
	'standard',
	'instrumentModel',
	'instrumentClass',
	'turnaround',
	'price',
	'covered',
] as const
export type FacetName = (typeof facetNames)[number]
export type FacetCount = { value: string; count: number }

/** Values counted of `standard` and `instrumentModel`, the most frequent first. */
export const longFacetMost = 20
/** The one value of the facet `covered`, which is counted when the query has a `subsidy`. */
export const coveredValue = 'yes'
/** Upper ends of the bands counted for turnaround (working days, cumulative). */
export const turnaroundBands = [1, 3, 5, 10, 20] as const
/** Upper ends of the bands counted for price in fen; `quote` counts those without a price. */
export const priceBands = [50_000n, 200_000n, 500_000n, 2_000_000n] as const

/** `payFen`: what is paid, in sort `pay`; null on quotation and in other sorts. */
export type SearchHit = { id: bigint; score: number; payFen: bigint | null }

export type SearchAnswer = {
	hits: SearchHit[]
	total: number
	/** false: `total` is about right, and so are the facet counts */
	totalIsExact: boolean
	/** a facet whose own filter is in use counts as if it were not; sorted by count, then value */
	facets: Record<FacetName, FacetCount[]>
	/** too many fit: only a part of them was looked at to put them in this order, by relevance or by what is paid */
	rankIsCapped: boolean
	payIsCapped: boolean
	/** what was looked for besides the words typed */
	expandedTerms: string[]
	/** words to mark in names, folded to lower case and simplified characters, longest first */
	matchedTerms: string[]
	/** how the hits meet the question: all words, some of them, the corrected question, or names that look alike */
	match: 'all' | 'some' | 'corrected' | 'similar'
	/** the question put right: looked for instead when `match` is corrected, else worth offering because hits are few */
	correctedTo: string | null
	nextCursor: string | null
	/** the engine everyone asks is lost, and another one answered */
	isReserve?: boolean
}

export type SearchHealth = { isUp: boolean; documents: number; detail: string }
