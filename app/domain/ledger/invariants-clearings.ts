import type { Invariant } from './invariant.ts'

export const clearingInvariants: readonly Invariant[] = [
	{
		name: 'clearings',
		says: 'a clearing came back to the one fund and was paid by the other, each gross in its amount, by two people; one not approved moved nothing',
		sql: `SELECT 'clearing ' || g.number AS subject, CASE g.state WHEN 'approved' THEN g.amount_fen ELSE 0 END::text AS expected, concat_ws(' / ', r.amount, y.amount_fen) AS actual
			FROM clearing g LEFT JOIN payment y ON y.clearing_id = g.id LEFT JOIN clawback k ON k.clearing_id = g.id
			LEFT JOIN (SELECT clawback_id, sum(amount_fen) AS amount FROM clawback_receipt GROUP BY 1) r ON r.clawback_id = k.id
			WHERE CASE g.state WHEN 'approved' THEN y.amount_fen IS DISTINCT FROM g.amount_fen OR r.amount IS DISTINCT FROM g.amount_fen OR g.decided_by_id = g.proposed_by_id
				ELSE y.id IS NOT NULL OR k.id IS NOT NULL END`,
	},
]
