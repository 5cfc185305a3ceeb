/** What the database holds of one run, as text; ids only to find rows again. */
export type Snapshot = {
	stages: Record<string, [number, string][]>
	available: string[]
	cash: [string, string][]
	caps: Record<string, string>
	vouchers: Record<string, { id: string; entitlement: string; state: string; useBy: string; parts: string[][] }>
	/** State, share, and each hold: its parts, and what of them was redeemed once it is resolved. */
	orders: [string, string, [string[], string[] | null][]][]
	claims: [string, string[] | null][]
	payLines: { id: string; claim: string; source: number; amount: string; demanded: string; clawedBack: string }[]
	proposals: string[]
	clawbacks: [string, string][]
	batches: [string, string][]
	payments: { id: string; batch: string; payee: string; amount: string; state: string }[]
	bankLines: string[]
	documents: string[]
	applications: string[]
	fund: string
	commands: number
}

const byId = (what: string, from: string, list: string) =>
	`(SELECT coalesce(jsonb_agg(${what} ORDER BY x.id), '[]') FROM ${from} x WHERE x.id = ANY (${list}::bigint[]))`

export const snapshotSql = `SELECT jsonb_build_object(
	'stages', (SELECT coalesce(jsonb_object_agg(stage, parts), '{}') FROM (SELECT stage, jsonb_agg(jsonb_build_array(source_no, amount_fen::text)) AS parts FROM fund_stages($1) GROUP BY stage) s),
	'available', (SELECT coalesce(jsonb_agg((b.available_fen + coalesce((SELECT sum(c.amount_fen) FROM fund_credit c WHERE c.fund_id = b.fund_id AND c.source_no = b.source_no), 0))::text ORDER BY b.source_no), '[]') FROM fund_balance b WHERE b.fund_id = $1),
	'cash', (SELECT coalesce(jsonb_agg(jsonb_build_array(received_fen::text, released_fen::text) ORDER BY source_no), '[]') FROM fund_cash WHERE fund_id = $1),
	'caps', (SELECT coalesce(jsonb_object_agg(cap_key, used_fen::text), '{}') FROM cap_usage WHERE cap_key >= $2 AND cap_key < $2 || '~' AND used_fen <> 0),
	'vouchers', (SELECT coalesce(jsonb_object_agg(v.number, jsonb_build_object('id', v.id::text, 'entitlement', v.entitlement_id::text, 'state', v.state, 'useBy', (SELECT n.use_by::text FROM entitlement n WHERE n.id = v.entitlement_id), 'parts',
		(SELECT jsonb_agg(jsonb_build_array(e.face_fen::text, e.held_fen::text, e.redeemed_fen::text, e.lapsed_fen::text, e.voided_fen::text) ORDER BY e.source_no) FROM entitlement_source e WHERE e.entitlement_id = v.entitlement_id))), '{}') FROM voucher v WHERE v.fund_id = $1),
	'orders', ${byId(
		`jsonb_build_array(x.state, x.voucher_fen::text, (SELECT coalesce(jsonb_agg(jsonb_build_array(h.part_fen::text[], r.redeemed_fen::text[]) ORDER BY h.id), '[]')
		FROM hold h LEFT JOIN hold_resolution r ON r.hold_id = h.id WHERE h.order_id = x.id))`,
		'"order"',
		'$3',
	)},
	'claims', ${byId("jsonb_build_array(x.state, CASE WHEN x.kind <> 'voucher' THEN (SELECT jsonb_agg(e.redeemed_fen::text ORDER BY e.source_no) FROM entitlement_source e WHERE e.entitlement_id = x.entitlement_id) END)", 'claim', '$4')},
	'payLines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id::text, 'claim', p.claim_id::text, 'source', p.source_no, 'amount', p.amount_fen::text, 'demanded', p.demanded_fen::text, 'clawedBack', p.clawed_back_fen::text)), '[]') FROM pay_line p WHERE p.fund_id = $1),
	'batches', ${byId('jsonb_build_array(x.state, x.total_fen::text)', 'batch', '$5')},
	'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id::text, 'batch', p.batch_id::text, 'payee', p.payee_id::text, 'amount', p.amount_fen::text, 'state', p.state)), '[]') FROM payment p WHERE p.batch_id = ANY ($5::bigint[])),
	'bankLines', ${byId('to_jsonb(x.state)', 'statement_line', '$6')},
	'documents', ${byId('to_jsonb(x.state)', 'appropriation', '$7')},
	'applications', ${byId('to_jsonb(x.state)', 'application', '$8')},
	'proposals', ${byId('to_jsonb(x.state)', 'voucher_proposal', '$10')},
	'clawbacks', ${byId('jsonb_build_array(x.state, x.received_fen::text)', 'clawback', '$11')},
	'fund', (SELECT state FROM fund WHERE id = $1),
	'commands', (SELECT count(*) FROM command WHERE scope_org_id = ANY ($9::bigint[]) AND key >= $2 AND key < $2 || '~')) AS found`
