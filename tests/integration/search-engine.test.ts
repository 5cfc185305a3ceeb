import { pool } from '#app/platform/db.server.ts'
import { postgresEngine } from '#search/postgres-engine.server.ts'
import { listingsFor } from '#tests/fixtures/documents-alone.ts'
import { describeSearchEngine } from '#tests/fixtures/search-engine-contract.ts'

describeSearchEngine('on PostgreSQL', async () => ({
	engine: postgresEngine(pool),
	prepare: listingsFor,
	settled: async () => {},
}))
