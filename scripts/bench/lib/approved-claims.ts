import pg from 'pg'
import { mailOf } from '#prisma/seed/accounts.ts'
import { openLargeRound } from '#prisma/seed/large-round.server.ts'
import { say } from '#scripts/lib/command-line.ts'
import { loadDemo } from '#scripts/lib/demo.ts'
import type { DataSet } from './cluster.ts'
import { foldAndSeal } from './million.ts'

/** The fund of the claims, and who is paid. */
export const claimsFund = 'ZJ-2026-000090'
const providers = 2_000
const chunk = 10_000

/**
 * The demo city, and beside it `count` approved claims of two sources (3,000 + 2,000 yuan) for 2,000 providers with a
 * confirmed account each, one after the other in turn. Every row is there that handing in, reviewing and approving leaves.
 */
export const approvedClaims = (count: number): DataSet => ({
	name: `claims_${count}`,
	version: 2,
	async fill(database) {
		await loadDemo(database)
		const client = new pg.Client({ connectionString: database.superUrl, options: '-c jit=off -c timezone=UTC' })
		await client.connect()
		try {
			await client.query('SET synchronous_commit = off') // the data set is renamed into place only when it is whole
			await openClaimsFund(client, count)
			for (let first = 1; first <= count; first += chunk) {
				await client.query('BEGIN')
				// references hold by construction, and evidence comes with its digest
				await client.query('SET LOCAL session_replication_role = replica')
				for (const sql of steps(first, Math.min(first + chunk - 1, count))) await client.query(sql)
				await client.query('COMMIT')
				if (first % 100_000 === 1 && first > 1) say(`  claims ${(first - 1).toLocaleString('en')}`)
			}
			await client.query(
				`UPDATE fund_balance b SET available_fen = available_fen - CASE source_no WHEN 1 THEN 300000 ELSE 200000 END * $1::bigint FROM base WHERE b.fund_id = base.fund`,
				[count],
			)
			for (const table of ['command', 'transfer', 'claim', 'pay_line', 'entitlement'])
				await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM "${table}"))`)
			say('  vacuum and analyze')
			await client.query('VACUUM (ANALYZE)')
			await foldAndSeal(client)
		} finally {
			await client.end()
		}
	},
})

/** The fund with its money received, its round, the providers and their accounts; `base` and `payee` keep what the steps need. */
async function openClaimsFund(client: pg.Client, count: number): Promise<void> {
	const { rows: people } = await client.query<{ email: string; id: string; office: string }>(
		`SELECT DISTINCT a.email, a.id, m.organisation_id AS office FROM account a JOIN membership m ON m.account_id = a.id WHERE a.email LIKE '%@high-tech.%'`,
	)
	const account = new Map(people.map(({ email, id }) => [email, BigInt(id)]))
	const office = people.find(({ email }) => email === mailOf('officer', 'high-tech'))!.office
	const { rows: rounds } = await client.query<{ programme_id: string; version_id: string }>(
		'SELECT r.programme_id, r.version_id FROM round r JOIN programme p ON p.id = r.programme_id WHERE p.authority_id = $1 ORDER BY r.id LIMIT 1',
		[office],
	)
	const [{ programme_id: programmeId, version_id: versionId }] = rounds as [(typeof rounds)[number]]
	const seeded = { programmeId: BigInt(programmeId), versionId: BigInt(versionId), fundId: null, roundId: null }
	const { fundId, roundId } = await openLargeRound(
		client,
		{ account, organisation: new Map([['high-tech', BigInt(office)]]) },
		{ folder: '', office: 'high-tech', fundNumber: '', roundNumber: '', ...seeded },
		{ year: 2026, vouchers: count },
	)
	const desk = (name: string) => account.get(mailOf(name, 'high-tech'))!
	await client.query(
		`CREATE TEMP TABLE base AS SELECT $1::bigint AS fund, $2::bigint AS round, $3::bigint AS programme, $4::bigint AS version, $5::bigint AS office, $6::bigint AS reviewer, $7::bigint AS approver, $8::bigint AS sender,
			(SELECT max(id) FROM command) AS command, (SELECT max(id) FROM transfer) AS transfer, (SELECT max(id) FROM claim) AS claim, (SELECT max(id) FROM pay_line) AS pay_line, (SELECT max(id) FROM entitlement) AS entitlement`,
		[fundId, roundId, programmeId, versionId, office, desk('reviewer'), desk('settlement'), desk('officer2')],
	)
	await client.query('SET session_replication_role = replica')
	await client.query(
		`INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo, created_at)
		 SELECT 'JG-2026-8' || lpad(g::text, 6, '0'), '919904' || lpad(g::text, 12, 'D'), 'provider', '云泽演示检测中心' || g || '号（演示）', '99019' || g % 4, 'verified', true, '2025-12-15' FROM generate_series(1, $1::int) g`,
		[providers],
	)
	await client.query(
		`INSERT INTO payee_account (number, organisation_id, account_name, account_no, bank_name, bank_code, state, proposed_by_id, confirmed_by_id, confirmed_at)
		 SELECT 'ZH' || o.number, o.id, o.name, '99118' || lpad(o.id::text, 12, '0'), '云泽演示银行科技支行', '990000000002', 'confirmed', base.sender, base.reviewer, '2026-01-05' FROM organisation o, base WHERE o.number LIKE 'JG-2026-8%' ORDER BY o.id`,
	)
	await client.query('RESET session_replication_role')
	await client.query(
		`CREATE TEMP TABLE payee AS SELECT row_number() OVER (ORDER BY o.id) - 1 AS i, o.id, a.id AS account FROM organisation o JOIN payee_account a ON a.organisation_id = o.id WHERE o.number LIKE 'JG-2026-8%'`,
	)
}

/** What writes the rows of claims `first` to `last`, as approve_claim leaves them. */
function steps(first: number, last: number): string[] {
	const at = `timestamptz '2026-03-02 02:00:00+00' + n / 5000 * interval '1 hour'`
	const of = `FROM generate_series(${first}, ${last}) n JOIN payee ON payee.i = n % ${providers}, base`
	const bySource = `${of}, generate_series(1, 2) s`
	const number = `'DF-2026-8' || lpad(n::text, 7, '0')`
	const part = 'CASE s WHEN 1 THEN 300000 ELSE 200000 END'
	const evidence = (table: 'command' | 'transfer', rows: string) =>
		`INSERT INTO ${table} SELECT q.*, ${table}_digest(ROW(q.*, '')::${table}) FROM (${rows} OFFSET 0) q`
	return [
		evidence(
			'command',
			`SELECT base.command + n, base.office, 'claims:' || n, md5(n::text) || md5('claims'), base.approver, 'claim.approved', ${number}, jsonb_build_object('claimId', base.claim + n, 'split', jsonb_build_array(300000, 200000), 'draws', '[]'::jsonb),
				jsonb_build_object('claimId', (base.claim + n)::text, 'number', ${number}, 'approvedFen', '500000', 'cutFen', '0'), 2, ${at}, clock_timestamp(), pg_current_xact_id() ${of} ORDER BY n`,
		),
		`INSERT INTO entitlement (id, kind, fund_id, holder_id, face_fen, encumbrance) SELECT base.entitlement + n, 'claim', base.fund, payee.id, 500000, 'approval' ${of} ORDER BY n`,
		`INSERT INTO entitlement_source (entitlement_id, source_no, face_fen, redeemed_fen) SELECT base.entitlement + n, s, ${part}, ${part} ${bySource} ORDER BY n, s`,
		`INSERT INTO claim (id, number, programme_id, version_id, round_id, fund_id, kind, mode, claimant_id, enterprise_id, payee_account_id, entitlement_id, state, claimed_fen, approved_fen, commitment_text, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at, approved_by_id, approved_at)
			SELECT base.claim + n, ${number}, base.programme, base.version, base.round, base.fund, 'claim_only', 'deduct', payee.id, payee.id, payee.account, base.entitlement + n, 'approved', 500000, 500000, '承诺材料属实。', base.sender, ${at} - interval '20 days', base.reviewer, ${at} - interval '12 days', base.approver, ${at} ${of} ORDER BY n`,
		`INSERT INTO claim_line (claim_id, line_no, kind, title, base_fen, claimed_fen, approved_fen) SELECT base.claim + n, 1, 'award', '服务机构奖励', 500000, 500000, 500000 ${of} ORDER BY n`,
		evidence(
			'transfer',
			`SELECT base.transfer + 2 * n + s - 2, base.command + n, s, base.fund, s::smallint AS source_no, base.entitlement + n, NULL::bigint, base.claim + n, NULL::bigint, 'available'::money_stage, 'payable'::money_stage, ${part}::bigint, (${at})::date, clock_timestamp(), pg_current_xact_id(), NULL::bigint ${bySource} ORDER BY n, s`,
		),
		`INSERT INTO pay_line (id, claim_id, fund_id, source_no, amount_fen) SELECT base.pay_line + 2 * n + s - 2, base.claim + n, base.fund, s, ${part} ${bySource} ORDER BY n, s`,
		`INSERT INTO outbox_event (topic, payload, at, attempts, done_at) SELECT 'claim.approved', jsonb_build_object('subject', ${number}, 'commandId', (base.command + n)::text), ${at}, 1, ${at} + interval '1 second' ${of} ORDER BY n`,
	]
}
