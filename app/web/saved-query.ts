import type { SearchQuery } from '#search/engine.ts'
import { readFilters, type ServiceFilters, searchOf, servicesPath } from './service-filters.ts'

/** A search as it is kept: the address after the question mark, without order and page. */
export const savedQuery = (filters: ServiceFilters) => servicesPath(filters, { sort: 'relevance' }).split('?')[1] ?? ''

/** The question behind a kept search; what is covered is the reader's own matter and not in it. */
export const questionOf = (query: string): SearchQuery => searchOf(readFilters(new URLSearchParams(query)))
