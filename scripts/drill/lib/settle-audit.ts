import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { withClient } from '#scripts/db/roles.ts'

/** What stands more than once, each counted from the rows themselves; $1 is the batch. */
const duplicates: Record<string, string> = {
	livingLines: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM settlement_line WHERE NOT returned GROUP BY pay_line_id) x`,
	payments: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM payment WHERE batch_id = $1 GROUP BY payee_account_id) x`,
	transfers: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM transfer t WHERE t.pay_line_id IN (SELECT pay_line_id FROM settlement_line WHERE batch_id = $1) GROUP BY t.pay_line_id, t.from_stage, t.to_stage) x`,
	matchedLines: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM statement_match m JOIN payment y ON y.id = m.payment_id WHERE y.batch_id = $1 GROUP BY m.statement_line_id) x`,
	matchedPayments: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM statement_match m JOIN payment y ON y.id = m.payment_id WHERE y.batch_id = $1 GROUP BY m.payment_id) x`,
	steps: `SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM command c JOIN batch b ON b.number = c.subject WHERE b.id = $1 AND c.action IN ('batch.locked', 'batch.approved', 'batch.sent') GROUP BY c.action) x`,
}

const moved = (from: string, to: string) =>
	`EXISTS (SELECT FROM transfer t WHERE t.pay_line_id = p.id AND t.claim_id = p.claim_id AND t.amount_fen = p.amount_fen AND t.from_stage = '${from}' AND t.to_stage = '${to}')`
const ofSource = `pay_line p JOIN batch b ON b.id = $1 AND b.fund_id = p.fund_id AND b.source_no = p.source_no`

/** What is missing, each counted from the rows themselves. */
const gaps: Record<string, string> = {
	linesLeftOut: `SELECT count(*) FROM ${ofSource} WHERE NOT EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND l.batch_id = b.id AND l.amount_fen = p.amount_fen AND NOT l.returned AND l.payment_id IS NOT NULL)`,
	notSent: `SELECT count(*) FROM ${ofSource} WHERE NOT ${moved('payable', 'in_payment')}`,
	notPaid: `SELECT count(*) FROM ${ofSource} WHERE NOT ${moved('in_payment', 'paid')}`,
	paymentsOpen: `SELECT count(*) FROM payment WHERE batch_id = $1 AND state <> 'confirmed'`,
	paymentsOfOtherSums: `SELECT count(*) FROM payment y WHERE y.batch_id = $1 AND (y.amount_fen, y.line_count) IS DISTINCT FROM (SELECT (sum(l.amount_fen)::bigint, count(*)::int) FROM settlement_line l WHERE l.payment_id = y.id)`,
	bankLinesOpen: `SELECT count(*) FROM statement_line l WHERE l.state <> 'matched' AND l.end_to_end_id IN (SELECT end_to_end_id FROM payment WHERE batch_id = $1)`,
	claimsBehind: `SELECT count(DISTINCT c.id) FROM ${ofSource} JOIN claim c ON c.id = p.claim_id WHERE c.state <> 'partly_paid'`,
	commandsShort: `SELECT count(*) FROM command c WHERE c.transfer_count <> (SELECT count(*) FROM transfer t WHERE t.command_id = c.id) AND c.action IN ('batch.lines_sent', 'batch.sent', 'payments.settled', 'payment.settled')`,
	runsLeft: `SELECT (SELECT count(*) FROM batch_run) + (SELECT count(*) FROM match_run) + (SELECT count(*) FROM batch WHERE id = $1 AND (state <> 'closed' OR content_hash <> batch_hash(id)))`,
}

/** Fen by which what the batch owes, formed, sent, paid and what the bank took differ from each other. */
const drift = `WITH sums AS (
	SELECT (SELECT sum(p.amount_fen) FROM ${ofSource}) AS owed, b.total_fen AS batch,
		(SELECT sum(amount_fen) FROM payment WHERE batch_id = b.id) AS formed,
		(SELECT sum(t.amount_fen) FROM transfer t WHERE t.fund_id = b.fund_id AND t.source_no = b.source_no AND t.to_stage = 'in_payment') AS sent,
		(SELECT sum(t.amount_fen) FROM transfer t WHERE t.fund_id = b.fund_id AND t.source_no = b.source_no AND t.to_stage = 'paid') AS paid,
		(SELECT -sum(l.amount_fen) FROM statement_line l WHERE l.end_to_end_id IN (SELECT end_to_end_id FROM payment WHERE batch_id = b.id)) AS bank,
		(SELECT released_fen FROM fund_cash c WHERE c.fund_id = b.fund_id AND c.source_no = b.source_no) AS released
	FROM batch b WHERE b.id = $1)
	SELECT abs(owed - batch) + abs(batch - formed) + abs(formed - sent) + abs(sent - paid) + abs(paid - bank) + abs(bank - released) FROM sums`

/** Holds a batch that went from lock to close against what it should be, by queries that share nothing with what wrote it. */
export async function auditBatch(superUrl: string, batchId: string) {
	return withClient(superUrl, async (client) => {
		await client.query('SET jit = off')
		const count = async (sql: string) => {
			const { rows } = await client.query<Record<string, string | null>>(sql, sql.includes('$1') ? [batchId] : [])
			return Number(Object.values(rows[0]!)[0] ?? 0)
		}
		const all = async (queries: Record<string, string>) => {
			const found: Record<string, number> = {}
			for (const [name, sql] of Object.entries(queries)) found[name] = await count(sql)
			return found
		}
		const twice = await all(duplicates)
		const missing = await all(gaps)
		const sum = (found: Record<string, number>) => Object.values(found).reduce((total, n) => total + n, 0)
		const driftFen = await count(drift)
		const report = await verifyBooks(client)
		return {
			duplicates: sum(twice),
			gaps: sum(missing),
			driftFen,
			verified: report.differences === 0,
			differences: report.differences,
			found: Object.fromEntries(Object.entries({ ...twice, ...missing }).filter(([, n]) => n !== 0)),
		}
	})
}
