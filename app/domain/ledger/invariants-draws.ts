import type { Invariant } from './invariant.ts'

/** What must hold of every draw: the list as it was hashed, the seed of that list, the order of that seed, grants of that order. */
export const drawInvariants: readonly Invariant[] = [
	{
		name: 'draw_list',
		says: 'every closed list still has the hash, the count and the sum it was closed with',
		sql: `SELECT 'draw ' || d.id AS subject, concat_ws(' ', d.list_hash, d.candidate_count, d.total_fen) AS expected,
				concat_ws(' ', sha256_hex(draw_list_text(d.id, d.header)), coalesce(c.count, 0), coalesce(c.total, 0)) AS actual
			FROM draw d LEFT JOIN (SELECT draw_id, count(*) AS count, sum(amount_fen) AS total FROM draw_candidate GROUP BY 1) c ON c.draw_id = d.id
			WHERE d.list_hash <> sha256_hex(draw_list_text(d.id, d.header)) OR d.candidate_count <> coalesce(c.count, 0) OR d.total_fen <> coalesce(c.total, 0)`,
	},
	{
		name: 'draw_seed',
		says: 'every seed is made of the closed list and a number that came later',
		sql: `SELECT 'draw number ' || n.id AS subject, concat_ws(' ', sha256_hex(d.list_hash || n.number), 'from ' || d.number_on) AS expected, concat_ws(' ', n.seed, 'of ' || n.drawn_on) AS actual
			FROM draw_number n JOIN draw d ON d.id = n.draw_id WHERE n.seed <> sha256_hex(d.list_hash || n.number) OR n.drawn_on < d.number_on OR n.entered_at < d.closed_at`,
	},
	{
		name: 'draw_order',
		says: 'every approved draw has the order of its seed or its scores, and no other has any',
		sql: `SELECT concat_ws(' ', 'draw', coalesce(d.id, p.draw_id), 'application', coalesce(o.application_id, p.application_id)) AS subject, coalesce(o.place, 0)::text AS expected, coalesce(p.place, 0)::text AS actual
			FROM draw d LEFT JOIN draw_ruling u ON u.draw_id = d.id AND u.kind = 'approved' LEFT JOIN draw_number n ON n.id = u.number_id
			CROSS JOIN LATERAL (SELECT * FROM draw_order(d.id, n.seed) x WHERE u.id IS NOT NULL) o
			FULL JOIN draw_place p ON p.application_id = o.application_id AND p.draw_id = d.id WHERE o.place IS DISTINCT FROM p.place`,
	},
	{
		name: 'drawn_vouchers',
		says: 'every voucher of a round that draws stands on its closed list, in an approved draw, over that amount',
		sql: `SELECT 'voucher ' || v.number AS subject, coalesce(c.amount_fen || ' drawn', 'on the list') AS expected, concat_ws(' ', e.face_fen, coalesce(o.kind, 'no outcome')) AS actual
			FROM voucher v JOIN round r ON r.id = v.round_id AND r.giving <> 'first_come' JOIN entitlement e ON e.id = v.entitlement_id
			LEFT JOIN draw d ON d.round_id = r.id LEFT JOIN draw_candidate c ON c.application_id = v.application_id AND c.draw_id = d.id
			LEFT JOIN draw_place p ON p.application_id = c.application_id LEFT JOIN draw_outcome o ON o.application_id = v.application_id
			WHERE p.place IS NULL OR c.amount_fen IS DISTINCT FROM e.face_fen OR o.kind IS DISTINCT FROM 'granted'`,
	},
	{
		name: 'draw_outcomes',
		says: 'what became of an application in a draw is what its own row says',
		sql: `SELECT 'application ' || a.number AS subject, o.kind AS expected, a.state AS actual
			FROM draw_outcome o JOIN application a ON a.id = o.application_id
			WHERE a.state <> CASE o.kind WHEN 'granted' THEN 'granted' WHEN 'withdrawn' THEN 'withdrawn' ELSE 'not_drawn' END`,
	},
	{
		name: 'draw_two_people',
		says: 'nobody approved a list they closed or a number they entered',
		sql: `SELECT 'draw ' || d.id AS subject, 'another person' AS expected, 'account ' || u.ruled_by_id AS actual
			FROM draw_ruling u JOIN draw d ON d.id = u.draw_id LEFT JOIN draw_number n ON n.id = u.number_id WHERE u.ruled_by_id IN (d.closed_by_id, n.entered_by_id)`,
	},
]
