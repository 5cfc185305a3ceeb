import pg from 'pg'
import { mailOf } from '#prisma/seed/accounts.ts'
import { openLargeRound } from '#prisma/seed/large-round.server.ts'
import { say } from '#scripts/lib/command-line.ts'
import { loadDemo } from '#scripts/lib/demo.ts'
import type { DataSet } from './cluster.ts'
import { grantAndOrderSteps } from './million-orders.ts'
import { settlementSteps } from './million-settlement.ts'

/** Vouchers of the data set, all of one fund with two sources. */
export const millionVouchers = 1_000_000
export const millionFund = 'ZJ-2026-000090'
/** Vouchers written together; enterprises, each with one voucher in every round. */
const chunk = 5_000
const enterprises = 10_000

/**
 * The demo city and a fund of a million vouchers beside it. Of twenty vouchers thirteen are only granted (one of them
 * lapsed), one order was declined, one is placed, one in service, one accepted, one claimed and approved, one with the bank
 * and one paid; a third of the claims are cut. Every row is there that the product's own commands leave, with the
 * database's own digests; written set-based, because a million real commands take hours.
 */
export const million: DataSet = {
	name: 'million',
	version: 1,
	async fill(database) {
		await loadDemo(database)
		const client = new pg.Client({ connectionString: database.superUrl, options: '-c jit=off -c timezone=UTC' })
		await client.connect()
		try {
			await client.query('SET synchronous_commit = off') // the data set is renamed into place only when it is whole
			const base = await openFund(client)
			for (let first = 0; first < millionVouchers; first += chunk) {
				await client.query('BEGIN')
				for (const { sql, isEvidence } of [...grantAndOrderSteps, ...settlementSteps]) {
					// the stamp triggers write digests; references hold by construction
					await client.query(`SET LOCAL session_replication_role = ${isEvidence ? 'origin' : 'replica'}`)
					const values = { ...base, first, last: first + chunk - 1, size: chunk, no: first / chunk }
					await client.query(fillIn(sql, values))
				}
				await client.query('COMMIT')
				if ((first / chunk) % 10 === 9) say(`  vouchers ${(first + chunk).toLocaleString('en')}`)
			}
			await close(client, base)
		} finally {
			await client.end()
		}
	},
}

type Base = Record<string, string | bigint | number>

const fillIn = (sql: string, values: Base) =>
	sql.replace(/(?<!:):(\w+)\b/g, (whole, name: string) => (name in values ? String(values[name]) : whole))

/** The fund, its rounds, the enterprises; answers the ids everything else hangs on. */
async function openFund(client: pg.Client): Promise<Base> {
	const map = async (sql: string) =>
		new Map((await client.query<{ k: string; id: string }>(sql)).rows.map((row) => [row.k, BigInt(row.id)]))
	const account = await map('SELECT email AS k, id FROM account')
	const office = (
		await client.query<{ id: string }>(
			'SELECT m.organisation_id AS id FROM membership m WHERE m.account_id = $1 LIMIT 1',
			[account.get(mailOf('officer', 'high-tech'))],
		)
	).rows[0]!.id
	const programme = (
		await client.query<{ programme_id: string; version_id: string }>(
			`SELECT r.programme_id, r.version_id FROM round r JOIN programme p ON p.id = r.programme_id WHERE p.authority_id = $1 ORDER BY r.id LIMIT 1`,
			[office],
		)
	).rows[0]!
	const { fundId, roundId } = await openLargeRound(
		client,
		{ account, organisation: new Map([['high-tech', BigInt(office)]]) },
		{
			folder: '',
			office: 'high-tech',
			programmeId: BigInt(programme.programme_id),
			versionId: BigInt(programme.version_id),
			fundId: null,
			fundNumber: '',
			roundId: null,
			roundNumber: '',
		},
		{ year: 2026, vouchers: millionVouchers },
	)
	await client.query('SET session_replication_role = replica')
	await client.query(
		`INSERT INTO round (number, programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, state, created_by_id, approved_by_id, approved_at)
		 SELECT 'PC-2026-9' || lpad(g::text, 5, '0'), programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, 'approved', created_by_id, approved_by_id, approved_at
		 FROM round, generate_series(1, $2::int) g WHERE id = $1`,
		[roundId, millionVouchers / enterprises],
	)
	await client.query(
		`INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo, created_at)
		 SELECT 'JG-2026-9' || lpad(g::text, 6, '0'), '919901' || lpad(g::text, 12, 'D'), 'enterprise', '云泽演示企业' || g || '号（演示）', '990191', 'verified', true, '2025-12-15' FROM generate_series(1, $1::int) g`,
		[enterprises],
	)
	await client.query('RESET session_replication_role')
	const { rows } = await client.query<Base>(
		`SELECT (SELECT min(id) FROM organisation WHERE number LIKE 'JG-2026-9%') AS "firstEnterprise",
			(SELECT min(id) FROM round WHERE number LIKE 'PC-2026-9%' AND fund_id = $1 AND id <> $2) AS "firstRound",
			(SELECT max(id) FROM command) + 1 AS command, (SELECT max(id) FROM application) + 1 AS application, (SELECT max(id) FROM voucher) + 1 AS voucher,
			(SELECT max(id) FROM entitlement) + 1 AS entitlement, (SELECT max(id) FROM "order") + 1 AS "order", (SELECT max(id) FROM hold) + 1 AS hold,
			(SELECT max(id) FROM claim) + 1 AS claim, (SELECT max(id) FROM claim_line) + 1 AS line, (SELECT max(id) FROM pay_line) + 1 AS payline, (SELECT max(id) FROM batch) + 1 AS batch,
			(SELECT max(id) FROM payment) + 1 AS payment, (SELECT max(id) FROM statement) + 1 AS statement, (SELECT max(id) FROM statement_line) + 1 AS "bankLine", (SELECT max(id) FROM invoice) + 1 AS invoice`,
		[fundId, roundId],
	)
	await client.query(
		`CREATE TEMP TABLE seller AS SELECT row_number() OVER (ORDER BY o.id) - 1 AS i, o.id, o.credit_code, p.id AS payee, p.account_name, p.account_no, p.bank_name, p.bank_code,
			(SELECT min(l.id) FROM listing l WHERE l.provider_id = o.id AND l.state = 'published') AS listing
		 FROM organisation o JOIN payee_account p ON p.organisation_id = o.id AND p.state = 'confirmed'
		 WHERE EXISTS (SELECT FROM listing l WHERE l.provider_id = o.id AND l.state = 'published') ORDER BY o.id LIMIT 20`,
	)
	const desk = (name: string) => account.get(mailOf(name, 'high-tech'))!
	return {
		...rows[0]!,
		fund: fundId,
		office,
		programme: programme.programme_id,
		version: programme.version_id,
		officer: desk('officer'),
		reviewer: desk('reviewer'),
		settlement: desk('settlement'),
		finance: desk('finance'),
		buyer: account.get(mailOf('buyer', 's17'))!,
		seller: account.get(mailOf('seller', 'p04'))!,
	}
}

/** Balances of the fund, sequences behind the rows written with their ids, statistics; then folded and sealed by the books. */
async function close(client: pg.Client, base: Base): Promise<void> {
	const run = (sql: string) => client.query(fillIn(sql, base))
	await run(`UPDATE fund_balance b SET available_fen = b.available_fen + m.amount
		FROM (SELECT source_no, sum(CASE WHEN to_stage = 'available' THEN amount_fen ELSE -amount_fen END)::bigint AS amount FROM transfer
			WHERE fund_id = :fund AND 'available' IN (from_stage, to_stage) AND 'treasury' NOT IN (from_stage, to_stage) GROUP BY 1) m
		WHERE b.fund_id = :fund AND b.source_no = m.source_no`)
	await run(`UPDATE fund_cash c SET released_fen = c.released_fen + m.amount
		FROM (SELECT b.source_no, sum(b.total_fen)::bigint AS amount FROM batch b WHERE b.fund_id = :fund GROUP BY 1) m WHERE c.fund_id = :fund AND c.source_no = m.source_no`)
	await run(
		`INSERT INTO cap_usage (cap_key, limit_fen, used_fen) SELECT cap_key, 1000000000000, sum(amount_fen)::bigint FROM cap_draw WHERE cap_key LIKE 'bench:%' GROUP BY 1`,
	)
	for (const table of [
		'command',
		'application',
		'voucher',
		'entitlement',
		'order',
		'hold',
		'claim',
		'claim_line',
		'pay_line',
		'batch',
		'payment',
		'statement',
		'statement_line',
		'invoice',
	])
		await run(`SELECT setval(pg_get_serial_sequence('"${table}"', 'id'), (SELECT max(id) FROM "${table}"))`)
	say('  vacuum and analyze')
	await client.query('VACUUM (ANALYZE)')
	await foldAndSeal(client)
}

/** Folds and seals until nothing is left that is finished. */
export async function foldAndSeal(client: pg.ClientBase): Promise<void> {
	for (const step of ['fold', 'seal']) {
		let done = 0
		for (let last = 1; last > 0; done += last)
			last = Number((await client.query<{ rows: string }>(`SELECT ${step}_books() AS rows`)).rows[0]!.rows)
		say(`  ${step}: ${done.toLocaleString('en')} rows`)
	}
}
