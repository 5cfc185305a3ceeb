/** Every search engine of the product answers to this. Pages and the worker know nothing else. */
export interface SearchEngine {
	readonly name: 'postgres' | 'meilisearch'
	search(query: SearchQuery): Promise<SearchAnswer>
	/** Puts documents in, or in the place of those with the same id. */
	index(documents: readonly SearchDocument[]): Promise<void>
	remove(ids: readonly bigint[]): Promise<void>
	health(): Promise<SearchHealth>
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
	/** codes as written: GB/T 228.1-2021 */
	standards: readonly string[]
	instrumentModel: string | null
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
	/** at most so many working days */
	turnaroundDays?: number
	priceFromFen?: bigint
	priceToFen?: bigint
}

export const sorts = ['relevance', 'price', 'price_desc', 'turnaround'] as const
export type SearchSort = (typeof sorts)[number]

export type SearchQuery = {
	/** as typed; empty: everything */
	text: string
	filters?: SearchFilters
	sort?: SearchSort
	/** hits per page, at most 100 */
	limit?: number
	/** where the last page ended (`nextCursor`); an unknown or foreign one starts from the beginning */
	cursor?: string | null
	/** false: only what was typed, no synonyms, no correction, no similar names */
	expand?: boolean
	/** false: hits alone, `facets` stays empty */
	withFacets?: boolean
}

export const facetNames = ['category', 'kind', 'division', 'providerKind', 'mark', 'turnaround', 'price'] as const
export type FacetName = (typeof facetNames)[number]
export type FacetCount = { value: string; count: number }

/** Upper ends of the bands counted for turnaround (working days, cumulative). */
export const turnaroundBands = [1, 3, 5, 10, 20] as const
/** Upper ends of the bands counted for price in fen; `quote` counts those without a price. */
export const priceBands = [50_000n, 200_000n, 500_000n, 2_000_000n] as const

export type SearchHit = { id: bigint; score: number }

export type SearchAnswer = {
	hits: SearchHit[]
	total: number
	/** false: there are more than `total`; facet counts are lower bounds then, too */
	totalIsExact: boolean
	facets: Record<FacetName, FacetCount[]>
	/** what was looked for besides the words typed */
	expandedTerms: string[]
	/** words to mark in names, folded to lower case and simplified characters, longest first */
	matchedTerms: string[]
	/** how the hits meet the question: all words, some of them, the corrected question, or names that look alike */
	match: 'all' | 'some' | 'corrected' | 'similar'
	/** the question put right: looked for instead when `match` is corrected, else worth offering because hits are few */
	correctedTo: string | null
	nextCursor: string | null
}

export type SearchHealth = { isUp: boolean; documents: number; detail: string }
