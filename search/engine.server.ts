import { pool } from '#app/platform/db.server.ts'
import type { SearchEngine } from './engine.ts'
import { postgresEngine } from './postgres-engine.server.ts'

/** The engine everyone asks. */
export const searchEngine: SearchEngine = postgresEngine(pool)
