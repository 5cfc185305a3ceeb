/** Every refusal the domain can give, and the HTTP status it means. Texts: app/texts, key `refusal.CODE`. */
export const refusals = {
	'access.denied': 403,
	'access.sign_in': 401,
	'access.other_person': 403,
	'input.invalid': 400,
	not_found: 404,
	'state.not_allowed': 409,
	'state.changed_meanwhile': 409,
	'command.key_reused': 422,
	// identity
	'identity.wrong_sign_in': 400,
	'identity.too_many_attempts': 429,
	'identity.email_taken': 409,
	'identity.credit_code_taken': 409,
	'identity.not_verified': 403,
	'identity.roles_incompatible': 409,
	'identity.role_exists': 409,
	'identity.role_unknown': 400,
	'identity.last_appointer': 409,
	'identity.invitation_gone': 410,
	'identity.invitation_open': 409,
	'identity.wrong_password': 400,
	'identity.no_organisation': 403,
	'identity.payee_pending': 409,
	'identity.payee_name_differs': 409,
	'identity.name_fixed': 409,
	// programmes
	'programme.invalid_document': 400,
	'programme.sample_not_open': 409,
	'programme.not_published': 409,
	'programme.id_taken': 409,
	'programme.other_id': 409,
	'programme.other_division': 409,
	'programme.draft_incomplete': 409,
	'programme.examples_differ': 409,
	'programme.too_many_cases': 409,
	'simulation.no_orders': 409,
	'simulation.too_many': 409,
	'round.not_open': 409,
	// books
	'fund.exhausted': 409,
	'fund.not_approved': 409,
	'fund.not_received': 409,
	'fund.closed': 409,
	'fund.over_issued': 409,
	'cap.exceeded': 409,
	'voucher.insufficient': 409,
	'voucher.expired': 409,
	'voucher.already_granted': 409,
	'voucher.not_eligible': 409,
	'voucher.holds_open': 409,
	'voucher.proposal_open': 409,
	'voucher.extension_days': 409,
	'voucher.still_valid': 409,
	'voucher.too_late': 409,
	// corrections of the books
	'correction.of_correction': 409,
	'correction.taken': 409,
	'correction.open': 409,
	'correction.in_use': 409,
	'correction.paid': 409,
	'correction.of_order': 409,
	'correction.not_correctable': 409,
	'correction.same': 400,
	'correction.split_differs': 400,
	// months of the books
	'period.closed': 409,
	'period.not_over': 409,
	'period.earlier_open': 409,
	'period.later_closed': 409,
	'period.proposal_open': 409,
	'as_of.future': 400,
	// orders
	'order.listing_unavailable': 409,
	'order.price_missing': 409,
	'order.voucher_amount_changed': 409,
	'order.report_missing': 409,
	'order.own_payment_missing': 409,
	'order.contract_missing': 409,
	'order.date_in_future': 400,
	'order.price_changed': 409,
	'order.voucher_not_usable': 409,
	// applications
	'application.live_one': 409,
	// draws
	'draw.round_open': 409,
	'draw.list_closed': 409,
	'draw.nobody': 409,
	'draw.scores_missing': 409,
	'draw.number_early': 409,
	'draw.number_digits': 400,
	'draw.number_missing': 409,
	'draw.grants_only': 409,
	'draw.points_too_many': 400,
	// invoices
	'invoice.taken': 409,
	'invoice.party_mismatch': 409,
	'invoice.too_small': 409,
	'invoice.above_price': 409,
	'invoice.other_programme': 409,
	'invoice.joint_ceiling': 409,
	'invoice.red_letter_too_large': 409,
	'invoice.red_letter_early': 409,
	'invoice.is_red_letter': 409,
	'invoice.file_differs': 409,
	// own payments
	'own_payment.above_due': 409,
	'own_payment.slip_taken': 409,
	// relations and duplicates
	'relation.recorded': 409,
	// claims
	'claim.evidence_missing': 409,
	'claim.already_claimed': 409,
	'claim.below_floor': 409,
	'claim.payee_missing': 409,
	'claim.objection_open': 409,
	'claim.notice_open': 409,
	'claim.cut_needs_reason': 400,
	'claim.late': 409,
	'claim.mixed_orders': 409,
	'claim.not_eligible': 409,
	'claim.flags_open': 409,
	'claim.related_line': 409,
	'claim.same_project': 409,
	'claim.invoice_reduced': 409,
	// settlement
	'batch.empty': 409,
	'batch.changed': 409,
	'batch.line_taken': 409,
	'batch.unconfirmed_payee': 409,
	'payment.not_in_payment': 409,
	'payment.amount_differs': 409,
	'payment.clawed_back': 409,
	'payment.under_way': 409,
	'batch.after_last_payment_day': 409,
	// endings
	'clawback.not_paid': 409,
	'clawback.above_paid': 409,
	'clawback.above_demand': 409,
	'clawback.proposed_already': 409,
	'set_off.other_payer': 409,
	'set_off.not_payable': 409,
	'set_off.proposed_already': 409,
	'year_end.changed': 409,
	'year_end.batches_open': 409,
	'year_end.next_fund_missing': 409,
	'year_end.sources_differ': 409,
	'year_end.proposed_already': 409,
	// reconciliation
	'statement.refused': 422,
	'statement.already_imported': 409,
	'statement.gap': 409,
	'statement.old_sheet': 415,
	'statement.given_up': 500,
	'statement.not_waiting': 409,
	'statement.mapping_incomplete': 400,
	'statement.mapping_twice': 400,
	// files
	'file.too_large': 413,
	'file.type_refused': 415,
	'file.empty': 400,
	// calendar
	'calendar.year_unknown': 409,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof refusals

/** An expected refusal: shown to the user, logged at info. Any other Error is a bug. `field` names the form field it belongs to. */
export class DomainError extends Error {
	readonly status: number
	readonly code: RefusalCode
	readonly details: Record<string, unknown>
	constructor(code: RefusalCode, details: Record<string, unknown> = {}) {
		super(code)
		this.name = 'DomainError'
		this.code = code
		this.details = details
		this.status = refusals[code]
	}
}
