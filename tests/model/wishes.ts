import type { BooksArgs, BooksFunction } from '#app/domain/ledger/call-books.server.ts'
import { type Draw, dayOf, free, heldParts, type Model, redeemedParts, type Seat, shareOut, total } from './model.ts'
import {
	type Answer,
	accept,
	approveDocument,
	approveFund,
	confirmPrice,
	endOrder,
	grant,
	lapse,
	place,
	type Request,
	receive,
} from './rules.ts'
import {
	approveBatch,
	approveClaim,
	lockBatch,
	refuseClaim,
	returnPayment,
	sendBatch,
	settlePayment,
	voidBatch,
} from './settlement-rules.ts'
import type { World } from './world.ts'

/** What somebody would like to do; four numbers decide to whom and how much. Small numbers are the simplest case. */
export type Wish = { kind: Kind; a: number; b: number; c: number; d: number }

/** A call of the books, and what the model says to it. `counts` commands are written when it is accepted. */
export type Call = {
	name: BooksFunction
	seat: Seat
	/** the enterprise or provider acting, for the seats that are not the authority's */
	side?: number
	args: (world: World) => BooksArgs
	rule: (m: Model) => Answer
	counts?: (answer: Answer) => number
}
/** A wish made concrete: rows of both sides that move no money (the model's were added by planning), then at most one call. */
export type Step = { make?: (world: World, m: Model) => Promise<unknown>; call?: Call }

const dayMs = 86_400_000
const amountOf = (n: number, most = 60_000) => BigInt(1 + ((n * 7919) % most))
const keysOf = (list: readonly unknown[]) => list.map((_, i) => i)

/** One of the likely ones, and every sixth time any. */
function choose<T>(n: number, all: readonly T[], likely: readonly T[]): T | undefined {
	const from = likely.length > 0 && n % 6 !== 5 ? likely : all
	return from[Math.floor(n / 6) % Math.max(1, from.length)]
}
const ordersIn = (m: Model, ...states: string[]) => keysOf(m.orders).filter((i) => states.includes(m.orders[i]!.state))
const batchesIn = (m: Model, state: string) => keysOf(m.batches).filter((i) => m.batches[i]!.state === state)

/** Caps a draw counts on: per enterprise a wide one, for all together a narrow one. */
const drawsOf = (n: number, world: string, what: string, amount: bigint): Draw[] =>
	[
		{ capKey: `${world}:${what}:each`, limitFen: 90_000n, amountFen: amount },
		{ capKey: `${world}:${what}:all`, limitFen: 160_000n, amountFen: amount },
	].slice(0, n % 3)
const drawArgs = (draws: readonly Draw[]) => draws.map((draw) => ({ ...draw }))

type Plan = (m: Model, wish: Wish, world: string) => Step | null

const approveFundPlan: Plan = (_, { a }) => {
	const seat: Seat = a % 4 === 3 ? 'officer' : 'secondOfficer'
	const args = (world: World) => ({ fundId: world.fundId })
	return { call: { name: 'approve_fund', seat, args, rule: (m) => approveFund(m, seat) } }
}

const documentPlan: Plan = (m, { a, b, c, d }) => {
	const seat: Seat = c % 4 === 3 ? 'officer' : 'secondOfficer'
	let index = choose(
		d,
		keysOf(m.documents),
		keysOf(m.documents).filter((i) => m.documents[i]!.state === 'draft'),
	)
	let make: Step['make']
	if (index === undefined || d % 3 !== 2 || m.fundState === 'draft') {
		const amount = amountOf(b, 900_000) * (a % 3 === 2 && m.fundState === 'approved' ? -1n : 1n)
		const document = { source: 1 + (a % m.sources), amount, state: 'draft' as const, by: 'officer' as const }
		index = m.documents.push(document) - 1
		make = (world) => world.addDocument(document)
	}
	const at = index
	const args = (world: World) => ({ appropriationId: world.ids.documents[at]! })
	return {
		make,
		call: { name: 'approve_appropriation', seat, args, rule: (model) => approveDocument(model, at, seat) },
	}
}

const receivePlan: Plan = (m, { a, b }) => {
	const source = 1 + (a % (m.sources + 1)) // one in so many names a source the fund does not have
	const amountFen = amountOf(b, 300_000)
	const receivedOn = dayOf(m.now)
	const args = (world: World) => ({
		fundId: world.fundId,
		sourceNo: source,
		documentNo: `拨款${b}`,
		amountFen,
		receivedOn,
	})
	return { call: { name: 'record_receipt', seat: 'finance', args, rule: (model) => receive(model, source, amountFen) } }
}

const grantPlan: Plan = (m, { a, b, c, d }, world) => {
	const fresh: number[] = []
	const requests = Array.from({ length: [1, 1, 2, 3, 5][a % 5]! }, (_, i): Request | null => {
		const n = b + i * 31
		const again = n % 9 === 8 && m.applications.length > 0
		if (!again && m.applications.length >= mostApplications) return null
		const index = again
			? n % m.applications.length
			: m.applications.push({ enterprise: m.applications.length, state: 'submitted' }) - 1
		if (!again) fresh.push(index)
		const face = amountOf(c + i * 17, 120_000)
		const parts = shareOut(
			face,
			[60n, 40n, 25n].slice(0, m.sources).map((w, s) => w + BigInt((d * (s + 1)) % 50)),
		)
		const encumbrance = (n + d) % 4 === 3 ? ('order' as const) : ('grant' as const)
		const useBy = dayOf(m.now + (3 + ((n * 5) % 60)) * dayMs)
		const wrong = n % 23 === 22 ? 1n : 0n
		const number = `${world}-${index}-${m.accepted}-${i}-${d}`
		return {
			application: index,
			number,
			face: face + wrong,
			parts,
			useBy,
			encumbrance,
			draws: drawsOf(n, world, 'grant', face),
		}
	}).filter((request) => request !== null)
	if (requests.length === 0) return null
	const args = (real: World) => ({
		fundId: real.fundId,
		requests: requests.map(({ application, number, face, parts, useBy, encumbrance, draws }) => ({
			applicationId: real.ids.applications[application]!,
			number,
			faceFen: face,
			split: parts,
			useBy,
			redeemBy: useBy,
			encumbrance,
			draws: drawArgs(draws),
		})),
	})
	return {
		make: async (real) => {
			for (const index of fresh) await real.addApplication(index)
		},
		call: {
			name: 'grant_vouchers',
			seat: 'reviewer',
			args,
			rule: (model) => grant(model, requests),
			counts: ({ results }) => (results as object[]).filter((result) => !('refusal' in result)).length,
		},
	}
}
/** Enterprises there are, each with one application per round. */
export const mostApplications = 40

const placePlan: Plan = (m, { a, b, c, d }, world) => {
	const names = Object.keys(m.vouchers)
	const live = names.filter((name) => m.vouchers[name]!.state === 'active' && total(free(m.vouchers[name]!)) > 0n)
	const name = d % 11 === 10 ? null : (choose(a, names, live) ?? null)
	if (name === null && d % 11 !== 10) return null
	const voucher = name === null ? null : m.vouchers[name]!
	const open = voucher ? total(free(voucher)) : 0n
	const amount =
		voucher === null
			? BigInt(d % 2)
			: c % 7 === 6
				? open + 1n
				: c % 7 === 5
					? 0n
					: open === 0n
						? 1n
						: 1n + (amountOf(b) % open)
	const price = d % 13 === 12 && amount > 1n ? amount - 1n : amount * 2n + 10n
	const enterprise = voucher?.enterprise ?? 0
	const provider = b % 2
	const draws = drawsOf(c, world, 'order', amount).filter((draw) => draw.amountFen > 0n)
	const replyDue = m.now + (1 + (b % 4)) * dayMs
	const order = {
		enterprise,
		provider,
		voucher: name,
		state: 'draft',
		price,
		finalPrice: 0n,
		amount: 0n,
		replyDue: 0,
		holds: [],
		caps: {},
		isClaimed: false,
	}
	const index = m.orders.push(order) - 1
	const args = (real: World) => ({
		orderId: real.ids.orders[index]!,
		amountFen: amount,
		draws: drawArgs(draws),
		replyDueAt: new Date(replyDue),
	})
	return {
		make: (real) => real.addOrder(order),
		call: {
			name: 'place_order',
			seat: 'buyer',
			side: enterprise,
			args,
			rule: (model) => place(model, index, amount, draws, replyDue),
		},
	}
}

const endings = ['declined', 'withdrawn', 'expired', 'cancelled'] as const
const endPlan: Plan = (m, { a, b }) => {
	const to = endings[b % 4]!
	const likely = to === 'cancelled' ? ordersIn(m, 'price_proposed', 'in_service', 'confirmed') : ordersIn(m, 'placed')
	const index = choose(a, keysOf(m.orders), likely)
	if (index === undefined) return null
	const args = (real: World) => ({ orderId: real.ids.orders[index]!, to, reason: '演示' })
	const { provider } = m.orders[index]!
	return {
		call: { name: 'end_order', seat: 'seller', side: provider, args, rule: (model) => endOrder(model, index, to) },
	}
}

/** The steps of an order without money, up to the next one with it. */
const workPlan: Plan = (m, { a, b }) => {
	const index = choose(a, [], ordersIn(m, 'placed', 'confirmed', 'in_service'))
	if (index === undefined) return null
	const order = m.orders[index]!
	const from = order.state
	if (from === 'in_service') order.state = 'delivered'
	else if (from === 'placed' && b % 7 === 6) order.state = 'confirmed'
	else {
		order.state = 'price_proposed'
		order.finalPrice =
			b % 3 === 2 ? order.price + amountOf(b, 20_000) : b % 3 === 1 && order.amount > 0n ? order.amount : order.price
	}
	return { make: (real) => real.advanceOrder(index, from, order) }
}

const confirmPlan: Plan = (m, { a, b, c, d }, world) => {
	const index = choose(a, keysOf(m.orders), ordersIn(m, 'price_proposed'))
	if (index === undefined) return null
	const order = m.orders[index]!
	const held = total(heldParts(m, order))
	const price = d % 9 === 8 ? order.finalPrice + 1n : order.finalPrice
	const wanted = [held, held / 2n, held + amountOf(b, 9_000), 0n, price + 1n][[0, 1, 2, 2, 0, 1, 3, 4][c % 8]!]!
	const draws = wanted > held ? drawsOf(b, world, 'order', wanted - held) : []
	const args = (real: World) => ({
		orderId: real.ids.orders[index]!,
		finalPriceFen: price,
		voucherFen: wanted,
		draws: drawArgs(draws),
	})
	const rule = (model: Model) => confirmPrice(model, index, price, wanted, draws)
	return { call: { name: 'confirm_price', seat: 'buyer', side: order.enterprise, args, rule } }
}

const acceptPlan: Plan = (m, { a }) => {
	const index = choose(a, keysOf(m.orders), ordersIn(m, 'delivered'))
	if (index === undefined) return null
	const args = (real: World) => ({ orderId: real.ids.orders[index]! })
	const side = m.orders[index]!.enterprise
	return { call: { name: 'accept_delivery', seat: 'buyer', side, args, rule: (model) => accept(model, index) } }
}

const lapsePlan: Plan = (m, { a }) => {
	const names = Object.keys(m.vouchers)
	const due = names.filter((name) => m.vouchers[name]!.useBy < dayOf(m.now))
	const name = choose(a, names, due)
	if (name === undefined) return null
	const args = (real: World) => ({ voucherId: real.voucherId(name) })
	return { call: { name: 'lapse_voucher', seat: 'officer', args, rule: (model) => lapse(model, name) } }
}

/** A claim already decided on by its reviewer, or one newly made of accepted orders of one provider. */
function someClaim(m: Model, { a, b, c, d }: Wish): { index: number; make: Step['make'] } | null {
	const waiting = keysOf(m.claims).filter((i) => ['submitted', 'reviewed', 'on_notice'].includes(m.claims[i]!.state))
	const ready = ordersIn(m, 'accepted').filter((i) => m.orders[i]!.amount > 0n && !m.orders[i]!.isClaimed)
	if (ready.length === 0 || a % 4 === 3) {
		const index = choose(a, keysOf(m.claims), waiting)
		return index === undefined ? null : { index, make: undefined }
	}
	const { provider, enterprise } = m.orders[ready[0]!]!
	const chosen = ready
		.filter((i) => m.orders[i]!.provider === provider && m.orders[i]!.enterprise === enterprise)
		.slice(0, 1 + (b % 2))
	const lines = chosen.map((order, i) => {
		m.orders[order]!.isClaimed = true
		const redeemed = total(redeemedParts(m, m.orders[order]!))
		const claimed = (d + i) % 5 === 4 && redeemed > 1n ? redeemed - 1n : redeemed
		const approved = [claimed, claimed, claimed - (amountOf(c + i) % claimed), 0n][[0, 1, 2, 0, 1, 2, 3][(c + i) % 7]!]!
		return { order, claimed, approved }
	})
	const state = ['reviewed', 'reviewed', 'reviewed', 'on_notice', 'submitted'][d % 5]!
	const noticeUntil = state === 'on_notice' ? dayOf(m.now + (b % 3) * dayMs) : null
	const index = m.claims.push({ kind: 'voucher', provider, state, lines, noticeUntil, drawn: null }) - 1
	const claim = m.claims[index]!
	return { index, make: (real, model) => real.addClaim(claim, model) }
}

const approveClaimPlan: Plan = (m, wish) => {
	const found = someClaim(m, wish)
	if (!found) return null
	const { index, make } = found
	const args = (real: World) => ({ claimId: real.ids.claims[index]! })
	const rule = (model: Model) => approveClaim(model, index, null, [])
	return { make, call: { name: 'approve_claim', seat: 'officer', args, rule } }
}

const refuseClaimPlan: Plan = (m, wish) => {
	const found = someClaim(m, wish)
	if (!found) return null
	const { index, make } = found
	const reason = wish.d % 6 === 5 ? '' : '不予支持'
	const args = (real: World) => ({ claimId: real.ids.claims[index]!, reason })
	return {
		make,
		call: { name: 'refuse_claim', seat: 'reviewer', args, rule: (model) => refuseClaim(model, index, reason) },
	}
}

/** A claim without a voucher draws on the fund when it is approved. */
const claimOnlyPlan: Plan = (m, { a, b, c, d }, world) => {
	const approved = amountOf(b, 80_000)
	const claim = {
		kind: 'claim_only' as const,
		provider: a % 2,
		state: 'reviewed',
		lines: [{ order: null, claimed: approved + BigInt(c % 3), approved }],
		noticeUntil: null,
		drawn: null,
	}
	const index = m.claims.push(claim) - 1
	const split = shareOut(approved + (d % 9 === 8 ? 1n : 0n), [50n, 30n, 20n].slice(0, m.sources))
	const draws = drawsOf(c, world, 'claim', approved)
	const args = (real: World) => ({ claimId: real.ids.claims[index]!, split, draws: drawArgs(draws) })
	const rule = (model: Model) => approveClaim(model, index, split, draws)
	return {
		make: (real, model) => real.addClaim(claim, model),
		call: { name: 'approve_claim', seat: 'officer', args, rule },
	}
}

/** Pay lines no live attempt is on. */
const unbatched = (m: Model, source: number) =>
	Object.entries(m.payLines)
		.filter(([key, line]) => line.source === source && !m.attempts.some((a) => a.payLine === key && !a.returned))
		.map(([key]) => key)

const lockPlan: Plan = (m, { a, b, c }) => {
	let index = choose(c, keysOf(m.batches), batchesIn(m, 'open'))
	let make: Step['make']
	const sources = Array.from({ length: m.sources }, (_, i) => i + 1)
	const source = choose(
		a,
		sources,
		sources.filter((s) => unbatched(m, s).length > 0),
	)!
	if (index === undefined || c % 4 !== 3) {
		const waiting = unbatched(m, source)
		if (waiting.length === 0 && b % 8 !== 7) return null
		const lines = b % 3 === 2 ? waiting.slice(0, 1) : waiting
		index = m.batches.push({ source, state: 'open', createdBy: 'settlementOfficer', lockedBy: null, total: 0n }) - 1
		const at = index
		for (const payLine of lines)
			m.attempts.push({ payLine, batch: at, amount: m.payLines[payLine]!.amount, payment: null, returned: false })
		make = (real) => real.addBatch(source, lines)
	}
	const at = index
	const seat: Seat = b % 5 === 4 ? 'finance' : 'settlementOfficer'
	const args = (real: World) => ({ batchId: real.ids.batches[at]! })
	return { make, call: { name: 'lock_batch', seat, args, rule: (model) => lockBatch(model, at, seat) } }
}

const batchStep =
	(
		name: BooksFunction,
		likely: string,
		seats: readonly Seat[],
		rule: (m: Model, at: number, seat: Seat) => Answer,
	): Plan =>
	(m, { a, b }) => {
		const at = choose(a, keysOf(m.batches), batchesIn(m, likely))
		if (at === undefined) return null
		const seat = seats[b % seats.length]!
		const args = (real: World) => ({
			batchId: real.ids.batches[at]!,
			...(name === 'approve_batch' ? { approvalDocumentNo: `批${b}` } : {}),
			...(name === 'send_batch' ? { messageId: `${real.name}-${at}` } : {}),
		})
		return { call: { name, seat, args, rule: (model) => rule(model, at, seat) } }
	}

const bankPlan =
	(
		name: 'settle_payment' | 'return_payment',
		sign: bigint,
		likely: readonly string[],
		rule: (m: Model, key: string, line: number) => Answer,
	): Plan =>
	(m, { a, b, c, d }) => {
		const names = Object.keys(m.payments)
		const key = choose(
			a,
			names,
			names.filter((n) => likely.includes(m.payments[n]!.state)),
		)
		if (key === undefined) return null
		const payment = m.payments[key]!
		const source = m.batches[payment.batch]!.source
		let line = c % 5 === 4 && m.bankLines.length > 0 ? d % m.bankLines.length : undefined
		let make: Step['make']
		if (line === undefined) {
			const wrong = b % 7 === 6 ? 1n : 0n
			const bank = {
				source: b % 9 === 8 ? 1 + (source % m.sources) : source,
				amount: sign * (payment.amount + wrong),
				state: 'unmatched' as const,
			}
			line = m.bankLines.push(bank) - 1
			make = (real) => real.addBankLine(bank)
		}
		const at = line
		const args = (real: World) => ({
			paymentId: real.paymentId(key),
			statementLineId: real.ids.bankLines[at]!,
			rule: 'code',
			...(name === 'return_payment' ? { returnCode: 'AC04' } : {}),
		})
		return { make, call: { name, seat: 'finance', args, rule: (model) => rule(model, key, at) } }
	}

const dayPlan: Plan = (m, { a }) => {
	m.now += (1 + (a % 12)) * dayMs
	return {}
}

const plans = {
	'approve fund': approveFundPlan,
	'approve document': documentPlan,
	receipt: receivePlan,
	grant: grantPlan,
	'place order': placePlan,
	'end order': endPlan,
	work: workPlan,
	'confirm price': confirmPlan,
	'accept delivery': acceptPlan,
	'lapse voucher': lapsePlan,
	'approve claim': approveClaimPlan,
	'refuse claim': refuseClaimPlan,
	'approve claim without voucher': claimOnlyPlan,
	'lock batch': lockPlan,
	'approve batch': batchStep(
		'approve_batch',
		'locked',
		['finance', 'finance', 'finance', 'settlementOfficer'],
		approveBatch,
	),
	'send batch': batchStep('send_batch', 'approved', ['finance'], sendBatch),
	'void batch': batchStep('void_batch', 'locked', ['settlementOfficer'], voidBatch),
	'settle payment': bankPlan('settle_payment', -1n, ['sent'], settlePayment),
	'return payment': bankPlan('return_payment', 1n, ['sent', 'confirmed'], returnPayment),
	'days pass': dayPlan,
	fold: () => ({ make: (real) => real.fold() }),
	seal: () => ({ make: (real) => real.seal() }),
} satisfies Record<string, Plan>

export type Kind = keyof typeof plans
export const kinds = Object.keys(plans) as Kind[]

/** What is done instead of a wish that finds nothing to be done to: whatever brings the fund's life on. */
const instead: readonly [Kind, (m: Model) => boolean][] = [
	['settle payment', (m) => Object.values(m.payments).some((payment) => payment.state === 'sent')],
	['send batch', (m) => batchesIn(m, 'approved').length > 0],
	['approve batch', (m) => batchesIn(m, 'locked').length > 0],
	['lock batch', (m) => [1, 2, 3].some((source) => unbatched(m, source).length > 0)],
	['approve claim', (m) => ordersIn(m, 'accepted').some((i) => m.orders[i]!.amount > 0n && !m.orders[i]!.isClaimed)],
	['accept delivery', (m) => ordersIn(m, 'delivered').length > 0],
	['confirm price', (m) => ordersIn(m, 'price_proposed').length > 0],
	['work', (m) => ordersIn(m, 'placed', 'confirmed', 'in_service').length > 0],
	['place order', (m) => Object.values(m.vouchers).some((voucher) => total(free(voucher)) > 0n)],
	['grant', () => true],
]

/** Makes a wish concrete on the model as it stands and adds its rows without money; null when there is nothing left to do. */
export function plan(m: Model, wish: Wish, world: string): Step | null {
	const kinds = [wish.kind, ...instead.filter(([, isReady]) => isReady(m)).map(([kind]) => kind)]
	for (const kind of kinds) {
		const step = (plans[kind] as Plan)(m, { ...wish, kind }, world)
		if (step) return step
	}
	return null
}
