import type { SearchQuery } from '#search/engine.ts'
import { readFilters, type ServiceFilters, servicesPath } from './service-filters.ts'

/** A search as it is kept: the address after the question mark, without order, page and what one's voucher covers today. */
export const savedQuery = (filters: ServiceFilters) =>
	servicesPath(filters, { sort: 'relevance', isCovered: false }).split('?')[1] ?? ''

/** The question behind a kept search. */
export function questionOf(query: string): SearchQuery {
	const { q, isExact, days, priceFrom, priceTo, category, kinds, divisions, providerKinds, marks, standards, models } =
		readFilters(new URLSearchParams(query))
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
			turnaroundDays: days,
			priceFromFen: priceFrom,
			priceToFen: priceTo,
		},
	}
}
