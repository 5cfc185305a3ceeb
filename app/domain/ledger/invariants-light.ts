import type { Invariant } from './invariant.ts'

/**
 * What can be asked every few minutes, however many vouchers there are: it reads folded totals with their tails, and
 * tables with a row per fund, source or document.
 */
export const lightInvariants: readonly Invariant[] = [
	{
		name: 'stage_not_negative',
		says: 'no stage of a fund is below zero',
		sql: `SELECT 'fund ' || f.id || ' source ' || s.source_no || ' ' || s.stage AS subject, '>= 0' AS expected, s.amount_fen::text AS actual
			FROM fund f, LATERAL fund_stages(f.id) s WHERE s.stage <> 'treasury' AND s.amount_fen < 0`,
	},
	{
		name: 'stages_whole',
		says: 'what left the treasury is the sum of all stages, per source',
		sql: `SELECT 'fund ' || f.id || ' source ' || s.source_no AS subject, '0' AS expected, sum(s.amount_fen)::text AS actual
			FROM fund f, LATERAL fund_stages(f.id) s GROUP BY f.id, s.source_no HAVING sum(s.amount_fen) <> 0`,
	},
	{
		name: 'flows_whole',
		says: 'the moves folded per day add up to the folded totals',
		sql: `SELECT 'fund ' || coalesce(t.fund_id, f.fund_id) || ' source ' || coalesce(t.source_no, f.source_no) || ' ' || coalesce(t.stage, f.stage) AS subject, coalesce(f.amount, 0)::text AS expected, coalesce(t.amount_fen, 0)::text AS actual
			FROM fund_total t FULL JOIN (
				SELECT fund_id, source_no, stage, fen_total(amount) AS amount FROM (
					SELECT fund_id, source_no, to_stage AS stage, amount_fen AS amount FROM fund_flow UNION ALL SELECT fund_id, source_no, from_stage, -amount_fen FROM fund_flow) m GROUP BY 1, 2, 3) f USING (fund_id, source_no, stage)
			WHERE coalesce(t.amount_fen, 0) <> coalesce(f.amount, 0)`,
	},
	{
		name: 'fund_available',
		says: 'the stored available balance and the credits waiting equal the transfers',
		sql: `SELECT 'fund ' || b.fund_id || ' source ' || b.source_no AS subject, coalesce(s.amount_fen, 0)::text AS expected, (b.available_fen + coalesce(c.amount, 0))::text AS actual
			FROM fund_balance b LEFT JOIN LATERAL (SELECT amount_fen FROM fund_stages(b.fund_id) x WHERE x.source_no = b.source_no AND x.stage = 'available') s ON true
			LEFT JOIN (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM fund_credit GROUP BY 1, 2) c ON c.fund_id = b.fund_id AND c.source_no = b.source_no
			WHERE coalesce(s.amount_fen, 0) <> b.available_fen + coalesce(c.amount, 0)`,
	},
	{
		name: 'appropriation',
		says: 'what left the treasury equals the approved documents and what was carried in, per source',
		sql: `SELECT 'fund ' || coalesce(d.fund_id, t.fund_id) || ' source ' || coalesce(d.source_no, t.source_no) AS subject, coalesce(d.amount, 0)::text AS expected, coalesce(t.amount, 0)::text AS actual
			FROM (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM appropriation WHERE state = 'approved' GROUP BY 1, 2) d
			FULL JOIN (SELECT f.id AS fund_id, w.source_no, sum(CASE w.from_stage WHEN 'treasury' THEN w.amount_fen ELSE -w.amount_fen END) AS amount FROM fund f, LATERAL fund_flows(f.id) w
				WHERE 'treasury' IN (w.from_stage, w.to_stage) GROUP BY 1, 2) t USING (fund_id, source_no)
			WHERE coalesce(d.amount, 0) <> coalesce(t.amount, 0)`,
	},
]
