import { constraint, inFunction, type MoneyGuard, trigger } from './money-guard.ts'

/** Guards of what ends vouchers, claims, years and months, and of corrections. */
export const endingGuards: Record<string, readonly MoneyGuard[]> = {
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
}
