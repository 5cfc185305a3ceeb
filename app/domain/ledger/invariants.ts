/**
 * What must hold in the books at every moment, each as one set-based query that answers the rows in which it does not:
 * (subject, expected, actual). `books:verify` and the worker run all of them in one snapshot.
 */
export type Invariant = { name: string; says: string; sql: string }

/** Net amount per key columns: what went in less what went out of a stage. */
const netOf = (keys: string, where = 'true') => `
	SELECT ${keys}, stage, sum(amount)::bigint AS amount FROM (
		SELECT ${keys}, to_stage AS stage, amount_fen AS amount FROM transfer WHERE ${where}
		UNION ALL SELECT ${keys}, from_stage, -amount_fen FROM transfer WHERE ${where}) moved GROUP BY ${keys}, stage`

export const invariants: readonly Invariant[] = [
	{
		name: 'transfer_digest',
		says: 'no transfer was changed after it was written',
		sql: `SELECT 'transfer ' || t.id AS subject, encode(t.digest, 'hex') AS expected, encode(transfer_digest(t), 'hex') AS actual
			FROM transfer t WHERE t.digest <> transfer_digest(t)`,
	},
	{
		name: 'command_digest',
		says: 'no command was changed after it was written',
		sql: `SELECT 'command ' || c.id AS subject, encode(c.digest, 'hex') AS expected, encode(command_digest(c), 'hex') AS actual
			FROM command c WHERE c.digest <> command_digest(c)`,
	},
	{
		name: 'command_transfers',
		says: 'each command has the transfers it was written with',
		sql: `SELECT 'command ' || c.id || ' transfer lines' AS subject, c.transfer_count::text AS expected, coalesce(t.lines, 0)::text AS actual
			FROM command c LEFT JOIN (SELECT command_id, count(*) AS lines FROM transfer GROUP BY 1) t ON t.command_id = c.id
			WHERE c.transfer_count <> coalesce(t.lines, 0)`,
	},
	{
		name: 'sealed_rows',
		says: 'every sealed row is still there',
		sql: `SELECT 'transfer ' || u.id || ' of sealed block ' || s.no AS subject, 'present' AS expected, 'missing' AS actual
			FROM seal s, unnest(s.transfer_ids) u(id) WHERE NOT EXISTS (SELECT FROM transfer t WHERE t.id = u.id)
			UNION ALL SELECT 'command ' || u.id || ' of sealed block ' || s.no, 'present', 'missing'
			FROM seal s, unnest(s.command_ids) u(id) WHERE NOT EXISTS (SELECT FROM command c WHERE c.id = u.id)`,
	},
	{
		name: 'seal_chain',
		says: 'every sealed block has the root it was sealed with, and follows the block before',
		sql: `SELECT 'sealed block ' || s.no AS subject, encode(s.root, 'hex') AS expected, encode(seal_root(s.prev_root, s.command_ids, s.transfer_ids), 'hex') AS actual
			FROM seal s WHERE s.root <> seal_root(s.prev_root, s.command_ids, s.transfer_ids)
			UNION ALL SELECT 'sealed block ' || s.no || ' previous root', encode(p.root, 'hex'), coalesce(encode(s.prev_root, 'hex'), 'none')
			FROM seal s LEFT JOIN seal p ON p.no = s.no - 1 WHERE s.prev_root IS DISTINCT FROM p.root`,
	},
	{
		name: 'sealed_once',
		says: 'every transfer below the last seal is in exactly one block',
		sql: `SELECT 'transfer ' || t.id AS subject, '1 block' AS expected, count(s.id)::text AS actual
			FROM transfer t LEFT JOIN (SELECT unnest(transfer_ids) AS id FROM seal) s ON s.id = t.id
			WHERE t.xid < (SELECT upto FROM seal ORDER BY no DESC LIMIT 1) GROUP BY t.id HAVING count(s.id) <> 1`,
	},
	{
		name: 'fund_stage_never_negative',
		says: 'no stage of a fund was below zero at any recorded point',
		sql: `SELECT DISTINCT ON (fund_id, source_no, stage) 'fund ' || fund_id || ' source ' || source_no || ' ' || stage || ' after transfer ' || id AS subject, '>= 0' AS expected, running::text AS actual
			FROM (SELECT fund_id, source_no, stage, id, sum(amount) OVER (PARTITION BY fund_id, source_no, stage ORDER BY id, amount DESC) AS running FROM (
				SELECT fund_id, source_no, to_stage AS stage, id, amount_fen AS amount FROM transfer
				UNION ALL SELECT fund_id, source_no, from_stage, id, -amount_fen FROM transfer) moved WHERE stage <> 'treasury') r
			WHERE running < 0 ORDER BY fund_id, source_no, stage, id`,
	},
	{
		name: 'fund_identity',
		says: 'appropriated + carried in = the sum of all stages, per source',
		sql: `SELECT 'fund ' || fund_id || ' source ' || source_no AS subject, '0' AS expected, sum(amount)::text AS actual
			FROM (${netOf('fund_id, source_no')}) n GROUP BY fund_id, source_no HAVING sum(amount) <> 0`,
	},
	{
		name: 'appropriation',
		says: 'what left the treasury equals the approved documents, per source',
		sql: `SELECT 'fund ' || coalesce(a.fund_id, n.fund_id) || ' source ' || coalesce(a.source_no, n.source_no) AS subject, coalesce(a.amount, 0)::text AS expected, coalesce(-n.amount, 0)::text AS actual
			FROM (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM appropriation WHERE state = 'approved' GROUP BY 1, 2) a
			FULL JOIN (SELECT * FROM (${netOf('fund_id, source_no')}) x WHERE stage = 'treasury') n ON n.fund_id = a.fund_id AND n.source_no = a.source_no
			WHERE coalesce(a.amount, 0) <> coalesce(-n.amount, 0)`,
	},
	{
		name: 'fund_available',
		says: 'the stored available balance and the credits waiting equal the transfers',
		sql: `SELECT 'fund ' || b.fund_id || ' source ' || b.source_no AS subject, coalesce(n.amount, 0)::text AS expected, (b.available_fen + coalesce(c.amount, 0))::text AS actual
			FROM fund_balance b
			LEFT JOIN (SELECT * FROM (${netOf('fund_id, source_no')}) x WHERE stage = 'available') n ON n.fund_id = b.fund_id AND n.source_no = b.source_no
			LEFT JOIN (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM fund_credit GROUP BY 1, 2) c ON c.fund_id = b.fund_id AND c.source_no = b.source_no
			WHERE coalesce(n.amount, 0) <> b.available_fen + coalesce(c.amount, 0)`,
	},
	{
		name: 'fold',
		says: 'folded totals equal the transfers below the mark',
		sql: `SELECT 'fund ' || coalesce(f.fund_id, n.fund_id) || ' source ' || coalesce(f.source_no, n.source_no) || ' ' || coalesce(f.stage, n.stage) AS subject, coalesce(n.amount, 0)::text AS expected, coalesce(f.amount_fen, 0)::text AS actual
			FROM fund_total f FULL JOIN (${netOf('fund_id, source_no', 'xid < (SELECT upto FROM fold_mark)')}) n USING (fund_id, source_no, stage)
			WHERE coalesce(f.amount_fen, 0) <> coalesce(n.amount, 0)`,
	},
	{
		name: 'entitlement_face',
		says: 'the face of an entitlement is the sum of its sources',
		sql: `SELECT 'entitlement ' || e.id AS subject, e.face_fen::text AS expected, coalesce(sum(s.face_fen), 0)::text AS actual
			FROM entitlement e LEFT JOIN entitlement_source s ON s.entitlement_id = e.id GROUP BY e.id HAVING e.face_fen <> coalesce(sum(s.face_fen), 0)`,
	},
	{
		name: 'entitlement_balances',
		says: 'held, used and free of every entitlement equal its transfers, per source',
		sql: `SELECT 'entitlement ' || s.entitlement_id || ' source ' || s.source_no AS subject,
				concat_ws(' ', 'held', coalesce(t.held, 0), 'used', coalesce(t.used, 0), 'free', coalesce(t.free, 0)) AS expected,
				concat_ws(' ', 'held', s.held_fen, 'used', s.redeemed_fen, 'free', CASE e.encumbrance WHEN 'grant' THEN s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen ELSE 0 END) AS actual
			FROM entitlement_source s JOIN entitlement e ON e.id = s.entitlement_id
			LEFT JOIN (SELECT entitlement_id, source_no,
					sum(CASE WHEN to_stage = 'held' THEN amount_fen WHEN from_stage = 'held' THEN -amount_fen ELSE 0 END) AS held,
					sum(CASE WHEN (from_stage, to_stage) IN (('held', 'redeemed'), ('available', 'payable')) THEN amount_fen
						WHEN from_stage = 'redeemed' AND to_stage IN ('granted', 'available') THEN -amount_fen ELSE 0 END) AS used,
					sum(CASE WHEN to_stage = 'granted' THEN amount_fen WHEN from_stage = 'granted' THEN -amount_fen ELSE 0 END) AS free
				FROM transfer WHERE entitlement_id IS NOT NULL GROUP BY 1, 2) t ON t.entitlement_id = s.entitlement_id AND t.source_no = s.source_no
			WHERE s.held_fen <> coalesce(t.held, 0) OR s.redeemed_fen <> coalesce(t.used, 0)
				OR (e.encumbrance = 'grant' AND s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen <> coalesce(t.free, 0))`,
	},
	{
		name: 'holds',
		says: 'the open holds of an entitlement are what it holds, per source',
		sql: `SELECT 'entitlement ' || coalesce(s.entitlement_id, h.entitlement_id) || ' source ' || coalesce(s.source_no, h.source_no) AS subject, coalesce(h.amount, 0)::text AS expected, coalesce(s.held_fen, 0)::text AS actual
			FROM entitlement_source s FULL JOIN (
				SELECT h.entitlement_id, u.n::smallint AS source_no, sum(u.p) AS amount FROM hold h, unnest(h.part_fen) WITH ORDINALITY u(p, n)
				WHERE u.p > 0 AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id) GROUP BY 1, 2) h
			ON h.entitlement_id = s.entitlement_id AND h.source_no = s.source_no WHERE coalesce(s.held_fen, 0) <> coalesce(h.amount, 0)`,
	},
	{
		name: 'accepted_orders',
		says: 'an accepted order redeemed exactly its voucher part; an ended or unplaced one redeemed and holds nothing',
		sql: `SELECT 'order ' || o.number AS subject, (CASE WHEN o.state IN ('accepted', 'closed') THEN o.voucher_fen ELSE 0 END)::text AS expected, coalesce(r.amount, 0)::text AS actual
			FROM "order" o LEFT JOIN (SELECT h.order_id, sum(u.p) AS amount FROM hold h JOIN hold_resolution r ON r.hold_id = h.id, unnest(r.redeemed_fen) u(p) GROUP BY 1) r ON r.order_id = o.id
			WHERE coalesce(r.amount, 0) <> CASE WHEN o.state IN ('accepted', 'closed') THEN o.voucher_fen ELSE 0 END`,
	},
	{
		name: 'caps',
		says: 'the use of every cap is what was drawn on it',
		sql: `SELECT 'cap ' || coalesce(u.cap_key, d.cap_key) AS subject, coalesce(d.amount, 0)::text AS expected, coalesce(u.used_fen, 0)::text AS actual
			FROM cap_usage u FULL JOIN (SELECT cap_key, sum(amount_fen) AS amount FROM cap_draw GROUP BY 1) d USING (cap_key)
			WHERE coalesce(u.used_fen, 0) <> coalesce(d.amount, 0)`,
	},
	{
		name: 'cash_received',
		says: 'the money received per source is the sum of its receipts',
		sql: `SELECT 'fund ' || c.fund_id || ' source ' || c.source_no AS subject, coalesce(r.amount, 0)::text AS expected, c.received_fen::text AS actual
			FROM fund_cash c LEFT JOIN (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM receipt GROUP BY 1, 2) r USING (fund_id, source_no)
			WHERE c.received_fen <> coalesce(r.amount, 0)`,
	},
	{
		name: 'cash_released',
		says: 'the money released per source is what approved batches pay and was not returned',
		sql: `SELECT 'fund ' || c.fund_id || ' source ' || c.source_no AS subject, coalesce(l.amount, 0)::text AS expected, c.released_fen::text AS actual
			FROM fund_cash c LEFT JOIN (SELECT b.fund_id, b.source_no, sum(l.amount_fen) AS amount FROM settlement_line l JOIN batch b ON b.id = l.batch_id
				WHERE NOT l.returned AND b.state IN ('approved', 'sent', 'partly_paid', 'closed') GROUP BY 1, 2) l USING (fund_id, source_no)
			WHERE c.released_fen <> coalesce(l.amount, 0)`,
	},
	{
		name: 'approved_claims',
		says: 'an approved claim equals its lines, its pay lines and what was moved to payable',
		sql: `SELECT 'claim ' || c.number AS subject, c.approved_fen::text AS expected, concat_ws(' / ', l.amount, p.amount, t.amount) AS actual
			FROM claim c
			LEFT JOIN (SELECT claim_id, sum(approved_fen) AS amount FROM claim_line GROUP BY 1) l ON l.claim_id = c.id
			LEFT JOIN (SELECT claim_id, sum(amount_fen) AS amount FROM pay_line GROUP BY 1) p ON p.claim_id = c.id
			LEFT JOIN (SELECT claim_id, sum(amount_fen) AS amount FROM transfer WHERE to_stage = 'payable' AND from_stage IN ('redeemed', 'available') GROUP BY 1) t ON t.claim_id = c.id
			WHERE c.state IN ('approved', 'partly_paid', 'paid')
				AND (c.approved_fen IS DISTINCT FROM l.amount OR c.approved_fen IS DISTINCT FROM p.amount OR c.approved_fen IS DISTINCT FROM t.amount)`,
	},
	{
		name: 'pay_lines',
		says: 'each pay line stands in the stage its payment says',
		sql: `SELECT 'pay line ' || p.id AS subject, CASE y.state WHEN 'sent' THEN 'in_payment' WHEN 'confirmed' THEN 'paid' ELSE 'payable' END AS expected,
				concat_ws(' ', 'in_payment', coalesce(t.in_payment, 0), 'paid', coalesce(t.paid, 0)) AS actual
			FROM pay_line p
			LEFT JOIN settlement_line l ON l.pay_line_id = p.id AND NOT l.returned LEFT JOIN payment y ON y.id = l.payment_id
			LEFT JOIN (SELECT pay_line_id,
				sum(CASE WHEN to_stage = 'in_payment' THEN amount_fen WHEN from_stage = 'in_payment' THEN -amount_fen ELSE 0 END) AS in_payment,
				sum(CASE WHEN to_stage = 'paid' THEN amount_fen WHEN from_stage = 'paid' THEN -amount_fen ELSE 0 END) AS paid
				FROM transfer WHERE pay_line_id IS NOT NULL GROUP BY 1) t ON t.pay_line_id = p.id
			WHERE coalesce(t.in_payment, 0) <> CASE WHEN y.state = 'sent' THEN p.amount_fen ELSE 0 END OR coalesce(t.paid, 0) <> CASE WHEN y.state = 'confirmed' THEN p.amount_fen ELSE 0 END`,
	},
	{
		name: 'payments',
		says: 'a payment is the sum of its lines; a confirmed one is explained by exactly one bank line of its amount',
		sql: `SELECT 'payment ' || y.number AS subject, y.amount_fen::text AS expected, concat_ws(' / ', l.amount, m.amount) AS actual
			FROM payment y LEFT JOIN (SELECT payment_id, sum(amount_fen) AS amount FROM settlement_line GROUP BY 1) l ON l.payment_id = y.id
			LEFT JOIN (SELECT m.payment_id, sum(-m.amount_fen) AS amount, count(*) AS lines FROM statement_match m JOIN statement_line s ON s.id = m.statement_line_id AND s.amount_fen = m.amount_fen WHERE m.kind = 'paid' GROUP BY 1) m ON m.payment_id = y.id
			WHERE y.amount_fen IS DISTINCT FROM l.amount OR (y.state = 'confirmed' AND (y.amount_fen IS DISTINCT FROM m.amount OR m.lines <> 1))`,
	},
	{
		name: 'statements',
		says: 'opening + lines = closing on every statement',
		sql: `SELECT 'statement ' || s.number AS subject, s.closing_fen::text AS expected, (s.opening_fen + coalesce(sum(l.amount_fen), 0))::text AS actual
			FROM statement s LEFT JOIN statement_line l ON l.statement_id = s.id GROUP BY s.id HAVING s.closing_fen <> s.opening_fen + coalesce(sum(l.amount_fen), 0)`,
	},
	{
		name: 'invoices',
		says: 'the parts of an invoice do not exceed it',
		sql: `SELECT 'invoice ' || i.number AS subject, '<= ' || i.amount_fen AS expected, sum(p.amount_fen)::text AS actual
			FROM invoice i JOIN invoice_part p ON p.invoice_id = i.id GROUP BY i.id HAVING sum(p.amount_fen) > i.amount_fen`,
	},
	{
		name: 'two_people',
		says: 'nobody checked their own work',
		sql: `SELECT 'batch ' || number AS subject, 'another person' AS expected, 'account ' || approved_by_id AS actual FROM batch WHERE approved_by_id IN (locked_by_id, created_by_id)
			UNION ALL SELECT 'fund ' || number, 'another person', 'account ' || approved_by_id FROM fund WHERE approved_by_id = created_by_id
			UNION ALL SELECT 'appropriation ' || id, 'another person', 'account ' || approved_by_id FROM appropriation WHERE approved_by_id = created_by_id`,
	},
]
