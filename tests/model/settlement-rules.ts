import { endDemands } from './ending-rules.ts'
import {
	type Claim,
	type Draw,
	dayOf,
	draw,
	giveBackCaps,
	type Model,
	minus,
	move,
	none,
	type Parts,
	type Payment,
	plus,
	Refused,
	redeemedParts,
	type Seat,
	shareOut,
	takeCaps,
	total,
} from './model.ts'
import { type Answer, cutBack } from './rules.ts'

const isOpenOnNotice = (m: Model, claim: Claim) =>
	claim.state === 'on_notice' && claim.noticeUntil !== null && claim.noticeUntil >= dayOf(m.now)

const claimedOf = (claim: Claim) => claim.lines.reduce((sum, line) => sum + line.claimed, 0n)

export function approveClaim(m: Model, index: number, split: Parts | null, draws: readonly Draw[]): Answer {
	const claim = m.claims[index]!
	if (claim.state !== 'reviewed' && claim.state !== 'on_notice') throw new Refused('state.changed_meanwhile')
	if (isOpenOnNotice(m, claim)) throw new Refused('claim.notice_open')
	const amount = claim.lines.reduce((sum, line) => sum + line.approved, 0n)
	if (amount === 0n) throw new Refused('state.not_allowed')
	let owed = none(m.sources)
	if (claim.kind === 'voucher') {
		for (const line of claim.lines) {
			const order = m.orders[line.order!]!
			const redeemed = redeemedParts(m, order)
			const approved = shareOut(line.approved, redeemed)
			move(m, 'redeemed', 'payable', approved)
			cutBack(m, m.vouchers[order.voucher!]!, minus(redeemed, approved))
			giveBackCaps(m, order, line.approved)
			owed = plus(owed, approved)
		}
	} else {
		if (split === null || total(split) !== amount) throw new Refused('input.invalid')
		takeCaps(m, draws)
		draw(m, split)
		move(m, 'available', 'payable', split)
		claim.drawn = split
		owed = split
	}
	for (const [i, part] of owed.entries())
		if (part > 0n)
			m.payLines[`${index}:${i + 1}`] = { claim: index, source: i + 1, amount: part, demanded: 0n, clawedBack: 0n }
	claim.state = 'approved'
	return { approvedFen: String(amount), cutFen: String(claimedOf(claim) - amount) }
}

export function refuseClaim(m: Model, index: number, reason: string): Answer {
	const claim = m.claims[index]!
	if (!['submitted', 'reviewed', 'on_notice'].includes(claim.state)) throw new Refused('state.changed_meanwhile')
	if (reason === '') throw new Refused('claim.cut_needs_reason')
	let cut = 0n
	if (claim.kind === 'voucher')
		for (const line of claim.lines) {
			const order = m.orders[line.order!]!
			const redeemed = redeemedParts(m, order)
			cut += total(redeemed)
			cutBack(m, m.vouchers[order.voucher!]!, redeemed)
			giveBackCaps(m, order, 0n)
		}
	for (const line of claim.lines) line.approved = 0n
	claim.state = 'refused'
	return { cutFen: String(cut) }
}

const linesOf = (m: Model, batch: number) => m.attempts.filter((attempt) => attempt.batch === batch)

/** Fixes what a batch pays to whom: one payment per payee. */
export function lockBatch(m: Model, index: number, seat: Seat): Answer {
	const batch = m.batches[index]!
	if (batch.state !== 'open') throw new Refused('state.changed_meanwhile')
	const lines = linesOf(m, index)
	if (lines.length === 0) throw new Refused('batch.empty')
	for (const line of lines) {
		const { provider } = m.claims[m.payLines[line.payLine]!.claim]!
		const key = `${index}:${provider}`
		m.payments[key] ??= { batch: index, provider, amount: 0n, state: 'prepared' }
		m.payments[key].amount += line.amount
		line.payment = key
	}
	const all = lines.reduce((sum, line) => sum + line.amount, 0n)
	Object.assign(batch, { state: 'locked', lockedBy: seat, total: all })
	const payees = new Set(lines.map((line) => line.payment)).size
	return { totalFen: String(all), payments: payees }
}

/** Another person than maker and locker lets go of received money only. */
export function approveBatch(m: Model, index: number, seat: Seat): Answer {
	const batch = m.batches[index]!
	if (batch.state !== 'locked') throw new Refused('state.changed_meanwhile')
	if (seat === batch.lockedBy || seat === batch.createdBy) throw new Refused('access.other_person')
	const at = batch.source - 1
	if (m.received[at]! - m.released[at]! < batch.total) throw new Refused('fund.not_received')
	m.released[at]! += batch.total
	batch.state = 'approved'
	return {}
}

const onlySource = (m: Model, source: number, amount: bigint) => {
	const parts = none(m.sources)
	parts[source - 1] = amount
	return parts
}

export function sendBatch(m: Model, index: number): Answer {
	const batch = m.batches[index]!
	if (batch.state !== 'approved') throw new Refused('state.changed_meanwhile')
	move(m, 'payable', 'in_payment', onlySource(m, batch.source, batch.total))
	for (const payment of Object.values(m.payments)) if (payment.batch === index) payment.state = 'sent'
	batch.state = 'sent'
	return {}
}

export function voidBatch(m: Model, index: number): Answer {
	const batch = m.batches[index]!
	if (!['open', 'locked', 'approved'].includes(batch.state)) throw new Refused('state.changed_meanwhile')
	if (batch.state === 'approved') m.released[batch.source - 1]! -= batch.total
	for (const line of linesOf(m, index)) line.returned = true
	batch.state = 'voided'
	return {}
}

/** Claims and the batch follow their payments. */
function follow(m: Model, key: string): void {
	const payment = m.payments[key]!
	const touched = new Set(m.attempts.filter((a) => a.payment === key).map((a) => m.payLines[a.payLine]!.claim))
	for (const index of touched) {
		const lines = Object.entries(m.payLines).filter(([, line]) => line.claim === index)
		const paid = lines.filter(([name]) =>
			m.attempts.some(
				(a) => a.payLine === name && !a.returned && a.payment !== null && m.payments[a.payment]!.state === 'confirmed',
			),
		)
		m.claims[index]!.state = paid.length === lines.length ? 'paid' : paid.length > 0 ? 'partly_paid' : 'approved'
	}
	const siblings = Object.values(m.payments).filter((other) => other.batch === payment.batch)
	const open = siblings.filter((other) => other.state === 'sent').length
	m.batches[payment.batch]!.state = open === 0 ? 'closed' : open < siblings.length ? 'partly_paid' : 'sent'
}

/** The bank's line must name the amount and come from the payer's account. */
function explains(m: Model, payment: Payment, line: number, sign: bigint): void {
	const bank = m.bankLines[line]!
	const { source } = m.batches[payment.batch]!
	if (bank.amount !== sign * payment.amount || bank.source !== source) throw new Refused('payment.amount_differs')
	bank.state = 'matched'
}

export function settlePayment(m: Model, key: string, line: number): Answer {
	const payment = m.payments[key]!
	if (payment.state !== 'sent' || m.bankLines[line]!.state !== 'unmatched') throw new Refused('payment.not_in_payment')
	explains(m, payment, line, -1n)
	move(m, 'in_payment', 'paid', onlySource(m, m.batches[payment.batch]!.source, payment.amount))
	payment.state = 'confirmed'
	follow(m, key)
	return {}
}

export function returnPayment(m: Model, key: string, line: number): Answer {
	const payment = m.payments[key]!
	if (!['sent', 'confirmed'].includes(payment.state) || m.bankLines[line]!.state !== 'unmatched')
		throw new Refused('payment.not_in_payment')
	explains(m, payment, line, 1n)
	endDemands(m, key)
	const { source } = m.batches[payment.batch]!
	move(m, payment.state === 'sent' ? 'in_payment' : 'paid', 'payable', onlySource(m, source, payment.amount))
	m.released[source - 1]! -= payment.amount
	for (const attempt of m.attempts) if (attempt.payment === key) attempt.returned = true
	payment.state = 'returned'
	follow(m, key)
	return {}
}
