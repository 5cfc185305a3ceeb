import { logger } from '#app/platform/logger.server.ts'
import type { SearchEngine } from './engine.ts'

/** How long a lost engine is left alone before it is asked again. */
const restMs = 30_000

/**
 * An engine with another one behind it: while the first cannot answer, the second does, and says so; nobody sees an error.
 * Both are kept up to date, the second first: if the first cannot be written to, that is an error, and whoever announced the
 * change tries again later.
 */
export function withReserve(first: SearchEngine, reserve: SearchEngine): SearchEngine {
	let lostUntil = 0
	return {
		name: first.name,
		async search(query, beside) {
			if (Date.now() >= lostUntil) {
				try {
					return await first.search(query, beside)
				} catch (error) {
					lostUntil = Date.now() + restMs
					logger.error(
						{ err: error, engine: first.name },
						'search engine lost: the other one answers for half a minute',
					)
				}
			}
			// a cursor of the first is one of the second: both end a page at the same place
			return { ...(await reserve.search(query)), isReserve: true }
		},
		async index(documents) {
			await reserve.index(documents)
			await first.index(documents)
		},
		async remove(ids) {
			await reserve.remove(ids)
			await first.remove(ids)
		},
		health: () => first.health(),
	}
}
