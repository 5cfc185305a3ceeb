/**
 * The books as a person would keep them on paper: plain lists and sums, no SQL, no locks. Every rule is a function that
 * changes the model and answers, or throws `Refused` (then the caller forgets the change). Amounts are fen, one per source.
 */
export type Parts = bigint[]

export const stages = [
	'available',
	'granted',
	'held',
	'redeemed',
	'payable',
	'in_payment',
	'paid',
	'surrendered',
	'carried_out',
] as const
export type Stage = (typeof stages)[number] | 'treasury'

/** A refusal the model foresees. Where the order of two checks is nobody's business, several codes are right. */
export class Refused extends Error {
	readonly codes: readonly string[]
	constructor(...codes: string[]) {
		super(codes.join(' | '))
		this.codes = codes
	}
}

export type Draw = { capKey: string; limitFen: bigint; amountFen: bigint }
type Hold = { parts: Parts; redeemed: Parts | null }

export type Voucher = {
	enterprise: number
	encumbrance: 'grant' | 'order'
	useBy: string
	redeemBy: string
	state: 'active' | 'lapsed' | 'void'
	face: Parts
	held: Parts
	used: Parts
	lapsed: Parts
	voided: Parts
}
export type Order = {
	enterprise: number
	provider: number
	voucher: string | null
	state: string
	price: bigint
	finalPrice: bigint
	amount: bigint
	replyDue: number
	holds: Hold[]
	caps: Record<string, bigint>
	isClaimed: boolean
	isForfeited: boolean
}
export type ClaimLine = { order: number | null; claimed: bigint; approved: bigint }
export type Claim = {
	kind: 'voucher' | 'claim_only'
	provider: number
	state: string
	lines: ClaimLine[]
	/** last day of its public notice, when it is on one */
	noticeUntil: string | null
	/** what a claim without a voucher drew, per source */
	drawn: Parts | null
}
export type Batch = { source: number; state: string; createdBy: Seat; lockedBy: Seat | null; total: bigint }
export type Payment = {
	batch: number
	provider: number
	amount: bigint
	state: 'prepared' | 'sent' | 'confirmed' | 'returned'
}
/** One attempt to pay one pay line. */
export type Attempt = { payLine: string; batch: number; amount: bigint; payment: string | null; returned: boolean }

/** What one person proposes and another decides about a voucher or an order on it. */
export type Proposal = {
	kind: 'void' | 'extension' | 'lapse' | 'forfeit'
	voucher: string
	order: number | null
	useBy: string | null
	state: 'open' | 'approved'
	by: Seat
}
export type Clawback = {
	payLine: string
	amount: bigint
	received: bigint
	state: 'proposed' | 'demanded' | 'received' | 'ended'
	by: Seat
}

export type Seat = 'officer' | 'secondOfficer' | 'reviewer' | 'settlementOfficer' | 'finance' | 'buyer' | 'seller'

export type Model = {
	/** the business clock, in milliseconds */
	now: number
	sources: number
	fundState: 'draft' | 'approved'
	balance: Record<Stage, Parts>
	received: Parts
	released: Parts
	documents: { source: number; amount: bigint; state: 'draft' | 'approved'; by: Seat }[]
	caps: Record<string, bigint>
	applications: { enterprise: number; state: 'submitted' | 'granted' }[]
	vouchers: Record<string, Voucher>
	orders: Order[]
	claims: Claim[]
	payLines: Record<string, { claim: number; source: number; amount: bigint; demanded: bigint; clawedBack: bigint }>
	batches: Batch[]
	attempts: Attempt[]
	payments: Record<string, Payment>
	bankLines: { source: number; amount: bigint; state: 'unmatched' | 'matched' }[]
	proposals: Proposal[]
	clawbacks: Clawback[]
	/** commands that had an effect */
	accepted: number
}

export const none = (n: number): Parts => Array.from({ length: n }, () => 0n)
export const total = (parts: Parts) => parts.reduce((a, b) => a + b, 0n)
export const plus = (a: Parts, b: Parts) => a.map((x, i) => x + (b[i] ?? 0n))
export const minus = (a: Parts, b: Parts) => a.map((x, i) => x - (b[i] ?? 0n))
export const least = (a: bigint, b: bigint) => (a < b ? a : b)
export const dayOf = (now: number) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)

/** Shares an amount over weights: the whole part first, then one fen each to the largest remainders, earlier sources first. */
export function shareOut(amount: bigint, weights: Parts): Parts {
	const all = total(weights)
	if (all === 0n) return weights.map(() => 0n)
	const parts = weights.map((w) => (amount * w) / all)
	let rest = amount - total(parts)
	while (rest > 0n) {
		let best = -1
		for (const [i, w] of weights.entries()) {
			const isServed = parts[i]! > (amount * w) / all
			if (!isServed && (best < 0 || (amount * w) % all > (amount * weights[best]!) % all)) best = i
		}
		parts[best]! += 1n
		rest -= 1n
	}
	return parts
}

export function emptyModel(sources: number, now: number): Model {
	const balance = Object.fromEntries([...stages, 'treasury'].map((stage) => [stage, none(sources)]))
	return {
		now,
		sources,
		fundState: 'draft',
		balance: balance as Record<Stage, Parts>,
		received: none(sources),
		released: none(sources),
		documents: [],
		caps: {},
		applications: [],
		vouchers: {},
		orders: [],
		claims: [],
		payLines: {},
		batches: [],
		attempts: [],
		payments: {},
		bankLines: [],
		proposals: [],
		clawbacks: [],
		accepted: 0,
	}
}

export function move(m: Model, from: Stage, to: Stage, parts: Parts): void {
	m.balance[from] = minus(m.balance[from], parts)
	m.balance[to] = plus(m.balance[to], parts)
}

/** Takes from the fund what it still has. */
export function draw(m: Model, parts: Parts): void {
	if (parts.some((p, i) => p > 0n && p > (m.balance.available[i] ?? 0n))) throw new Refused('fund.exhausted')
}

export function takeCaps(m: Model, draws: readonly Draw[]): void {
	for (const { capKey, limitFen, amountFen } of draws) {
		const used = (m.caps[capKey] ?? 0n) + amountFen
		if (used > limitFen) throw new Refused('cap.exceeded')
		if (amountFen > 0n) m.caps[capKey] = used
	}
}

/** What an order drew on caps beyond what it keeps is free for others again. */
export function giveBackCaps(m: Model, order: Order, keep: bigint): void {
	for (const [key, drawn] of Object.entries(order.caps)) {
		if (drawn <= keep) continue
		m.caps[key] = m.caps[key]! - (drawn - keep)
		order.caps[key] = keep
	}
}

export const free = (v: Voucher) => minus(minus(minus(minus(v.face, v.held), v.used), v.lapsed), v.voided)
export const isValid = (m: Model, v: Voucher) => v.state === 'active' && v.useBy >= dayOf(m.now)

export const heldParts = (m: Model, order: Order) =>
	order.holds.filter((hold) => hold.redeemed === null).reduce((sum, hold) => plus(sum, hold.parts), none(m.sources))
export const redeemedParts = (m: Model, order: Order) =>
	order.holds.reduce((sum, hold) => plus(sum, hold.redeemed ?? none(m.sources)), none(m.sources))
