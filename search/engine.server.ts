import { Meilisearch } from 'meilisearch'
import { pool } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import type { SearchEngine } from './engine.ts'
import { meiliEngine } from './meili-engine.server.ts'
import type { MeiliIndex } from './meili-index.server.ts'
import { type MemoryEngine, memoryEngine } from './memory-engine.server.ts'
import { postgresEngine } from './postgres-engine.server.ts'
import { withReserve } from './with-reserve.server.ts'

/** A page waits no longer for a server that does not answer; a batch of documents takes its time to be received. */
const patienceMs = { reading: 3_000, keeping: 60_000 }

/** The engine on the database, which is always kept; a process that answers many searches has it read into memory. */
export const ownEngine: MemoryEngine = memoryEngine(pool, postgresEngine(pool))

/** The engine of MEILI_URL; null without one. */
export const meili: (SearchEngine & MeiliIndex) | null = env.MEILI_URL ? openMeili(env.MEILI_URL) : null

/** The engine everyone asks: Meilisearch where there is one, with PostgreSQL behind it, else PostgreSQL alone. */
export const searchEngine: SearchEngine = meili ? withReserve(meili, ownEngine) : ownEngine

function openMeili(host: string): SearchEngine & MeiliIndex {
	const open = (apiKey: string | undefined, timeout: number) =>
		meiliEngine(new Meilisearch({ host, timeout, ...(apiKey ? { apiKey } : {}) }), env.MEILI_INDEX)
	const { search } = open(env.MEILI_SEARCH_KEY ?? env.MEILI_KEY, patienceMs.reading)
	const { health } = open(env.MEILI_KEY, patienceMs.reading)
	return { ...open(env.MEILI_KEY, patienceMs.keeping), search, health }
}
