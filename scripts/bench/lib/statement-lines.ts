import { withClient } from '#scripts/db/roles.ts'
import type { DataSet } from './cluster.ts'

export const paymentCount = 100_000
const payees = 2_000
const perBatch = 2_000
/** As many lines as there are payments: what merging takes away, splitting, returns and fees add. */
export const lineCount = 100_000

/**
 * 100,000 payments of one account in 50 sent batches to 2,000 payees, and a statement of 100,000 lines. By k a
 * payment is plain (95 of 100) or noise: 0 returned, 1 split in two, 2 and 3 merged with another of the same payee (with both
 * codes, or every second time without any), 4 with a wrong reference, or every fourth time with a fee on top. Amounts repeat as they do in life: a few hundred
 * sums. `bench_truth` keeps what each line is.
 */
export const hundredThousandLines: DataSet = {
	name: 'match',
	version: 2,
	fill: (database) =>
		withClient(database.superUrl, async (client) => {
			await client.query('SET session_replication_role = replica')
			for (const sql of steps) await client.query(sql)
			await client.query('RESET session_replication_role')
			await client.query('VACUUM ANALYZE')
		}),
}

const steps = [
	`INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo)
	SELECT 'JG-M-' || g, '91990102' || lpad(g::text, 10, '0'), CASE WHEN g = 0 THEN 'authority' ELSE 'provider' END, '演示单位' || g || '（演示）', '990191', 'verified', true
	FROM generate_series(0, ${payees}) g ORDER BY g`,
	`INSERT INTO account (id, email, name, password_hash) SELECT g, 'm' || g || '@demo.test', '演示' || g, 'x' FROM generate_series(900001, 900002) g`,
	`WITH a AS (SELECT id FROM organisation WHERE number = 'JG-M-0'), p AS (
		INSERT INTO programme (number, authority_id, name) SELECT 'BF-M', id, '演示办法' FROM a RETURNING id, authority_id), v AS (
		INSERT INTO programme_version (programme_id, version_no, document, document_hash, state, created_by_id) SELECT id, 1, '{}', repeat('0', 64), 'draft', 900001 FROM p RETURNING id)
	INSERT INTO fund (number, authority_id, programme_id, name, budget_year, project_code, functional_class, economic_class, created_by_id, state)
	SELECT 'ZJ-M', p.authority_id, p.id, '演示资金', 2026, 'P', '2060404', '31299', 900001, 'approved' FROM p`,
	`INSERT INTO funding_source (fund_id, source_no, code, name, account_name, account_no, bank_name, bank_code)
	SELECT id, 1, 'district', '区级', '演示财政', '990100009999', '演示银行', '990100000001' FROM fund WHERE number = 'ZJ-M'`,
	`INSERT INTO fund_cash (fund_id, source_no, received_fen, released_fen) SELECT id, 1, 1000000000000, 1000000000000 FROM fund WHERE number = 'ZJ-M'`,
	`INSERT INTO payee_account (number, organisation_id, account_name, account_no, bank_name, bank_code, state, proposed_by_id, confirmed_by_id, confirmed_at)
	SELECT 'ZH-M-' || id, id, name, '9902' || lpad(id::text, 12, '0'), '演示银行', '990100000001', 'confirmed', 900001, 900002, now() FROM organisation WHERE number LIKE 'JG-M-%' AND kind = 'provider'`,
	`INSERT INTO batch (id, number, fund_id, source_no, state, approval_document_no, content_hash, total_fen, created_by_id, locked_by_id, locked_at, approved_by_id, approved_at, sent_by_id, sent_at, message_id)
	SELECT 5000000 + g, 'QS-2026-' || (800000 + g), f.id, 1, 'sent', '云科付〔2026〕1号', repeat('0', 64), 1, 900001, 900001, '2026-11-17', 900002, '2026-11-17', 900002, '2026-11-17 02:00+00', 'TEST-MATCH-' || g
	FROM generate_series(0, ${paymentCount / perBatch - 1}) g, fund f WHERE f.number = 'ZJ-M'`,
	`INSERT INTO claim (id, number, programme_id, version_id, fund_id, kind, mode, state, claimant_id, enterprise_id, claimed_fen, approved_fen, payee_account_id, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at, approved_by_id, approved_at)
	SELECT 6000000 + g, 'DF-M-' || g, f.programme_id, v.id, f.id, 'claim_only', 'reimburse', 'approved', o.id, o.id, 1000000, 1000000, 1, 900001, '2026-11-01', 900002, '2026-11-02', 900002, '2026-11-03'
	FROM generate_series(1, ${paymentCount}) g, fund f, programme_version v, organisation o WHERE f.number = 'ZJ-M' AND v.programme_id = f.programme_id AND o.number = 'JG-M-' || (1 + g % ${payees})`,
	`INSERT INTO pay_line (id, claim_id, fund_id, source_no, amount_fen)
	SELECT c.id, c.id, c.fund_id, 1, 10000 + 500 * (hashint8(c.id) & 511) FROM claim c WHERE c.number LIKE 'DF-M-%'`,
	// an odd factor modulo a power of two: codes never repeat, and look like the product's own
	`INSERT INTO payment (id, number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, state)
	SELECT p.id, 'FK-2026-' || p.id, 5000000 + (p.id - 6000001) / ${perBatch}, a.id, a.organisation_id, a.account_name, a.account_no, a.bank_name, a.bank_code, p.amount_fen,
		'K' || upper(lpad(to_hex((p.id * 40503001) & 268435455), 7, '0')), 'QS2026' || (p.id - 6000000) || '-1', 'sent'
	FROM pay_line p JOIN claim c ON c.id = p.claim_id JOIN payee_account a ON a.organisation_id = c.claimant_id`,
	`INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen)
	SELECT y.id, 1, y.batch_id, y.id, y.payee_account_id, y.amount_fen FROM payment y WHERE y.id > 6000000`,
	`UPDATE batch b SET total_fen = x.amount FROM (SELECT batch_id, sum(amount_fen) AS amount FROM payment GROUP BY 1) x WHERE x.batch_id = b.id AND b.id >= 5000000`,
	`CREATE TABLE bench_line (n BIGINT, part INT, amount_fen BIGINT, e2e TEXT, said TEXT, name TEXT, account TEXT, code TEXT, pays BIGINT[], kind TEXT)`,
	`CREATE TABLE bench_payment AS SELECT id, amount_fen, code, end_to_end_id, number, account_name, account_no, (hashint8(id) & 65535) % 100 AS k, (hashint8(id) >> 16) & 65535 AS m FROM payment WHERE id > 6000000`,
	'CREATE UNIQUE INDEX ON bench_payment (id)',
	`CREATE TABLE bench_merged AS SELECT a.id AS a, b.id AS b FROM bench_payment a JOIN bench_payment b ON b.id = a.id + ${payees} AND b.k > 4 WHERE a.k IN (2, 3)`,
	`INSERT INTO bench_line
	SELECT id, 1, CASE WHEN k = 1 THEN -(amount_fen / 3) WHEN k = 4 AND m % 4 = 0 THEN -amount_fen - 500 ELSE -amount_fen END,
		CASE WHEN k = 4 AND m % 4 > 0 THEN 'QS2026' || id || 'X' WHEN k = 1 OR m % 2 = 0 THEN end_to_end_id END,
		CASE WHEN k = 4 AND m % 4 > 0 THEN '科创券款' WHEN k = 1 OR m % 2 = 1 THEN '兑付' || code || ' 科创券' ELSE '科创券款' || number END, account_name, account_no, NULL,
		ARRAY[id], 'paid' FROM bench_payment WHERE id NOT IN (SELECT a FROM bench_merged UNION ALL SELECT b FROM bench_merged)`,
	`INSERT INTO bench_line SELECT id, 2, -(amount_fen - amount_fen / 3), NULL, '尾款 ' || code, account_name, account_no, NULL, ARRAY[id], 'paid' FROM bench_payment WHERE k = 1`,
	`INSERT INTO bench_line SELECT id, 2, amount_fen, CASE WHEN m % 2 = 0 THEN end_to_end_id END, '退汇 ' || code, account_name, account_no, 'AC04', ARRAY[id], 'returned' FROM bench_payment WHERE k = 0`,
	`INSERT INTO bench_line SELECT a.id, 1, -a.amount_fen - b.amount_fen, NULL, CASE WHEN a.m % 2 = 0 THEN '合并' || a.code || '，' || b.code ELSE '科创券款' END, a.account_name, a.account_no, NULL,
		ARRAY[a.id, b.id], 'paid' FROM bench_merged x JOIN bench_payment a ON a.id = x.a JOIN bench_payment b ON b.id = x.b`,
	`INSERT INTO bench_line SELECT g, 9, -(100 + g), NULL, '手续费', NULL, NULL, NULL, '{}', 'paid' FROM generate_series(1, greatest(0, ${lineCount} - (SELECT count(*) FROM bench_line))) g`,
	`DELETE FROM bench_line WHERE ctid IN (SELECT ctid FROM bench_line ORDER BY (pays = '{}') DESC, n DESC LIMIT greatest(0, (SELECT count(*) FROM bench_line) - ${lineCount}))`,
	`INSERT INTO statement (number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen, opening_on, closing_on, file_sha256, file_name, imported_by_id)
	SELECT 'DZ-MATCH', f.authority_id, '990100009999', 'csv', 'M', 'CNY', '0', (sum(l.amount_fen) / 100)::numeric(20, 2)::text, 0, sum(l.amount_fen), '2026-11-18', '2026-11-18', repeat('a', 64), 'm.csv', 900001
	FROM bench_line l, fund f WHERE f.number = 'ZJ-M' GROUP BY f.authority_id`,
	`INSERT INTO statement_line (statement_id, account_no, line_no, file_line, reference, booked_on, amount, amount_fen, currency, counterparty_name, counterparty_account, end_to_end_id, remittance, return_code)
	SELECT s.id, s.account_no, row_number() OVER (ORDER BY l.part, md5(l.n::text)), 1, 'B' || l.n || '-' || l.part, '2026-11-18', (l.amount_fen / 100.0)::numeric(20, 2)::text, l.amount_fen, 'CNY', l.name, l.account, l.e2e, l.said, l.code
	FROM bench_line l, statement s WHERE s.number = 'DZ-MATCH' ORDER BY l.part, md5(l.n::text)`,
	`CREATE TABLE bench_truth AS SELECT s.id AS line, p.pay, l.kind FROM bench_line l JOIN statement_line s ON s.reference = 'B' || l.n || '-' || l.part, unnest(l.pays) p(pay)`,
]
