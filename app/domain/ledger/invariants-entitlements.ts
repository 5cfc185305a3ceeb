import type { Invariant, InvariantPass } from './invariant.ts'

/** The sum of an array of parts per source (at most nine), without unnesting it. */
const sumOfParts = (parts: string) => Array.from({ length: 9 }, (_, i) => `coalesce(${parts}[${i + 1}], 0)`).join(' + ')

/**
 * Every entitlement per source: what its transfers, its open holds and its stored balances say, added up with opposite
 * signs in one grouping. Only where something is left over are the two sides worked out again, to be named.
 */
export const entitlementPass: InvariantPass = {
	invariants: [
		{
			name: 'entitlement_balances',
			says: 'held, used and free of every entitlement equal its transfers, per source',
		},
		{ name: 'holds', says: 'the open holds of an entitlement are what it holds, per source' },
	],
	sql: `WITH odd AS MATERIALIZED (
		SELECT entitlement_id, source_no, fen_total(held) AS held, fen_total(used) AS used, fen_total(free) AS free, fen_total(holds) AS holds FROM (
			SELECT entitlement_id, source_no,
				CASE WHEN to_stage = 'held' THEN amount_fen WHEN from_stage = 'held' THEN -amount_fen ELSE 0 END AS held,
				CASE WHEN from_stage = 'held' AND to_stage = 'redeemed' OR from_stage = 'available' AND to_stage = 'payable' THEN amount_fen
					WHEN from_stage = 'redeemed' AND to_stage IN ('granted', 'available') OR from_stage = 'payable' AND to_stage IN ('granted', 'available') THEN -amount_fen ELSE 0 END AS used,
				CASE WHEN to_stage = 'granted' THEN amount_fen WHEN from_stage = 'granted' THEN -amount_fen ELSE 0 END AS free, 0::bigint AS holds
			FROM transfer WHERE entitlement_id IS NOT NULL
			UNION ALL SELECT entitlement_id, source_no, -held_fen, -redeemed_fen, held_fen + redeemed_fen + lapsed_fen + voided_fen - face_fen, -held_fen FROM entitlement_source
			UNION ALL SELECT h.entitlement_id, u.n::smallint, 0, 0, 0, u.p FROM hold h LEFT JOIN hold_resolution r ON r.hold_id = h.id, unnest(h.part_fen) WITH ORDINALITY u(p, n)
				WHERE r.hold_id IS NULL AND u.p > 0) said
		GROUP BY 1, 2 HAVING fen_total(held) <> 0 OR fen_total(used) <> 0 OR fen_total(free) <> 0 OR fen_total(holds) <> 0)
	SELECT 'entitlement_balances' AS invariant, 'entitlement ' || o.entitlement_id || ' source ' || o.source_no AS subject,
			concat_ws(' ', 'held', coalesce(s.held_fen, 0) + o.held, 'used', coalesce(s.redeemed_fen, 0) + o.used, 'free', coalesce(b.free, 0) + o.free) AS expected,
			concat_ws(' ', 'held', coalesce(s.held_fen, 0), 'used', coalesce(s.redeemed_fen, 0), 'free', coalesce(b.free, 0)) AS actual
		FROM odd o LEFT JOIN entitlement e ON e.id = o.entitlement_id LEFT JOIN entitlement_source s ON s.entitlement_id = o.entitlement_id AND s.source_no = o.source_no,
			LATERAL (SELECT s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen AS free) b
		WHERE o.held <> 0 OR o.used <> 0 OR (o.free <> 0 AND e.encumbrance IS DISTINCT FROM 'order' AND e.encumbrance IS DISTINCT FROM 'approval')
	UNION ALL SELECT 'holds', 'entitlement ' || o.entitlement_id || ' source ' || o.source_no, (coalesce(s.held_fen, 0) + o.holds)::text, coalesce(s.held_fen, 0)::text
		FROM odd o LEFT JOIN entitlement_source s ON s.entitlement_id = o.entitlement_id AND s.source_no = o.source_no WHERE o.holds <> 0`,
}

export const entitlementInvariants: readonly Invariant[] = [
	{
		name: 'entitlement_face',
		says: 'the face of an entitlement is the sum of its sources',
		sql: `SELECT 'entitlement ' || o.id AS subject, coalesce(e.face_fen, 0)::text AS expected, (coalesce(e.face_fen, 0) + o.over)::text AS actual
			FROM (SELECT id, fen_total(face) AS over FROM (
				SELECT entitlement_id AS id, face_fen AS face FROM entitlement_source UNION ALL SELECT id, -face_fen FROM entitlement) said GROUP BY 1 HAVING fen_total(face) <> 0) o
			LEFT JOIN entitlement e ON e.id = o.id`,
	},
	{
		name: 'command_transfers',
		says: 'each command has the transfers it was written with',
		sql: `SELECT 'command ' || o.id || ' transfer lines' AS subject, coalesce(c.transfer_count, 0)::text AS expected, (coalesce(c.transfer_count, 0) + o.over)::text AS actual
			FROM (SELECT id, sum(lines) AS over FROM (
				SELECT command_id AS id, 1 AS lines FROM transfer UNION ALL SELECT id, -transfer_count FROM command) said GROUP BY 1 HAVING sum(lines) <> 0) o
			LEFT JOIN command c ON c.id = o.id`,
	},
	{
		name: 'accepted_orders',
		says: 'an accepted order redeemed exactly its voucher part; an ended or unplaced one redeemed and holds nothing',
		sql: `SELECT 'order ' || o.number AS subject, (CASE WHEN o.state IN ('accepted', 'closed') THEN o.voucher_fen ELSE 0 END)::text AS expected, coalesce(r.amount, 0)::text AS actual
			FROM "order" o LEFT JOIN (SELECT h.order_id, fen_total(${sumOfParts('r.redeemed_fen')}) AS amount FROM hold h JOIN hold_resolution r ON r.hold_id = h.id GROUP BY 1) r ON r.order_id = o.id
			WHERE coalesce(r.amount, 0) <> CASE WHEN o.state IN ('accepted', 'closed') THEN o.voucher_fen ELSE 0 END`,
	},
]
