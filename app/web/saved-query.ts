import type { SearchQuery } from '#search/engine.ts'
import { readFilters, type ServiceFilters, servicesPath } from './service-filters.ts'

/** A search as it is kept: the address after the question mark, without order and page. */
export const savedQuery = (filters: ServiceFilters) => servicesPath(filters, { sort: 'relevance' }).split('?')[1] ?? ''

/** The question behind a kept search. */
export function questionOf(query: string): SearchQuery {
	const { q, isExact, days, priceFrom, priceTo, category, kinds, divisions, providerKinds, marks } = readFilters(
		new URLSearchParams(query),
	)
	return {
		text: q,
		expand: !isExact,
		filters: {
			category,
			kinds,
			divisions,
			providerKinds,
			marks,
			turnaroundDays: days,
			priceFromFen: priceFrom,
			priceToFen: priceTo,
		},
	}
}
