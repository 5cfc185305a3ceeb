import type { Invariant, InvariantPass } from './invariant.ts'

/** Claims and their pay lines against the transfers that name them, gathered once. */
export const claimPass: InvariantPass = {
	invariants: [
		{
			name: 'approved_claims',
			says: 'an approved claim equals its lines, its pay lines and what was moved to payable',
		},
		{ name: 'pay_lines', says: 'each pay line stands in the stage its payment says' },
	],
	sql: `WITH moved AS MATERIALIZED (
		SELECT claim_id, pay_line_id, from_stage, to_stage, amount_fen FROM transfer WHERE claim_id IS NOT NULL OR pay_line_id IS NOT NULL),
	payable AS (SELECT claim_id, fen_total(CASE to_stage WHEN 'payable' THEN amount_fen ELSE -amount_fen END) AS amount FROM moved
		WHERE (to_stage = 'payable' AND from_stage IN ('redeemed', 'available')) OR (from_stage = 'payable' AND to_stage IN ('granted', 'available')) GROUP BY 1),
	stands AS (
		SELECT pay_line_id,
			fen_total(CASE WHEN to_stage = 'in_payment' THEN amount_fen WHEN from_stage = 'in_payment' THEN -amount_fen ELSE 0 END) AS in_payment,
			fen_total(CASE WHEN to_stage = 'paid' THEN amount_fen WHEN from_stage = 'paid' THEN -amount_fen ELSE 0 END) AS paid
		FROM moved WHERE pay_line_id IS NOT NULL GROUP BY 1)
	SELECT 'approved_claims' AS invariant, 'claim ' || c.number AS subject, c.approved_fen::text AS expected, concat_ws(' / ', l.amount, p.amount, t.amount) AS actual
		FROM claim c
		LEFT JOIN (SELECT claim_id, fen_total(approved_fen) AS amount FROM claim_line GROUP BY 1) l ON l.claim_id = c.id
		LEFT JOIN (SELECT claim_id, fen_total(amount_fen) AS amount FROM pay_line GROUP BY 1) p ON p.claim_id = c.id
		LEFT JOIN payable t ON t.claim_id = c.id
		WHERE c.state IN ('approved', 'partly_paid', 'paid')
			AND (c.approved_fen IS DISTINCT FROM l.amount OR c.approved_fen IS DISTINCT FROM p.amount OR c.approved_fen IS DISTINCT FROM t.amount)
	UNION ALL SELECT 'pay_lines', 'pay line ' || p.id, CASE y.state WHEN 'sent' THEN 'in_payment' WHEN 'confirmed' THEN 'paid' ELSE 'payable' END,
			concat_ws(' ', 'in_payment', coalesce(t.in_payment, 0), 'paid', coalesce(t.paid, 0))
		FROM pay_line p LEFT JOIN settlement_line l ON l.pay_line_id = p.id AND NOT l.returned LEFT JOIN payment y ON y.id = l.payment_id LEFT JOIN stands t ON t.pay_line_id = p.id
		WHERE coalesce(t.in_payment, 0) <> CASE WHEN y.state = 'sent' THEN p.amount_fen ELSE 0 END OR coalesce(t.paid, 0) <> CASE WHEN y.state = 'confirmed' THEN p.amount_fen - p.clawed_back_fen ELSE 0 END`,
}

export const settlementInvariants: readonly Invariant[] = [
	{
		name: 'payments',
		says: 'a payment is the sum of its lines; a confirmed one is explained by bank lines of its amount, or by its set-off or clearing',
		sql: `SELECT 'payment ' || y.number AS subject, y.amount_fen::text AS expected, concat_ws(' / ', l.amount, m.amount) AS actual
			FROM payment y LEFT JOIN (SELECT payment_id, fen_total(amount_fen) AS amount FROM settlement_line GROUP BY 1) l ON l.payment_id = y.id
			LEFT JOIN (SELECT payment_id, fen_total(-amount_fen) AS amount FROM live_match WHERE kind = 'paid' GROUP BY 1) m ON m.payment_id = y.id
			WHERE y.amount_fen IS DISTINCT FROM l.amount OR (y.state = 'confirmed' AND num_nonnulls(y.set_off_id, y.clearing_id) = 0 AND y.amount_fen IS DISTINCT FROM m.amount)`,
	},
	{
		name: 'set_offs',
		says: 'a set-off paid exactly what came back of its demand, both posted by two people',
		sql: `SELECT 'set-off ' || o.number AS subject, o.amount_fen::text AS expected, concat_ws(' / ', y.amount_fen, r.amount) AS actual
			FROM set_off o LEFT JOIN payment y ON y.set_off_id = o.id
			LEFT JOIN (SELECT clawback_id, document_no, sum(amount_fen) AS amount FROM clawback_receipt GROUP BY 1, 2) r ON r.clawback_id = o.clawback_id AND r.document_no = o.decision_no
			WHERE CASE o.state WHEN 'approved' THEN y.amount_fen IS DISTINCT FROM o.amount_fen OR coalesce(r.amount, 0) < o.amount_fen OR o.decided_by_id = o.proposed_by_id ELSE y.id IS NOT NULL END`,
	},
	{
		name: 'matched_lines',
		says: 'a matched bank line is exactly what it is matched with, and the rest that is said of it; no other line is matched',
		sql: `SELECT 'line ' || s.line_no || ' of statement ' || s.statement_id AS subject, CASE s.state WHEN 'matched' THEN s.amount_fen::text ELSE 'no match' END AS expected,
				(coalesce(m.amount, 0) + coalesce(s.rest_fen, 0))::text AS actual
			FROM statement_line s LEFT JOIN (SELECT statement_line_id, fen_total(amount_fen) AS amount FROM live_match GROUP BY 1) m ON m.statement_line_id = s.id
			WHERE CASE s.state WHEN 'matched' THEN s.amount_fen IS DISTINCT FROM coalesce(m.amount, 0) + coalesce(s.rest_fen, 0) ELSE m.amount IS NOT NULL END`,
	},
	{
		name: 'statements',
		says: 'opening + lines = closing on every statement',
		sql: `SELECT 'statement ' || s.number AS subject, s.closing_fen::text AS expected, (s.opening_fen + coalesce(l.amount, 0))::text AS actual
			FROM statement s LEFT JOIN (SELECT statement_id, sum(amount_fen) AS amount FROM statement_line GROUP BY 1) l ON l.statement_id = s.id WHERE s.closing_fen <> s.opening_fen + coalesce(l.amount, 0)`,
	},
	{
		name: 'invoices',
		says: 'the parts of an invoice do not exceed it',
		sql: `SELECT 'invoice ' || i.number AS subject, '<= ' || i.amount_fen AS expected, p.amount::text AS actual
			FROM invoice i JOIN (SELECT invoice_id, fen_total(amount_fen) AS amount FROM invoice_part GROUP BY 1) p ON p.invoice_id = i.id WHERE p.amount > i.amount_fen`,
	},
	{
		name: 'two_people',
		says: 'nobody checked their own work',
		sql: `SELECT 'batch ' || number AS subject, 'another person' AS expected, 'account ' || approved_by_id AS actual FROM batch WHERE approved_by_id IN (locked_by_id, created_by_id)
			UNION ALL SELECT 'fund ' || number, 'another person', 'account ' || approved_by_id FROM fund WHERE approved_by_id = created_by_id
			UNION ALL SELECT 'appropriation ' || id, 'another person', 'account ' || approved_by_id FROM appropriation WHERE approved_by_id = created_by_id`,
	},
]
