import type pg from 'pg'
import { invariants } from './invariants.ts'

export type Difference = { invariant: string; says: string; subject: string; expected: string; actual: string }
export type BooksReport = {
	funds: number
	vouchers: number
	transfers: number
	/** how many rows break an invariant, all counted */
	differences: number
	/** the first of them by invariant, named */
	named: Difference[]
}

/** Rows named per invariant; all are counted. */
const namedPerInvariant = 20

/**
 * Recomputes everything from the transfers and compares, in one read-only snapshot. Writes nothing.
 * `onStep` is told each invariant as it is asked.
 */
export async function verifyBooks(
	client: pg.ClientBase,
	onStep: (name: string) => void = () => {},
): Promise<BooksReport> {
	await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
	try {
		const counts = await client.query<{ funds: string; vouchers: string; transfers: string }>(
			'SELECT (SELECT count(*) FROM fund) AS funds, (SELECT count(*) FROM voucher) AS vouchers, (SELECT count(*) FROM transfer) AS transfers',
		)
		const report: BooksReport = {
			funds: Number(counts.rows[0]!.funds),
			vouchers: Number(counts.rows[0]!.vouchers),
			transfers: Number(counts.rows[0]!.transfers),
			differences: 0,
			named: [],
		}
		for (const { name, says, sql } of invariants) {
			onStep(name)
			const { rows } = await client.query<{ subject: string; expected: string; actual: string; total: string }>(
				`SELECT d.*, count(*) OVER () AS total FROM (${sql}) d LIMIT ${namedPerInvariant}`,
			)
			report.differences += Number(rows[0]?.total ?? 0)
			for (const { subject, expected, actual } of rows)
				report.named.push({ invariant: name, says, subject, expected, actual })
		}
		return report
	} finally {
		await client.query('ROLLBACK')
	}
}
