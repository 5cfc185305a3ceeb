import {
	dayOf,
	free,
	giveBackCaps,
	heldParts,
	type Model,
	minus,
	move,
	none,
	type Order,
	type Proposal,
	plus,
	Refused,
	redeemedParts,
	type Seat,
	total,
} from './model.ts'
import type { Answer } from './rules.ts'

/** What two people decide: open, and not by who proposed it. */
function decide(proposal: Proposal, seat: Seat): void {
	if (proposal.state !== 'open') throw new Refused('state.changed_meanwhile')
	if (proposal.by === seat) throw new Refused('access.other_person')
	proposal.state = 'approved'
}

export function voidVoucher(m: Model, index: number, seat: Seat): Answer {
	const proposal = m.proposals[index]!
	const voucher = m.vouchers[proposal.voucher]!
	decide(proposal, seat)
	if (voucher.state === 'void') throw new Refused('state.changed_meanwhile')
	if (total(voucher.held) > 0n) throw new Refused('voucher.holds_open')
	const left = free(voucher)
	voucher.voided = plus(voucher.voided, left)
	if (voucher.encumbrance === 'grant') move(m, 'granted', 'available', left)
	voucher.state = 'void'
	return { voidedFen: String(total(left)) }
}

export function extendVoucher(m: Model, index: number, seat: Seat): Answer {
	const proposal = m.proposals[index]!
	const voucher = m.vouchers[proposal.voucher]!
	decide(proposal, seat)
	if (voucher.state !== 'active') throw new Refused('state.changed_meanwhile')
	const useBy = proposal.useBy!
	if (useBy < dayOf(m.now) || useBy <= voucher.useBy || useBy < voucher.redeemBy)
		throw new Refused('voucher.extension_days')
	voucher.useBy = useBy
	voucher.redeemBy = useBy
	return { useBy }
}

/** The share an order still holds lapses after the use-by day; the order goes on without it. */
export function lapseOrder(m: Model, index: number, seat: Seat): Answer {
	const proposal = m.proposals[index]!
	const order = m.orders[proposal.order!]!
	const voucher = m.vouchers[order.voucher!]!
	decide(proposal, seat)
	const parts = heldParts(m, order)
	if (total(parts) === 0n) throw new Refused('state.changed_meanwhile')
	if (voucher.useBy >= dayOf(m.now)) throw new Refused('voucher.still_valid')
	for (const hold of order.holds) hold.redeemed ??= none(m.sources)
	voucher.held = minus(voucher.held, parts)
	voucher.lapsed = plus(voucher.lapsed, parts)
	move(m, 'held', 'available', parts)
	giveBackCaps(m, order, 0n)
	order.amount = 0n
	return { lapsedFen: String(total(parts)) }
}

const claimOf = (m: Model, order: number) => m.claims.find((claim) => claim.lines.some((line) => line.order === order))

/** What of an order was accepted and is neither decided on in a claim nor forfeited. */
const undecided = (m: Model, order: Order, claimState: string | undefined) =>
	order.isForfeited || claimState === 'refused' ? none(m.sources) : redeemedParts(m, order)

/** What was accepted and not claimed by the redeem-by day is forfeited. */
export function forfeitOrder(m: Model, index: number, seat: Seat): Answer {
	const proposal = m.proposals[index]!
	const order = m.orders[proposal.order!]!
	const voucher = m.vouchers[order.voucher!]!
	decide(proposal, seat)
	const claim = claimOf(m, proposal.order!)
	if (claim && claim.state !== 'refused') throw new Refused('claim.already_claimed')
	const parts = undecided(m, order, claim?.state)
	if (total(parts) === 0n) throw new Refused('state.changed_meanwhile')
	if (voucher.redeemBy >= dayOf(m.now)) throw new Refused('voucher.still_valid')
	order.isForfeited = true
	voucher.used = minus(voucher.used, parts)
	voucher.lapsed = plus(voucher.lapsed, parts)
	move(m, 'redeemed', 'available', parts)
	giveBackCaps(m, order, 0n)
	return { forfeitedFen: String(total(parts)) }
}

const isPaid = (m: Model, payLine: string) =>
	m.attempts.some(
		(a) => a.payLine === payLine && !a.returned && a.payment !== null && m.payments[a.payment]!.state === 'confirmed',
	)

/** Demands back what was paid; no money moves. */
export function demandClawback(m: Model, index: number, seat: Seat): Answer {
	const clawback = m.clawbacks[index]!
	const line = m.payLines[clawback.payLine]!
	if (clawback.state !== 'proposed') throw new Refused('state.changed_meanwhile')
	if (clawback.by === seat) throw new Refused('access.other_person')
	if (!isPaid(m, clawback.payLine)) throw new Refused('clawback.not_paid')
	if (line.amount - line.demanded < clawback.amount) throw new Refused('clawback.above_paid')
	line.demanded += clawback.amount
	clawback.state = 'demanded'
	return { amountFen: String(clawback.amount) }
}

/** Money of a clawback arrived: back to the fund where it is re-used in its year, else to the treasury. */
export function receiveClawback(m: Model, index: number, amount: bigint, reuse: boolean): Answer {
	const clawback = m.clawbacks[index]!
	const line = m.payLines[clawback.payLine]!
	if (clawback.state !== 'demanded') throw new Refused('state.changed_meanwhile')
	if (amount <= 0n) throw new Refused('input.invalid')
	if (clawback.amount - clawback.received < amount) throw new Refused('clawback.above_demand')
	const to = reuse && dayOf(m.now).startsWith('2026') ? 'available' : 'surrendered'
	const parts = none(m.sources).map((zero, i) => (i + 1 === line.source ? amount : zero))
	move(m, 'paid', to, parts)
	if (to === 'available') m.received = plus(m.received, parts)
	line.clawedBack += amount
	clawback.received += amount
	if (clawback.received === clawback.amount) clawback.state = 'received'
	return { amountFen: String(amount), to }
}

/** A payment that comes back by itself: refused when a part was clawed back, and it ends the demands of which nothing came. */
export function endDemands(m: Model, payment: string): void {
	const lines = new Set(m.attempts.filter((a) => a.payment === payment).map((a) => a.payLine))
	if ([...lines].some((line) => m.payLines[line]!.clawedBack > 0n)) throw new Refused('payment.clawed_back')
	for (const line of lines) m.payLines[line]!.demanded = 0n
	for (const clawback of m.clawbacks)
		if (clawback.state === 'demanded' && lines.has(clawback.payLine)) clawback.state = 'ended'
}
