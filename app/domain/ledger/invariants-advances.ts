import type { Invariant } from './invariant.ts'

export const advanceInvariants: readonly Invariant[] = [
	{
		name: 'advances',
		says: 'what is still due for an advance is more received at the one level and less at the other, to the fen; two people decided it',
		sql: `SELECT 'advance ' || v.number AS subject, due.amount::text AS expected, concat_ws(' / ', coalesce(r.debtor, 0), coalesce(r.payer, 0), coalesce(p.amount, 0)) AS actual
			FROM advance v CROSS JOIN LATERAL (SELECT CASE v.state WHEN 'approved' THEN v.amount_fen - v.repaid_fen ELSE 0 END AS amount) due
			LEFT JOIN (SELECT x.advance_id, sum(x.amount_fen) FILTER (WHERE x.source_no = a.source_no) AS debtor, sum(x.amount_fen) FILTER (WHERE x.source_no = a.payer_source_no) AS payer
				FROM receipt x JOIN advance a ON a.id = x.advance_id AND a.fund_id = x.fund_id GROUP BY 1) r ON r.advance_id = v.id
			LEFT JOIN (SELECT advance_id, sum(amount_fen) AS amount FROM advance_repayment GROUP BY 1) p ON p.advance_id = v.id
			WHERE coalesce(r.debtor, 0) <> due.amount OR coalesce(r.payer, 0) <> -due.amount OR coalesce(p.amount, 0) <> v.repaid_fen OR v.decided_by_id = v.proposed_by_id`,
	},
]
