import { pool } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { type BooksReport, verifyBooks, verifyLightly } from './verify-books.server.ts'

/** Steps of folding and sealing in one turn of the worker: what lags far behind is caught up over several turns. */
const mostSteps = 20

/** Repeats a bounded step of the books until nothing is left to do, or enough was done; answers the rows in all. */
async function catchUp(step: 'fold_books' | 'seal_books'): Promise<number> {
	let done = 0
	for (let i = 0; i < mostSteps; i++) {
		const { rows } = await pool.query<{ rows: string }>(`SELECT ${step}() AS rows`)
		if (rows[0]!.rows === '0') break
		done += Number(rows[0]!.rows)
	}
	return done
}

/** Adds finished transfers to the folded totals; answers how many. The worker's task, every few seconds. */
export const foldBooks = (): Promise<number> => catchUp('fold_books')

/** Seals what was committed since the last seal; answers how many rows were sealed. The worker's task, every few seconds. */
export const sealBooks = (): Promise<number> => catchUp('seal_books')

/**
 * Verifies the books, wholly or lightly, and keeps the answer for health and the operator's page. A difference is written to
 * the log as an error, with the first rows named.
 */
export async function checkBooks(kind: 'light' | 'full' = 'full'): Promise<BooksReport> {
	const client = await pool.connect()
	try {
		const report = await (kind === 'full' ? verifyBooks(client) : verifyLightly(client))
		await client.query('INSERT INTO books_check (kind, differences, report) VALUES ($1, $2, $3)', [
			kind,
			report.differences,
			JSON.stringify(report),
		])
		if (report.differences > 0)
			logger.error(
				{ check: kind, differences: report.differences, named: report.named.slice(0, 20) },
				'the books differ',
			)
		return report
	} finally {
		client.release()
	}
}
