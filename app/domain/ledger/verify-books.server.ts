import type pg from 'pg'
import type { Invariant } from './invariant.ts'
import { invariantPasses, invariants } from './invariants.ts'
import { lightInvariants } from './invariants-light.ts'
import { type ChainReport, chainInvariants, verifyChain } from './verify-chain.server.ts'

export type Difference = { invariant: string; says: string; subject: string; expected: string; actual: string }
export type BooksReport = {
	/** what there was to verify; counted when everything is verified, else 0 */
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

/** Wide sorts and hashes are worth their memory here, compiling thirty queries once each is not; one session at a time verifies. */
const settings = `SET LOCAL work_mem = '64MB'; SET LOCAL jit = off`

const withTotals = (sql: string) => `SELECT * FROM (
	SELECT d.*, count(*) OVER (PARTITION BY invariant) AS total, row_number() OVER (PARTITION BY invariant) AS place FROM (${sql}) d) n WHERE place <= ${namedPerInvariant}`

type Query = { named: readonly { name: string; says: string }[]; sql: string }

const single = ({ name, says, sql }: Invariant): Query => ({
	named: [{ name, says }],
	sql: withTotals(`SELECT '${name}'::text AS invariant, d.* FROM (${sql}) d`),
})
const fullQueries: readonly Query[] = [
	...invariantPasses.map(({ invariants: named, sql }) => ({ named, sql: withTotals(sql) })),
	...invariants.map(single),
]
const lightQueries = lightInvariants.map(single)
/** Newest blocks a light check walks; the worker seals one every few seconds, so they reach back past the check before. */
const lightBlocks = 100

/** Recomputes everything from the transfers and compares, in one read-only snapshot. Writes nothing. */
export function verifyBooks(client: pg.ClientBase, options: VerifyOptions = {}): Promise<BooksReport> {
	return inSnapshot(client, (report) => verify(client, report, fullQueries, options))
}

/** What can be asked every few minutes: figures of folded totals, and the newest blocks of the chain. Writes nothing. */
export function verifyLightly(client: pg.ClientBase): Promise<BooksReport> {
	return inSnapshot(client, (report) => verify(client, report, lightQueries, { lastBlocks: lightBlocks }))
}

async function inSnapshot(client: pg.ClientBase, work: (report: BooksReport) => Promise<void>): Promise<BooksReport> {
	await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
	try {
		await client.query(settings)
		const report: BooksReport = {
			funds: 0,
			vouchers: 0,
			transfers: 0,
			differences: 0,
			named: [],
			seconds: 0,
			chain: null,
		}
		await work(report)
		return report
	} finally {
		await client.query('ROLLBACK')
	}
}

async function verify(
	client: pg.ClientBase,
	report: BooksReport,
	queries: readonly Query[],
	{ chain = true, lastBlocks, onStep = () => {} }: VerifyOptions & { lastBlocks?: number },
): Promise<void> {
	let began = Date.now()
	for (const { named, sql } of queries) {
		onStep(named.map(({ name }) => name).join(', '))
		const { rows } = await client.query<Omit<Difference, 'says'> & { total: string }>(sql)
		for (const total of new Map(rows.map((row) => [row.invariant, Number(row.total)])).values())
			report.differences += total
		for (const { invariant, subject, expected, actual } of rows) {
			const { says } = named.find(({ name }) => name === invariant)!
			report.named.push({ invariant, says, subject, expected, actual })
		}
	}
	report.seconds = (Date.now() - began) / 1000
	if (lastBlocks === undefined) {
		const counts = await client.query<{ funds: string; vouchers: string; transfers: string }>(
			'SELECT (SELECT count(*) FROM fund) AS funds, (SELECT count(*) FROM voucher) AS vouchers, (SELECT count(*) FROM transfer) AS transfers',
		)
		for (const name of ['funds', 'vouchers', 'transfers'] as const) report[name] = Number(counts.rows[0]![name])
	}
	if (!chain) return
	began = Date.now()
	const { differences, named, ...walked } = await verifyChain(client, {
		namedEach: namedPerInvariant,
		lastBlocks,
		onBlock: (block, of, rows) =>
			onStep(`${chainInvariants.join(', ')}: block ${block} of ${of}, ${rows.toLocaleString('en')} rows`),
	})
	report.differences += differences
	report.named.push(...named)
	report.chain = { ...walked, seconds: (Date.now() - began) / 1000 }
}
