/**
 * The parts a chunk of the million vouchers is written with, statement by statement: the rows that grant_vouchers, place_order, end_order,
 * confirm_price, accept_delivery, approve_claim, lapse_voucher and the settlement's functions leave. `:name` is filled in.
 * A voucher's place in the life cycle is k = n mod 20. Faces are 12,000 + 8,000 yuan, an order's share 2,400 + 1,600.
 */
export type Step = { sql: string; isEvidence?: boolean }

/** A command of every voucher in `where`; `block` keeps the ids of the kinds of commands apart. */
export const command = (
	block: number,
	where: string,
	parts: {
		action: string
		subject: string
		actor: string
		org: string
		lines: string
		at: string
		details: string
		answer: string
	},
): Step => ({
	isEvidence: true,
	sql: `INSERT INTO command (id, scope_org_id, key, input_hash, actor_id, action, subject, details, answer, transfer_count, at, xid, digest)
		SELECT cmd + ${block} * :size, ${parts.org}, 'bench:${block}:' || n, md5(n::text) || md5('${block}'), ${parts.actor}, '${parts.action}', ${parts.subject}, ${parts.details}, ${parts.answer}, ${parts.lines}, ${parts.at}, pg_current_xact_id(), ''
		FROM chunk WHERE ${where} ORDER BY n`,
})

/** The outbox events of a block's commands, already passed on. */
export const event = (block: number, where: string, at: string): Step => ({
	sql: `INSERT INTO outbox_event (topic, payload, at, attempts, done_at) SELECT c.action, jsonb_build_object('subject', c.subject, 'commandId', c.id::text) || c.answer, c.at, 1, ${at} + interval '1 second'
		FROM chunk JOIN command c ON c.id = cmd + ${block} * :size WHERE ${where} ORDER BY n`,
})

/** Two transfers, one per source, of every voucher in `where`; `parts` are the two amounts. */
export const transfer = (
	block: number,
	where: string,
	move: {
		from: string
		to: string
		parts: [string, string]
		at: string
		order?: boolean
		claim?: boolean
		line?: number
	},
): Step => ({
	isEvidence: true,
	sql: `INSERT INTO transfer (command_id, line_no, fund_id, source_no, entitlement_id, order_id, claim_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
		SELECT cmd + ${block} * :size, ${move.line ?? 0} + s, :fund, s, ent, ${move.order ? 'ord' : 'NULL'}, ${move.claim ? 'clm' : 'NULL'}, '${move.from}', '${move.to}',
			CASE s WHEN 1 THEN ${move.parts[0]} ELSE ${move.parts[1]} END, ((${move.at}) AT TIME ZONE 'Asia/Shanghai')::date, now(), pg_current_xact_id(), ''
		FROM chunk, generate_series(1, 2) s WHERE ${where} ORDER BY n, s`,
})

/** What an order holds and a claim is approved for, per source. */
export const held: [string, string] = ['240000', '160000']
export const approved: [string, string] = ['240000 - cut1', '160000 - cut2']
