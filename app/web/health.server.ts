import { pool } from '#app/platform/db.server.ts'

/** `red`: the books differ; the pages still work, and somebody must look at once. */
export type Health = { status: 'ok' | 'red' | 'error'; schema: string; books: 'green' | 'red' | 'unknown' }

/** What `/healthz` says: the last migration of the database, and the last full and quick check of the books. */
export async function health(): Promise<Health> {
	try {
		const { rows } = await pool.query<{ schema: string; differences: number | null }>(
			`SELECT (SELECT max(migration_name) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS schema,
				(SELECT sum(c.differences)::int FROM (VALUES ('full'), ('light')) k(kind), LATERAL (SELECT differences FROM books_check b WHERE b.kind = k.kind ORDER BY id DESC LIMIT 1) c) AS differences`,
		)
		const { schema, differences } = rows[0]!
		if (differences === null) return { status: 'ok', schema, books: 'unknown' }
		return differences === 0 ? { status: 'ok', schema, books: 'green' } : { status: 'red', schema, books: 'red' }
	} catch {
		return { status: 'error', schema: 'unknown', books: 'unknown' }
	}
}
