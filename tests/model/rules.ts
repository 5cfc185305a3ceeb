import {
	type Draw,
	dayOf,
	draw,
	free,
	giveBackCaps,
	heldParts,
	isValid,
	least,
	type Model,
	minus,
	move,
	none,
	type Order,
	type Parts,
	plus,
	Refused,
	type Seat,
	shareOut,
	takeCaps,
	total,
	type Voucher,
} from './model.ts'

/** What a command answers, as far as the model foretells it. */
export type Answer = Record<string, unknown>

const only = (m: Model, source: number, amount: bigint) =>
	none(m.sources).map((zero, i) => (i + 1 === source ? amount : zero))

function appropriate(m: Model, document: Model['documents'][number]): void {
	const parts = only(m, document.source, document.amount < 0n ? -document.amount : document.amount)
	if (document.amount < 0n) {
		draw(m, parts)
		move(m, 'available', 'treasury', parts)
	} else move(m, 'treasury', 'available', parts)
	document.state = 'approved'
}

export function approveFund(m: Model, seat: Seat): Answer {
	if (m.fundState !== 'draft') throw new Refused('state.changed_meanwhile')
	if (seat === 'officer') throw new Refused('access.other_person')
	for (const document of m.documents) if (document.state === 'draft') appropriate(m, document)
	m.fundState = 'approved'
	return {}
}

export function approveDocument(m: Model, index: number, seat: Seat): Answer {
	const document = m.documents[index]!
	if (m.fundState !== 'approved') throw new Refused('fund.not_approved')
	if (document.state !== 'draft') throw new Refused('state.changed_meanwhile')
	if (document.by === seat) throw new Refused('access.other_person')
	appropriate(m, document)
	return {}
}

export function receive(m: Model, source: number, amount: bigint): Answer {
	if (m.fundState !== 'approved') throw new Refused('fund.not_approved')
	if (source > m.sources) throw new Refused('not_found')
	m.received = plus(m.received, only(m, source, amount))
	return {}
}

export type Request = {
	application: number
	number: string
	face: bigint
	parts: Parts
	useBy: string
	encumbrance: 'grant' | 'order'
	draws: Draw[]
}
type Result = { refusal: readonly string[] } | { number: string; faceFen: string }

/** Grants in the order of the list; who cannot be served does not keep the next from being served. */
export function grant(m: Model, requests: readonly Request[]): Answer {
	if (m.fundState !== 'approved') throw new Refused('fund.not_approved')
	const fits = (r: Request) => r.parts.every((p, i) => p <= 0n || p <= (m.balance.available[i] ?? 0n))
	// a fund that cannot give to anybody in the list says so at once, whatever else is wrong with them
	const nobody = !requests.some((r) => r.encumbrance === 'order' || fits(r))
	const results = requests.map((r): Result => {
		const application = m.applications[r.application]!
		if (nobody && application.state === 'submitted') {
			const also = total(r.parts) !== r.face || r.face <= 0n ? ['input.invalid'] : []
			return { refusal: ['fund.exhausted', ...also] }
		}
		if (application.state !== 'submitted')
			return { refusal: nobody ? ['fund.exhausted', 'state.changed_meanwhile'] : ['state.changed_meanwhile'] }
		if (total(r.parts) !== r.face || r.face <= 0n) return { refusal: ['input.invalid'] }
		if (r.encumbrance === 'grant' && !fits(r)) return { refusal: ['fund.exhausted'] }
		if (r.draws.some((d) => (m.caps[d.capKey] ?? 0n) + d.amountFen > d.limitFen)) return { refusal: ['cap.exceeded'] }
		takeCaps(m, r.draws)
		if (r.encumbrance === 'grant') move(m, 'available', 'granted', r.parts)
		application.state = 'granted'
		const nothing = none(m.sources)
		m.vouchers[r.number] = {
			enterprise: application.enterprise,
			encumbrance: r.encumbrance,
			useBy: r.useBy,
			redeemBy: r.useBy,
			state: 'active',
			face: r.parts,
			held: nothing,
			used: nothing,
			lapsed: nothing,
			voided: nothing,
		}
		return { number: r.number, faceFen: String(r.face) }
	})
	return { results }
}

/** Sets money of a voucher aside for an order. */
function reserve(m: Model, order: Order, amount: bigint, draws: readonly Draw[]): void {
	const voucher = m.vouchers[order.voucher!]!
	if (!isValid(m, voucher)) throw new Refused('voucher.expired')
	const left = free(voucher)
	if (total(left) < amount) throw new Refused('voucher.insufficient')
	const parts = shareOut(amount, left)
	voucher.held = plus(voucher.held, parts)
	takeCaps(m, draws)
	for (const d of draws) order.caps[d.capKey] = (order.caps[d.capKey] ?? 0n) + d.amountFen
	if (voucher.encumbrance === 'order') draw(m, parts)
	move(m, voucher.encumbrance === 'order' ? 'available' : 'granted', 'held', parts)
	order.holds.push({ parts, redeemed: null })
}

export function place(m: Model, index: number, amount: bigint, draws: readonly Draw[], replyDue: number): Answer {
	const order = m.orders[index]!
	if (order.state !== 'draft') throw new Refused('state.changed_meanwhile')
	if (amount > 0n) {
		if (order.voucher === null || amount > order.price) throw new Refused('input.invalid')
		reserve(m, order, amount, draws)
	}
	Object.assign(order, { state: 'placed', amount, replyDue })
	return { heldFen: String(amount) }
}

/** Ends every open hold of an order: redeems so much in the order of the holds and lets the rest go. */
function resolveHolds(m: Model, order: Order, redeem: bigint): { used: Parts; back: Parts } {
	const held = heldParts(m, order)
	let rest = redeem
	let used = none(m.sources)
	for (const hold of order.holds) {
		if (hold.redeemed !== null) continue
		const take = least(rest, total(hold.parts))
		hold.redeemed = shareOut(take, hold.parts)
		used = plus(used, hold.redeemed)
		rest -= take
	}
	const back = minus(held, used)
	if (order.voucher !== null) {
		const voucher = m.vouchers[order.voucher]!
		voucher.held = minus(voucher.held, held)
		voucher.used = plus(voucher.used, used)
		move(m, 'held', 'redeemed', used)
		move(m, 'held', voucher.encumbrance === 'order' ? 'available' : 'granted', back)
	}
	giveBackCaps(m, order, redeem)
	return { used, back }
}

const underWay = new Set(['confirmed', 'contracted', 'sample_received', 'price_proposed', 'in_service'])

export function endOrder(m: Model, index: number, to: string): Answer {
	const order = m.orders[index]!
	const may = to === 'cancelled' ? underWay.has(order.state) : order.state === 'placed'
	if (!may) throw new Refused('state.changed_meanwhile')
	if (to === 'expired' && order.replyDue > m.now) throw new Refused('state.not_allowed')
	const { back } = resolveHolds(m, order, 0n)
	order.state = to
	return { state: to, releasedFen: String(total(back)) }
}

export function confirmPrice(m: Model, index: number, price: bigint, wanted: bigint, draws: readonly Draw[]): Answer {
	const order = m.orders[index]!
	if (order.state !== 'price_proposed') throw new Refused('state.changed_meanwhile')
	if (order.finalPrice !== price || wanted > price || wanted < 0n) throw new Refused('state.changed_meanwhile')
	const more = wanted - total(heldParts(m, order))
	if (more > 0n) {
		if (order.voucher === null) throw new Refused('input.invalid')
		reserve(m, order, more, draws)
	}
	Object.assign(order, { state: 'in_service', amount: wanted })
	return { voucherFen: String(wanted), furtherFen: String(more > 0n ? more : 0n) }
}

export function accept(m: Model, index: number): Answer {
	const order = m.orders[index]!
	if (order.state !== 'delivered') throw new Refused('state.changed_meanwhile')
	const { used, back } = resolveHolds(m, order, order.amount)
	order.state = 'accepted'
	return { redeemedFen: String(total(used)), releasedFen: String(total(back)) }
}

export function lapse(m: Model, number: string): Answer {
	const voucher = m.vouchers[number]!
	if (voucher.state === 'void' || voucher.useBy >= dayOf(m.now)) throw new Refused('state.not_allowed')
	const left = free(voucher)
	voucher.lapsed = plus(voucher.lapsed, left)
	if (voucher.encumbrance === 'grant') move(m, 'granted', 'available', left)
	voucher.state = 'lapsed'
	return { lapsedFen: String(total(left)) }
}

/** What was redeemed and is not paid goes back: to the voucher while it is valid, else to the fund. */
export function cutBack(m: Model, voucher: Voucher, parts: Parts): void {
	const valid = isValid(m, voucher)
	voucher.used = minus(voucher.used, parts)
	if (!valid) voucher.lapsed = plus(voucher.lapsed, parts)
	move(m, 'redeemed', valid && voucher.encumbrance === 'grant' ? 'granted' : 'available', parts)
}
