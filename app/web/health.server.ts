import { pool } from '#app/platform/db.server.ts'

export type Health = { status: 'ok' | 'error'; schema: string; books: 'green' | 'red' | 'unknown' }

/** What `/healthz` says: the last migration of the database and the last answer of the books' check. */
export async function health(): Promise<Health> {
	try {
		const { rows } = await pool.query<{ schema: string; differences: number | null }>(
			`SELECT (SELECT max(migration_name) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS schema,
				(SELECT differences FROM books_check ORDER BY id DESC LIMIT 1) AS differences`,
		)
		const { schema, differences } = rows[0]!
		return { status: 'ok', schema, books: differences === null ? 'unknown' : differences === 0 ? 'green' : 'red' }
	} catch {
		return { status: 'error', schema: 'unknown', books: 'unknown' }
	}
}
