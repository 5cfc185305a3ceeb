import pg from 'pg'
import { pool } from '#app/platform/db.server.ts'
import { postgresEngine } from '#search/postgres-engine.server.ts'
import { database } from '#tests/fixtures/integration.ts'
import { describeSearchEngine } from '#tests/fixtures/search-engine-contract.ts'

describeSearchEngine('on PostgreSQL', async () => ({
	engine: postgresEngine(pool),
	/** A document belongs to a listing; of what stands in the listing the engine reads nothing. */
	async prepare(documents) {
		const client = new pg.Client({ connectionString: database.superUrl })
		await client.connect()
		try {
			await client.query('SET session_replication_role = replica')
			await client.query(
				`INSERT INTO listing (id, number, provider_id, kind, category_id, name, price_unit, division_code, state, published_at, instrument_model)
				SELECT id, 'FW-C-' || id, 1, 'service', 'testing', '演示', 'item', '990191', 'published', now(), NULL FROM unnest($1::bigint[]) AS id
				ON CONFLICT DO NOTHING`,
				[documents.map(({ id }) => id.toString())],
			)
		} finally {
			await client.end()
		}
	},
	settled: async () => {},
}))
