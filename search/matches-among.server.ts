import { searchEngine } from './engine.server.ts'
import type { SearchEngine, SearchQuery } from './engine.ts'

const perPage = 100

/** Which of some listings a question means: all of its words or their synonyms, never what only looks alike. */
export async function matchesAmong(
	query: SearchQuery,
	ids: readonly bigint[],
	engine: SearchEngine = searchEngine,
): Promise<bigint[]> {
	const found: bigint[] = []
	let cursor: string | null = null
	do {
		const asked: SearchQuery = {
			...query,
			filters: { ...query.filters, ids },
			cursor,
			limit: perPage,
			withFacets: false,
		}
		const { match, hits, nextCursor } = await engine.search(asked)
		if (match !== 'all' && match !== 'corrected') return []
		found.push(...hits.map((hit) => hit.id))
		cursor = nextCursor
	} while (cursor)
	return found
}
