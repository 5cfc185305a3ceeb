import type { Invariant, InvariantPass } from './invariant.ts'

/** Ids of transfers are looked at in blocks of 2^13. */
const blockBits = 13

/**
 * Everything about funds as wholes, from one pass over the transfers that nets them per block of ids, day and move.
 * The running balance of a stage is only followed row by row inside blocks in which it could have gone below zero: those
 * that begin with less than leaves it within them. Ids follow the order in which money could be spent: a transfer gets its
 * id after the locks and sums that allowed it.
 */
export const fundPass: InvariantPass = {
	invariants: [
		{ name: 'fund_stage_never_negative', says: 'no stage of a fund was below zero at any recorded point' },
		{ name: 'fund_identity', says: 'appropriated + carried in = the sum of all stages, per source' },
		{
			name: 'appropriation',
			says: 'what left the treasury equals the approved documents and what was carried in, per source',
		},
		{ name: 'fund_available', says: 'the stored available balance and the credits waiting equal the transfers' },
		{ name: 'fold', says: 'folded totals equal the transfers below the mark' },
		{ name: 'flow', says: 'folded moves per day equal the transfers below the mark' },
	],
	sql: `WITH moved AS MATERIALIZED (
		SELECT id >> ${blockBits} AS block, fund_id, source_no, from_stage, to_stage, effective_on, xid < (SELECT upto FROM fold_mark) AS folded, fen_total(amount_fen) AS amount
		FROM transfer GROUP BY 1, 2, 3, 4, 5, 6, 7),
	sides AS MATERIALIZED (
		SELECT block, fund_id, source_no, stage, folded, fen_total(net) AS net, fen_total(leaves) AS leaves FROM (
			SELECT block, fund_id, source_no, to_stage AS stage, folded, amount AS net, 0::bigint AS leaves FROM moved
			UNION ALL SELECT block, fund_id, source_no, from_stage, folded, -amount, amount FROM moved) s GROUP BY 1, 2, 3, 4, 5),
	totals AS MATERIALIZED (
		SELECT fund_id, source_no, stage, fen_total(net) AS amount, coalesce(fen_total(net) FILTER (WHERE folded), 0) AS folded FROM sides GROUP BY 1, 2, 3),
	suspects AS MATERIALIZED (
		SELECT * FROM (SELECT block, fund_id, source_no, stage, leaves,
				coalesce(fen_total(net) OVER (PARTITION BY fund_id, source_no, stage ORDER BY block ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS opening
			FROM (SELECT block, fund_id, source_no, stage, fen_total(net) AS net, fen_total(leaves) AS leaves FROM sides WHERE stage <> 'treasury' GROUP BY 1, 2, 3, 4) b) o
		WHERE opening < leaves),
	looked_at AS MATERIALIZED (
		SELECT t.id, t.id >> ${blockBits} AS block, t.fund_id, t.source_no, t.from_stage, t.to_stage, t.amount_fen
		FROM (SELECT DISTINCT block FROM suspects) b JOIN transfer t ON t.id >= b.block << ${blockBits} AND t.id < (b.block + 1) << ${blockBits}),
	documents AS (SELECT fund_id, source_no, sum(amount_fen)::bigint AS amount FROM appropriation WHERE state = 'approved' GROUP BY 1, 2),
	from_treasury AS (
		SELECT fund_id, source_no, sum(CASE WHEN from_stage = 'treasury' THEN amount ELSE -amount END) AS promised
		FROM moved WHERE 'treasury' IN (from_stage, to_stage) GROUP BY 1, 2)
	(SELECT DISTINCT ON (fund_id, source_no, stage) 'fund_stage_never_negative' AS invariant, 'fund ' || fund_id || ' source ' || source_no || ' ' || stage || ' after transfer ' || id AS subject, '>= 0' AS expected, running::text AS actual
		FROM (SELECT s.fund_id, s.source_no, s.stage, m.id, s.opening + sum(m.amount) OVER (PARTITION BY s.fund_id, s.source_no, s.stage, s.block ORDER BY m.id) AS running
			FROM suspects s JOIN (
				SELECT id, block, fund_id, source_no, to_stage AS stage, amount_fen AS amount FROM looked_at
				UNION ALL SELECT id, block, fund_id, source_no, from_stage, -amount_fen FROM looked_at) m USING (block, fund_id, source_no, stage)) r
		WHERE running < 0 ORDER BY fund_id, source_no, stage, id)
	UNION ALL SELECT 'fund_identity', 'fund ' || coalesce(d.fund_id, n.fund_id) || ' source ' || coalesce(d.source_no, n.source_no), coalesce(d.amount, 0)::text, coalesce(n.amount, 0)::text
		FROM documents d FULL JOIN (SELECT fund_id, source_no, sum(amount) AS amount FROM totals WHERE stage <> 'treasury' GROUP BY 1, 2) n USING (fund_id, source_no)
		WHERE coalesce(d.amount, 0) <> coalesce(n.amount, 0)
	UNION ALL SELECT 'appropriation', 'fund ' || coalesce(d.fund_id, f.fund_id) || ' source ' || coalesce(d.source_no, f.source_no), coalesce(d.amount, 0)::text, coalesce(f.promised, 0)::text
		FROM documents d FULL JOIN from_treasury f USING (fund_id, source_no) WHERE coalesce(d.amount, 0) <> coalesce(f.promised, 0)
	UNION ALL SELECT 'fund_available', 'fund ' || coalesce(b.fund_id, n.fund_id) || ' source ' || coalesce(b.source_no, n.source_no), coalesce(n.amount, 0)::text, (coalesce(b.available_fen, 0) + coalesce(c.amount, 0))::text
		FROM fund_balance b FULL JOIN (SELECT * FROM totals WHERE stage = 'available') n USING (fund_id, source_no)
		LEFT JOIN (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM fund_credit GROUP BY 1, 2) c ON c.fund_id = coalesce(b.fund_id, n.fund_id) AND c.source_no = coalesce(b.source_no, n.source_no)
		WHERE coalesce(n.amount, 0) <> coalesce(b.available_fen, 0) + coalesce(c.amount, 0)
	UNION ALL SELECT 'fold', 'fund ' || coalesce(f.fund_id, n.fund_id) || ' source ' || coalesce(f.source_no, n.source_no) || ' ' || coalesce(f.stage, n.stage), coalesce(n.folded, 0)::text, coalesce(f.amount_fen, 0)::text
		FROM fund_total f FULL JOIN totals n USING (fund_id, source_no, stage) WHERE coalesce(f.amount_fen, 0) <> coalesce(n.folded, 0)
	UNION ALL SELECT 'flow', 'fund ' || coalesce(f.fund_id, n.fund_id) || ' source ' || coalesce(f.source_no, n.source_no) || ' ' || coalesce(f.from_stage, n.from_stage) || ' to ' || coalesce(f.to_stage, n.to_stage) || ' on ' || coalesce(f.effective_on, n.effective_on), coalesce(n.amount, 0)::text, coalesce(f.amount_fen, 0)::text
		FROM fund_flow f FULL JOIN (SELECT fund_id, source_no, effective_on, from_stage, to_stage, fen_total(amount) AS amount FROM moved WHERE folded GROUP BY 1, 2, 3, 4, 5) n USING (fund_id, source_no, effective_on, from_stage, to_stage)
		WHERE coalesce(f.amount_fen, 0) <> coalesce(n.amount, 0)`,
}

export const fundInvariants: readonly Invariant[] = [
	{
		name: 'caps',
		says: 'the use of every cap is what was drawn on it',
		sql: `SELECT 'cap ' || coalesce(u.cap_key, d.cap_key) AS subject, coalesce(d.amount, 0)::text AS expected, coalesce(u.used_fen, 0)::text AS actual
			FROM cap_usage u FULL JOIN (SELECT cap_key, fen_total(amount_fen) AS amount FROM cap_draw GROUP BY 1) d USING (cap_key)
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
			FROM fund_cash c LEFT JOIN (SELECT b.fund_id, b.source_no, fen_total(l.amount) AS amount
				FROM (SELECT batch_id, fen_total(amount_fen) AS amount FROM settlement_line WHERE NOT returned GROUP BY 1) l JOIN batch b ON b.id = l.batch_id
				WHERE b.state IN ('approved', 'sent', 'partly_paid', 'closed') GROUP BY 1, 2) l USING (fund_id, source_no)
			WHERE c.released_fen <> coalesce(l.amount, 0)`,
	},
]
