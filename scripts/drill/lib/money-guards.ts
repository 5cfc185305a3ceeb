/**
 * Every guard that stands between the books and wrong money, by name, and how it is taken away: a piece of a function's
 * text replaced, or a constraint, index or trigger dropped. `npm run drill -- mutants` removes one at a time from a
 * scratch copy of the schema; the money suite must notice each.
 */
export type MoneyGuard = { name: string } & Removal
type Removal =
	| { function: string; replace: string; by: string }
	| { table: string; constraint: string }
	| { index: string }
	| { table: string; trigger: string }

const inFunction = (name: string, of: string, replace: string, by = ''): MoneyGuard => ({
	name,
	function: of,
	replace,
	by,
})
const constraint = (name: string, table: string, of: string): MoneyGuard => ({ name, table, constraint: of })
const trigger = (name: string, table: string, of: string): MoneyGuard => ({ name, table, trigger: of })

const stateTest = (of: string, row: string, state: string) =>
	inFunction(`${of}: its state`, of, `IF ${row}.state <> '${state}' THEN`, 'IF false THEN')

/** By the part of the money suite that looks at it first. */
const guardsBySection: Record<string, readonly MoneyGuard[]> = {
	keys: [
		inFunction('key: the answer already given', 'replayed', 'RETURN earlier.answer;', 'RETURN NULL;'),
		inFunction('key: other inputs', 'replayed', `IF earlier.input_hash <> ctx ->> 'inputHash' THEN`, 'IF false THEN'),
		{ name: 'key: used once', index: 'command_scope_org_id_key_key' },
	],
	funds: [
		stateTest('approve_fund', 'f', 'draft'),
		inFunction(
			'approve_fund: another person',
			'approve_fund',
			`IF f.created_by_id = (ctx ->> 'actorId')::bigint THEN`,
			'IF false THEN',
		),
		constraint('fund: another person', 'fund', 'fund_second_person'),
		stateTest('approve_appropriation', 'app', 'draft'),
		inFunction(
			'approve_appropriation: the fund is approved',
			'approve_appropriation',
			`IF f.state <> 'approved' THEN`,
			'IF false THEN',
		),
		inFunction(
			'approve_appropriation: another person',
			'approve_appropriation',
			`IF app.created_by_id = (ctx ->> 'actorId')::bigint THEN`,
			'IF false THEN',
		),
		constraint('appropriation: another person', 'appropriation', 'appropriation_second_person'),
		inFunction('a cut of the promise takes only what is free', 'appropriate', 'PERFORM draw_fund(app.fund_id, parts);'),
		inFunction(
			'record_receipt: the fund is approved',
			'record_receipt',
			`IF f.state <> 'approved' THEN`,
			'IF false THEN',
		),
		constraint('receipt: more than nothing', 'receipt', 'receipt_amount_fen_check'),
		inFunction(
			'draw_fund: what the fund has',
			'draw_fund',
			'WHERE p > 0 AND coalesce(b.available_fen, 0) < p)',
			'WHERE false)',
		),
		constraint('fund balance: never below zero', 'fund_balance', 'fund_balance_not_negative'),
		constraint('fund credit: more than nothing', 'fund_credit', 'fund_credit_amount_fen_check'),
	],
	vouchers: [
		inFunction(
			'grant_vouchers: the fund is approved',
			'grant_vouchers',
			`IF f.state <> 'approved' THEN`,
			'IF false THEN',
		),
		inFunction(
			'grant_vouchers: an application once',
			'grant_vouchers',
			`(r.state <> 'submitted' OR one_done[r.same_one])`,
			'false',
		),
		inFunction(
			'grant_vouchers: an application once in a list',
			'grant_vouchers',
			`(r.state <> 'submitted' OR one_done[r.same_one])`,
			`r.state <> 'submitted'`,
		),
		inFunction(
			'grant_vouchers: one living application per enterprise and round',
			'grant_vouchers',
			'ELSIF r.is_new AND (r.is_live OR one_done[r.same_one]) THEN',
			'ELSIF false THEN',
		),
		inFunction('grant_vouchers: parts make the face', 'grant_vouchers', 'sum_fen(r.parts) <> r.face_fen OR '),
		inFunction('grant_vouchers: no part below zero', 'grant_vouchers', ' OR 0 > ANY (r.parts)'),
		inFunction(
			'grant_vouchers: what the fund has',
			'grant_vouchers',
			`ELSIF r.encumbrance = 'grant' AND NOT fits(r.parts, avail) THEN`,
			'ELSIF false THEN',
		),
		inFunction(
			'grant_vouchers: caps',
			'grant_vouchers',
			'> r.cap_limit_fen[i] THEN',
			'> r.cap_limit_fen[i] * 1000 THEN',
		),
		inFunction(
			'grant_vouchers: a key with other inputs',
			'grant_vouchers',
			'AND r.earlier_hash = r.input_hash THEN',
			'THEN',
		),
		inFunction(
			'grant_vouchers: the answer already given',
			'grant_vouchers',
			'LEFT JOIN command c ON c.scope_org_id = q.scope_org_id AND c.key = q.key\n    LEFT JOIN application',
			'LEFT JOIN command c ON false\n    LEFT JOIN application',
		),
		inFunction(
			'grant_vouchers: one draw after the other',
			'grant_vouchers',
			'PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund_key ORDER BY b.source_no FOR UPDATE;',
		),
		{ name: 'voucher: one per application', index: 'voucher_application_id_key' },
		inFunction('lapse_voucher: only after the use-by day', 'lapse_voucher', ' OR e.use_by >= business_day(ctx)'),
		constraint('entitlement: never more than its face', 'entitlement_source', 'entitlement_source_free'),
		inFunction('take_caps: the limit', 'take_caps', 'AND u.used_fen + draw.amount_fen <= draw.limit_fen'),
	],
	orders: [
		inFunction(
			'draw_fund: one draw after the other',
			'draw_fund',
			'PERFORM 1 FROM fund_balance b WHERE b.fund_id = fund ORDER BY b.source_no FOR UPDATE;',
		),
		inFunction('draw_fund: what came back is drawn again', 'draw_fund', 'PERFORM absorb_credits(fund);'),
		stateTest('place_order', 'o', 'draft'),
		inFunction('place_order: not above the price', 'place_order', ' OR amount > o.price_fen'),
		inFunction('place_order: caps', 'place_order', `PERFORM take_caps(args -> 'draws');`),
		inFunction(
			'place_order: the fund, where orders encumber',
			'place_order',
			`IF e.encumbrance = 'order' THEN PERFORM draw_fund(e.fund_id, parts); END IF;`,
		),
		inFunction('reserve: a living voucher', 'reserve', `(SELECT state FROM voucher WHERE id = v.id) <> 'active' OR `),
		inFunction('reserve: within its days', 'reserve', ' OR e.use_by < business_day(ctx)'),
		inFunction('reserve: what the voucher has', 'reserve', 'IF sum_fen(free) < amount THEN', 'IF false THEN'),
		inFunction('reserve: the holder only', 'reserve', 'IF v.enterprise_id <> o.enterprise_id THEN', 'IF false THEN'),
		inFunction(
			'reserve: one after the other',
			'reserve',
			'PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id = e.id ORDER BY s.source_no FOR NO KEY UPDATE;',
		),
		stateTest('confirm_price', 'o', 'price_proposed'),
		inFunction('confirm_price: the price proposed', 'confirm_price', 'o.final_price_fen IS DISTINCT FROM price OR '),
		inFunction('confirm_price: not above the price', 'confirm_price', ' OR wanted > price'),
		stateTest('accept_delivery', 'o', 'delivered'),
		inFunction(
			'accept_delivery: what is not used goes back',
			'accept_delivery',
			`PERFORM give_back_caps(o.id, o.voucher_fen, posted);`,
		),
		{ name: 'hold: resolved once', table: 'hold_resolution', constraint: 'hold_resolution_pkey' },
		inFunction(
			'end_order: its state',
			'end_order',
			`IN ('declined', 'withdrawn', 'expired') AND o.state = 'placed'`,
			`IN ('declined', 'withdrawn', 'expired')`,
		),
		inFunction(
			'end_order: expired only when due',
			'end_order',
			`IF target = 'expired' AND o.reply_due_at >`,
			`IF false AND o.reply_due_at >`,
		),
		trigger('order: money steps belong to the books', 'order', 'order_guard'),
	],
	claims: [
		inFunction(
			'approve_claim: its state',
			'approve_claim',
			`IF c.state NOT IN ('reviewed', 'on_notice') THEN`,
			'IF false THEN',
		),
		inFunction('approve_claim: after its notice', 'approve_claim', 'PERFORM check_notice(ctx, c);'),
		inFunction('approve_claim: not nothing', 'approve_claim', 'IF coalesce(amount, 0) = 0 THEN', 'IF false THEN'),
		inFunction(
			'approve_claim: parts make the sum',
			'approve_claim',
			'IF sum_fen(total) <> amount THEN',
			'IF false THEN',
		),
		inFunction('approve_claim: caps', 'approve_claim', `PERFORM take_caps(args -> 'draws');`),
		inFunction('approve_claim: what the fund has', 'approve_claim', 'PERFORM draw_fund(c.fund_id, total);'),
		inFunction(
			'refuse_claim: its state',
			'refuse_claim',
			`IF c.state NOT IN ('submitted', 'reviewed', 'on_notice') THEN`,
			'IF false THEN',
		),
		inFunction(
			'refuse_claim: with a reason',
			'refuse_claim',
			`IF coalesce(args ->> 'reason', '') = '' THEN`,
			'IF false THEN',
		),
		inFunction(
			'a cut of a voucher past its day goes to the fund',
			'cut_redeemed',
			`v.state = 'active' AND coalesce(e.use_by >= business_day(ctx), true)`,
			'true',
		),
		trigger('claim: an order once', 'claim_line', 'claim_line_takes_order'),
		{ name: 'pay line: one per claim and source', index: 'pay_line_claim_id_source_no_key' },
	],
	batches: [
		stateTest('lock_batch', 'b', 'open'),
		inFunction('lock_batch: amounts as owed', 'lock_batch', ' OR p.amount_fen <> l.amount_fen'),
		inFunction(
			'lock_batch: confirmed accounts',
			'lock_batch',
			`a.id IS NULL OR a.state <> 'confirmed' OR a.organisation_id <> c.claimant_id`,
			'false',
		),
		stateTest('approve_batch', 'b', 'locked'),
		inFunction(
			'approve_batch: another person',
			'approve_batch',
			`IF (ctx ->> 'actorId')::bigint IN (b.locked_by_id, b.created_by_id) THEN`,
			'IF false THEN',
		),
		constraint('batch: another person', 'batch', 'batch_second_person'),
		inFunction(
			'approve_batch: as it was locked',
			'approve_batch',
			'IF batch_hash(b.id) <> b.content_hash OR',
			'IF false OR',
		),
		inFunction(
			'approve_batch: from received money',
			'approve_batch',
			'IF cash.received_fen - cash.released_fen < b.total_fen THEN',
			'IF false THEN',
		),
		constraint('fund cash: never more than received', 'fund_cash', 'fund_cash_received'),
		stateTest('send_batch', 'b', 'approved'),
		inFunction(
			'void_batch: its state',
			'void_batch',
			`IF b.state NOT IN ('open', 'locked', 'approved') THEN`,
			'IF false THEN',
		),
		inFunction('void_batch: released money is free again', 'void_batch', 'released_fen - b.total_fen', 'released_fen'),
		{ name: 'settlement line: one living per pay line', index: 'settlement_line_one_live' },
		inFunction('settle_payment: a payment under way', 'settle_payment', `pay.state <> 'sent' OR `),
		inFunction('settle_payment: a line not used yet', 'settle_payment', ` OR line.state <> 'unmatched'`),
		inFunction('settle_payment: its amount', 'settle_payment', ' OR line.amount_fen IS DISTINCT FROM -pay.amount_fen'),
		inFunction('settle_payment: its payer', 'settle_payment', ' AND s.account_no = line.account_no'),
		inFunction(
			'return_payment: a payment under way or made',
			'return_payment',
			`pay.state NOT IN ('sent', 'confirmed') OR `,
		),
		inFunction('return_payment: a line not used yet', 'return_payment', ` OR line.state <> 'unmatched'`),
		inFunction('return_payment: its amount', 'return_payment', ' OR line.amount_fen IS DISTINCT FROM pay.amount_fen'),
		inFunction('return_payment: its payer', 'return_payment', ' AND s.account_no = line.account_no'),
		inFunction(
			'return_payment: released money is free again',
			'return_payment',
			'released_fen - pay.amount_fen',
			'released_fen',
		),
	],
	endings: [
		inFunction(
			'proposal: another person',
			'check_proposal',
			`IF p.proposed_by_id = (ctx ->> 'actorId')::bigint THEN`,
			'IF false THEN',
		),
		inFunction('proposal: decided once', 'check_proposal', `IF p.state <> 'open' THEN`, 'IF false THEN'),
		constraint('proposal of a voucher: another person', 'voucher_proposal', 'voucher_proposal_second_person'),
		trigger('voucher: void by two people only', 'voucher', 'voucher_void_guard'),
		inFunction(
			'void_voucher: nothing held',
			'void_voucher',
			'IF EXISTS (SELECT FROM entitlement_source s WHERE s.entitlement_id = e.id AND s.held_fen > 0) THEN',
			'IF false THEN',
		),
		inFunction('extend_voucher: never shorter', 'extend_voucher', ' OR p.use_by <= e.use_by'),
		inFunction('lapse_order: only after the use-by day', 'lapse_order', ' OR e.use_by >= business_day(ctx)'),
		inFunction('forfeit_order: only after the redeem-by day', 'forfeit_order', ' OR e.redeem_by >= business_day(ctx)'),
		inFunction(
			'forfeit_order: not what is claimed',
			'forfeit_order',
			`c.state NOT IN ('draft', 'withdrawn', 'refused')) THEN`,
			'false) THEN',
		),
	],
	clawbacks: [
		inFunction('demand_clawback: its state', 'demand_clawback', `IF b.state <> 'proposed' THEN`, 'IF false THEN'),
		inFunction(
			'demand_clawback: another person',
			'demand_clawback',
			`IF b.proposed_by_id = (ctx ->> 'actorId')::bigint THEN`,
			'IF false THEN',
		),
		inFunction('demand_clawback: only what is paid', 'demand_clawback', 'IF NOT is_paid(p.id) THEN', 'IF false THEN'),
		inFunction(
			'demand_clawback: not above what is paid',
			'demand_clawback',
			'IF p.amount_fen - p.demanded_fen < b.amount_fen THEN',
			'IF false THEN',
		),
		inFunction(
			'receive_clawback: not above the demand',
			'receive_clawback',
			'IF b.amount_fen - b.received_fen < amount THEN',
			'IF false THEN',
		),
		inFunction(
			'return_payment: not what was clawed back',
			'return_payment',
			'AND p.clawed_back_fen > 0) THEN',
			'AND false) THEN',
		),
		inFunction(
			'approve_batch: not after the last payment day',
			'approve_batch',
			'PERFORM check_last_payment_day(ctx, b.fund_id);',
		),
		inFunction(
			'send_batch: not after the last payment day',
			'send_batch',
			'PERFORM check_last_payment_day(ctx, b.fund_id);',
		),
	],
	years: [
		inFunction(
			'approve_year_end: its state',
			'approve_year_end',
			`IF y.state <> 'proposed' OR f.state <> 'approved' THEN`,
			'IF false THEN',
		),
		inFunction(
			'approve_year_end: another person',
			'approve_year_end',
			'IF y.proposed_by_id = approver THEN',
			'IF false THEN',
		),
		inFunction(
			'approve_year_end: as it was previewed',
			'approve_year_end',
			`IF seen ->> 'contentHash' <> y.content_hash THEN`,
			'IF false THEN',
		),
		inFunction(
			'approve_year_end: no batch open',
			'approve_year_end',
			`IF jsonb_array_length(seen -> 'batches') > 0 THEN`,
			'IF false THEN',
		),
		trigger('fund: nothing moves in a closed one', 'transfer', 'closed_fund_guard'),
		trigger('quotas: within the over-issue factor', 'cap_usage', 'over_issue_guard'),
	],
	periods: [
		trigger('month: nothing enters a closed one', 'transfer', 'transfer_period'),
		constraint('month: another person', 'period_proposal', 'period_proposal_two_people'),
		inFunction('approve_period: another person', 'approve_period', 'IF p.proposed_by_id = actor THEN', 'IF false THEN'),
		inFunction(
			'month: closed when it is over',
			'check_period',
			'IF business_day(ctx) <= month_end(month) THEN',
			'IF false THEN',
		),
		inFunction(
			'month: waits for its writers',
			'enter_period',
			'PERFORM pg_advisory_xact_lock_shared(-((authority << 16) | (extract(year FROM day)::int * 12 + extract(month FROM day)::int)));',
		),
	],
	corrections: [
		{ name: 'transfer: corrected once', index: 'transfer_corrects' },
		trigger('correction: mirrors what it names', 'transfer', 'transfer_mirrors'),
		trigger('correction: approved only', 'transfer', 'transfer_corrected'),
		constraint('correction: another person', 'correction', 'correction_two_people'),
	],
	evidence: [
		constraint('transfer: more than nothing', 'transfer', 'transfer_positive'),
		constraint('transfer: legal moves only', 'transfer', 'transfer_legal_move'),
		trigger('transfer: never changed', 'transfer', 'transfer_append_only'),
		trigger('command: never changed', 'command', 'command_append_only'),
		trigger('hold resolution: never changed', 'hold_resolution', 'hold_resolution_append_only'),
		trigger('bank line: never changed', 'statement_line', 'statement_line_guard'),
	],
}

/** Where the money suite looks at a section first: a file, and which of its tests. */
const placeOf: Record<string, readonly string[]> = {
	endings: ['tests/integration/voucher-endings.test.ts'],
	clawbacks: ['tests/integration/clawback.test.ts'],
	years: ['tests/integration/year-end.test.ts'],
	periods: ['tests/integration/periods.test.ts'],
	corrections: ['tests/integration/corrections.test.ts'],
}

export const moneyGuards = Object.entries(guardsBySection).flatMap(([section, guards]) =>
	guards.map((guard) => ({
		...guard,
		lookFirst: placeOf[section] ?? ['tests/integration/money-guards.test.ts', '-t', `^${section} `],
	})),
)
