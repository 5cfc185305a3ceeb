import type { Invariant } from './invariant.ts'

/** What must hold of vouchers and funds that ended: void, lapse and forfeit, clawbacks, and what a year-end carried over. */
export const yearEndInvariants: readonly Invariant[] = [
	{
		name: 'carried_over',
		says: 'what a fund carried out its successor took in, per command, source and stage; nothing is carried otherwise',
		sql: `SELECT 'command ' || m.command_id || ' source ' || m.source_no || ' ' || m.stage AS subject, m.carried_out::text AS expected, m.carried_in::text AS actual
			FROM (SELECT t.command_id, t.source_no, CASE WHEN t.to_stage = 'carried_out' THEN t.from_stage ELSE t.to_stage END AS stage,
					coalesce(sum(t.amount_fen) FILTER (WHERE t.to_stage = 'carried_out' AND t.fund_id = c.from_fund_id), 0) AS carried_out,
					coalesce(sum(t.amount_fen) FILTER (WHERE t.from_stage = 'treasury' AND t.fund_id = c.to_fund_id), 0) AS carried_in,
					count(*) FILTER (WHERE c.command_id IS NULL OR t.fund_id <> CASE WHEN t.to_stage = 'carried_out' THEN c.from_fund_id ELSE c.to_fund_id END) AS stray
				FROM transfer t LEFT JOIN carry c ON c.command_id = t.command_id
				WHERE t.to_stage = 'carried_out' OR (t.from_stage = 'treasury' AND (t.to_stage <> 'available' OR c.command_id IS NOT NULL)) GROUP BY 1, 2, 3) m
			WHERE m.carried_out <> m.carried_in OR m.stray > 0`,
	},
	{
		name: 'carried_in',
		says: 'what a fund took in from the year before stands among its documents',
		sql: `SELECT 'command ' || coalesce(a.command_id, t.command_id) || ' source ' || coalesce(a.source_no, t.source_no) AS subject, coalesce(a.amount_fen, 0)::text AS expected, coalesce(t.amount, 0)::text AS actual
			FROM (SELECT command_id, fund_id, source_no, amount_fen FROM appropriation WHERE kind = 'carried_in') a
			FULL JOIN (SELECT t.command_id, t.fund_id, t.source_no, sum(t.amount_fen) AS amount FROM transfer t JOIN carry c ON c.command_id = t.command_id AND c.to_fund_id = t.fund_id
				WHERE t.from_stage = 'treasury' GROUP BY 1, 2, 3) t USING (command_id, fund_id, source_no)
			WHERE coalesce(a.amount_fen, 0) <> coalesce(t.amount, 0)`,
	},
	{
		name: 'closed_funds',
		says: 'a fund whose year has ended holds nothing that is not paid or gone',
		sql: `SELECT 'fund ' || f.number || ' source ' || s.source_no || ' ' || s.stage AS subject, '0' AS expected, s.amount_fen::text AS actual
			FROM fund f CROSS JOIN LATERAL fund_stages(f.id) s
			WHERE f.state = 'closed' AND s.stage IN ('available', 'granted', 'held', 'redeemed') AND s.amount_fen <> 0`,
	},
	{
		name: 'voucher_fund',
		says: 'a voucher and its entitlement are of one fund, and none of its open money stayed in the fund it was carried from',
		sql: `SELECT 'voucher ' || v.number AS subject, 'fund ' || e.fund_id AS expected, 'fund ' || v.fund_id AS actual FROM voucher v JOIN entitlement e ON e.id = v.entitlement_id WHERE v.fund_id <> e.fund_id
			UNION ALL SELECT 'entitlement ' || t.entitlement_id || ' in fund ' || t.fund_id || ' ' || t.stage, '0', t.amount::text FROM (
				SELECT entitlement_id, fund_id, stage, sum(amount) AS amount FROM (
					SELECT entitlement_id, fund_id, to_stage AS stage, amount_fen AS amount FROM transfer WHERE fund_id IN (SELECT from_fund_id FROM carry) AND entitlement_id IS NOT NULL AND to_stage IN ('granted', 'held', 'redeemed')
					UNION ALL SELECT entitlement_id, fund_id, from_stage, -amount_fen FROM transfer WHERE fund_id IN (SELECT from_fund_id FROM carry) AND entitlement_id IS NOT NULL AND from_stage IN ('granted', 'held', 'redeemed')) m
				GROUP BY 1, 2, 3 HAVING sum(amount) <> 0) t JOIN entitlement e ON e.id = t.entitlement_id WHERE e.fund_id <> t.fund_id`,
	},
	{
		name: 'forfeits',
		says: 'a forfeited order gave back exactly what it had redeemed, and is in no claim under way',
		sql: `SELECT 'order ' || o.number AS subject, x.amount::text AS expected, coalesce(t.amount, 0)::text AS actual
			FROM order_forfeit f JOIN "order" o ON o.id = f.order_id CROSS JOIN LATERAL (SELECT sum(p) AS amount FROM unnest(f.part_fen) p) x
			LEFT JOIN (SELECT command_id, order_id, sum(amount_fen) AS amount FROM transfer WHERE from_stage = 'redeemed' AND to_stage = 'available' GROUP BY 1, 2) t ON t.command_id = f.command_id AND t.order_id = f.order_id
			WHERE x.amount <> coalesce(t.amount, 0)
			UNION ALL SELECT 'order ' || o.number, 'no claim', 'claim ' || c.number FROM order_forfeit f JOIN claimed_order k ON k.order_id = f.order_id JOIN claim c ON c.id = k.claim_id JOIN "order" o ON o.id = f.order_id
			WHERE c.state NOT IN ('draft', 'withdrawn', 'refused')`,
	},
	{
		name: 'clawbacks',
		says: 'what is demanded and clawed back of a pay line is the sum of its demands, of their receipts and of what left paid for them',
		sql: `SELECT 'pay line ' || p.id AS subject, concat_ws(' / ', coalesce(d.demanded, 0), coalesce(d.received, 0), coalesce(d.receipts, 0), coalesce(d.moved, 0)) AS expected, concat_ws(' / ', p.demanded_fen, p.clawed_back_fen, p.clawed_back_fen, p.clawed_back_fen) AS actual
			FROM (SELECT * FROM pay_line WHERE demanded_fen > 0) p
			FULL JOIN (SELECT c.pay_line_id, sum(c.amount_fen) AS demanded, sum(c.received_fen) AS received, sum(r.amount) AS receipts, sum(r.moved) AS moved FROM clawback c
				LEFT JOIN (SELECT k.clawback_id, sum(k.amount_fen) AS amount, sum((SELECT sum(t.amount_fen) FROM transfer t WHERE t.command_id = k.command_id AND t.from_stage = 'paid' AND t.to_stage = k.to_stage)) AS moved
					FROM clawback_receipt k GROUP BY 1) r ON r.clawback_id = c.id WHERE c.state IN ('demanded', 'received') GROUP BY 1) d ON d.pay_line_id = p.id
			WHERE coalesce(p.demanded_fen, 0) <> coalesce(d.demanded, 0) OR coalesce(p.clawed_back_fen, 0) <> coalesce(d.received, 0)
				OR coalesce(p.clawed_back_fen, 0) <> coalesce(d.receipts, 0) OR coalesce(p.clawed_back_fen, 0) <> coalesce(d.moved, 0)`,
	},
	{
		name: 'over_issue',
		says: 'quotas that set no money aside stay within what is appropriated times the approved factor',
		sql: `SELECT 'fund ' || f.number AS subject, '<= ' || floor(coalesce(a.amount, 0) * f.over_issue_percent / 100) AS expected, u.used_fen::text AS actual
			FROM fund f JOIN cap_usage u ON u.cap_key = over_issue_key(f.id)
			LEFT JOIN (SELECT fund_id, sum(amount_fen) AS amount FROM appropriation WHERE state = 'approved' AND amount_fen > 0 GROUP BY 1) a ON a.fund_id = f.id
			WHERE u.used_fen > coalesce(a.amount, 0) * f.over_issue_percent / 100`,
	},
	{
		name: 'two_people_endings',
		says: 'nobody ended a voucher, a fund or a payment alone',
		sql: `SELECT 'proposal ' || id AS subject, 'another person' AS expected, 'account ' || decided_by_id AS actual FROM voucher_proposal WHERE decided_by_id = proposed_by_id
			UNION ALL SELECT 'clawback ' || number, 'another person', 'account ' || decided_by_id FROM clawback WHERE decided_by_id = proposed_by_id
			UNION ALL SELECT 'year-end ' || id, 'another person', 'account ' || decided_by_id FROM year_end WHERE decided_by_id = proposed_by_id
			UNION ALL SELECT 'voucher ' || v.number, 'an approved proposal', 'none' FROM voucher v WHERE v.state = 'void' AND NOT EXISTS (SELECT FROM voucher_proposal p WHERE p.voucher_id = v.id AND p.kind = 'void' AND p.state = 'approved')`,
	},
]
