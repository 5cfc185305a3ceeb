import { pool } from '#app/platform/db.server.ts'
import { type BooksReport, verifyBooks } from './verify-books.server.ts'

/** Adds finished transfers to the folded totals. The worker's task, every few seconds. */
export async function foldBooks(): Promise<void> {
	await pool.query('SELECT fold_books()')
}

/** Seals what was committed since the last seal. Answers how many rows were sealed. The worker's task, every few seconds. */
export async function sealBooks(): Promise<number> {
	const { rows } = await pool.query<{ sealed: string }>('SELECT seal_books() AS sealed')
	return Number(rows[0]!.sealed)
}

/** Verifies the books and keeps the answer for health and the operator's page. */
export async function checkBooks(): Promise<BooksReport> {
	const client = await pool.connect()
	try {
		const report = await verifyBooks(client)
		await client.query('INSERT INTO books_check (differences, report) VALUES ($1, $2)', [
			report.differences,
			JSON.stringify(report),
		])
		return report
	} finally {
		client.release()
	}
}
