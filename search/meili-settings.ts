import type { Settings } from 'meilisearch'

/** Matches counted and put in order at most. */
export const countCap = 10_000

/** How an index of ours must be set up. What stands here is all that a server needs to be told. */
export const meiliSettings: Settings = {
	searchableAttributes: ['sound'],
	filterableAttributes: [
		'id',
		...['a', 'b', 'c', 'd', 'f'],
		...[
			'kind',
			'categoryPath',
			'divisionCode',
			'providerKind',
			'marks',
			'standards',
			'instrumentModel',
			'instrumentClass',
		],
		...['bands', 'priceBand', 'price', 'days', 'subsidyClass', 'quality'],
	],
	sortableAttributes: ['id', 'price', 'days', 'quality'],
	// an order that was asked for comes before how well a name sounds like it
	rankingRules: ['sort', 'words', 'typo', 'proximity', 'attribute', 'exactness'],
	faceting: { maxValuesPerFacet: 1_000, sortFacetValuesBy: { '*': 'count' } },
	// one more than is counted, so that "more than" can be told
	pagination: { maxTotalHits: countCap + 1 },
	typoTolerance: { minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 } },
	searchCutoffMs: 1_000,
}
