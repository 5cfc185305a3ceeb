import type pg from 'pg'
import { invariantPasses, invariants } from './invariants.ts'
import { type ChainReport, chainInvariants, verifyChain } from './verify-chain.server.ts'

export type Difference = { invariant: string; says: string; subject: string; expected: string; actual: string }
export type BooksReport = {
	funds: number
	vouchers: number
	transfers: number
	/** how many rows break an invariant, all counted */
	differences: number
	/** the first of them by invariant, named */
	named: Difference[]
	/** seconds everything but the chain took */
	seconds: number
	/** what the hash chain said, when it was asked */
	chain: (Omit<ChainReport, 'differences' | 'named'> & { seconds: number }) | null
}

export type VerifyOptions = {
	/** also follow the hash chain, which recomputes the digest of every row; true unless said otherwise */
	chain?: boolean
	/** told each invariant as it is asked, and each block of the chain */
	onStep?: (step: string) => void
}

/** Rows named per invariant; all are counted. */
const namedPerInvariant = 20

/** Wide sorts and hashes are worth their memory here; one session at a time verifies. */
const settings = `SET LOCAL work_mem = '64MB'`

const withTotals = (sql: string) => `SELECT * FROM (
	SELECT d.*, count(*) OVER (PARTITION BY invariant) AS total, row_number() OVER (PARTITION BY invariant) AS place FROM (${sql}) d) n WHERE place <= ${namedPerInvariant}`

/** Every query of the verification besides the chain's, with what its invariants say. */
export const verifyQueries = [
	...invariantPasses.map(({ invariants: named, sql }) => ({ named, sql: withTotals(sql) })),
	...invariants.map(({ name, says, sql }) => ({
		named: [{ name, says }],
		sql: withTotals(`SELECT '${name}'::text AS invariant, d.* FROM (${sql}) d`),
	})),
]

/**
 * Recomputes everything from the transfers and compares, in one read-only snapshot. Writes nothing.
 */
export async function verifyBooks(
	client: pg.ClientBase,
	{ chain = true, onStep = () => {} }: VerifyOptions = {},
): Promise<BooksReport> {
	await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
	try {
		await client.query(settings)
		const counts = await client.query<{ funds: string; vouchers: string; transfers: string }>(
			'SELECT (SELECT count(*) FROM fund) AS funds, (SELECT count(*) FROM voucher) AS vouchers, (SELECT count(*) FROM transfer) AS transfers',
		)
		const report: BooksReport = {
			funds: Number(counts.rows[0]!.funds),
			vouchers: Number(counts.rows[0]!.vouchers),
			transfers: Number(counts.rows[0]!.transfers),
			differences: 0,
			named: [],
			seconds: 0,
			chain: null,
		}
		let began = Date.now()
		for (const { named, sql } of verifyQueries) {
			onStep(named.map(({ name }) => name).join(', '))
			const { rows } = await client.query<Omit<Difference, 'says'> & { total: string }>(sql)
			for (const [invariant, total] of new Map(rows.map((row) => [row.invariant, Number(row.total)]))) {
				report.differences += total
				const { says } = named.find(({ name }) => name === invariant)!
				for (const row of rows)
					if (row.invariant === invariant)
						report.named.push({ invariant, says, subject: row.subject, expected: row.expected, actual: row.actual })
			}
		}
		report.seconds = (Date.now() - began) / 1000
		if (!chain) return report
		began = Date.now()
		const onBlock = (block: number, of: number, rows: number) =>
			onStep(`${chainInvariants.join(', ')}: block ${block} of ${of}, ${rows.toLocaleString('en')} rows`)
		const { differences, named, ...walked } = await verifyChain(client, { namedEach: namedPerInvariant, onBlock })
		report.differences += differences
		report.named.push(...named)
		report.chain = { ...walked, seconds: (Date.now() - began) / 1000 }
		return report
	} finally {
		await client.query('ROLLBACK')
	}
}
