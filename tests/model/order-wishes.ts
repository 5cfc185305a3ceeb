import { dayOf, free, heldParts, type Model, type Seat, shareOut, total } from './model.ts'
import {
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
import { mostApplications } from './town.ts'
import { amountOf, choose, dayMs, drawArgs, drawsOf, keysOf, ordersIn, type Plan, type Step } from './wish-parts.ts'
import type { World } from './world.ts'

export const approveFundPlan: Plan = (_, { a }) => {
	const seat: Seat = a % 4 === 3 ? 'officer' : 'secondOfficer'
	const args = (world: World) => ({ fundId: world.fundId })
	return { call: { name: 'approve_fund', seat, args, rule: (m) => approveFund(m, seat) } }
}

export const documentPlan: Plan = (m, { a, b, c, d }) => {
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

export const receivePlan: Plan = (m, { a, b }) => {
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

export const grantPlan: Plan = (m, { a, b, c, d }, world) => {
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
export const placePlan: Plan = (m, { a, b, c, d }, world) => {
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
		isForfeited: false,
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
export const endPlan: Plan = (m, { a, b }) => {
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
export const workPlan: Plan = (m, { a, b }) => {
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

export const confirmPlan: Plan = (m, { a, b, c, d }, world) => {
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

export const acceptPlan: Plan = (m, { a }) => {
	const index = choose(a, keysOf(m.orders), ordersIn(m, 'delivered'))
	if (index === undefined) return null
	const args = (real: World) => ({ orderId: real.ids.orders[index]! })
	const side = m.orders[index]!.enterprise
	return { call: { name: 'accept_delivery', seat: 'buyer', side, args, rule: (model) => accept(model, index) } }
}

export const lapsePlan: Plan = (m, { a }) => {
	const names = Object.keys(m.vouchers)
	const due = names.filter((name) => m.vouchers[name]!.useBy < dayOf(m.now))
	const name = choose(a, names, due)
	if (name === undefined) return null
	const args = (real: World) => ({ voucherId: real.voucherId(name) })
	return { call: { name: 'lapse_voucher', seat: 'officer', args, rule: (model) => lapse(model, name) } }
}
