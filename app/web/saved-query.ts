import type { SearchQuery } from '#search/engine.ts'
import { readFilters, type ServiceFilters, servicesPath } from './service-filters.ts'

/** A search as it is kept: the address after the question mark, without order and page. */
export const savedQuery = (filters: ServiceFilters) => servicesPath(filters, { sort: 'relevance' }).split('?')[1] ?? ''

/** The question behind a kept search; what is covered is the reader's own matter and not in it. */
export function questionOf(query: string): SearchQuery {
	const {
		q,
		category,
		kinds,
		divisions,
		providerKinds,
		marks,
		standards,
		models,
		classes,
		isCovered,
		days,
		...others
	} = readFilters(new URLSearchParams(query))
	const { priceFrom, priceTo, isExact } = others
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
