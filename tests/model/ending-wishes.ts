import type { BooksFunction } from '#app/domain/ledger/call-books.server.ts'
import {
	demandClawback,
	extendVoucher,
	forfeitOrder,
	lapseOrder,
	receiveClawback,
	voidVoucher,
} from './ending-rules.ts'
import { dayOf, heldParts, type Model, type Proposal, redeemedParts, type Seat, total } from './model.ts'
import type { Answer } from './rules.ts'
import { amountOf, choose, dayMs, keysOf, type Plan, type Step } from './wish-parts.ts'
import type { World } from './world.ts'

const second = (n: number): Seat => (n % 5 === 4 ? 'officer' : 'secondOfficer')

/** Decides the open proposal of a voucher when it is of this kind, or proposes anew; one is open per voucher. */
function proposal(
	name: BooksFunction,
	kind: Proposal['kind'],
	rule: (m: Model, index: number, seat: Seat) => Answer,
	find: (m: Model, wish: { a: number; b: number }) => Omit<Proposal, 'kind' | 'state' | 'by'> | null,
): Plan {
	return (m, { a, b, c, d }) => {
		const seat = second(c)
		let make: Step['make']
		let index = choose(
			d,
			keysOf(m.proposals).filter((i) => m.proposals[i]!.kind === kind),
			keysOf(m.proposals).filter((i) => m.proposals[i]!.kind === kind && m.proposals[i]!.state === 'open'),
		)
		if (index === undefined || d % 4 !== 3) {
			const about = find(m, { a, b })
			if (!about || m.proposals.some((p) => p.voucher === about.voucher && p.state === 'open')) return null
			const made: Proposal = { ...about, kind, state: 'open', by: 'officer' }
			index = m.proposals.push(made) - 1
			make = (world) => world.addProposal(made)
		}
		const at = index
		const args = (world: World) => ({ proposalId: world.ids.proposals[at]! })
		return { make, call: { name, seat, args, rule: (model) => rule(model, at, seat) } }
	}
}

const ofVoucher =
	(dayFor: (m: Model, useBy: string, b: number) => string | null) =>
	(m: Model, { a, b }: { a: number; b: number }) => {
		const names = Object.keys(m.vouchers)
		const quiet = names.filter((name) => m.vouchers[name]!.state === 'active' && total(m.vouchers[name]!.held) === 0n)
		const voucher = choose(a, names, quiet)
		return voucher === undefined ? null : { voucher, order: null, useBy: dayFor(m, m.vouchers[voucher]!.useBy, b) }
	}

const ofOrder =
	(isLikely: (m: Model, order: Model['orders'][number]) => boolean) =>
	(m: Model, { a }: { a: number }) => {
		const all = keysOf(m.orders).filter((i) => m.orders[i]!.voucher !== null && m.orders[i]!.state !== 'draft')
		const order = choose(
			a,
			all,
			all.filter((i) => isLikely(m, m.orders[i]!)),
		)
		return order === undefined ? null : { voucher: m.orders[order]!.voucher!, order, useBy: null }
	}
const isOver = (m: Model, order: Model['orders'][number]) => m.vouchers[order.voucher!]!.useBy < dayOf(m.now)

export const voidPlan = proposal(
	'void_voucher',
	'void',
	voidVoucher,
	ofVoucher(() => null),
)
export const extendPlan = proposal(
	'extend_voucher',
	'extension',
	extendVoucher,
	ofVoucher((_, useBy, b) => dayOf(Date.parse(useBy) + (b % 20) * dayMs)),
)
export const lapseOrderPlan = proposal(
	'lapse_order',
	'lapse',
	lapseOrder,
	ofOrder((m, order) => isOver(m, order) && total(heldParts(m, order)) > 0n),
)
export const forfeitPlan = proposal(
	'forfeit_order',
	'forfeit',
	forfeitOrder,
	ofOrder((m, order) => isOver(m, order) && !order.isClaimed && total(redeemedParts(m, order)) > 0n),
)

export const demandPlan: Plan = (m, { a, b, c, d }) => {
	const seat = second(c)
	let make: Step['make']
	let index = choose(
		d,
		keysOf(m.clawbacks),
		keysOf(m.clawbacks).filter((i) => m.clawbacks[i]!.state === 'proposed'),
	)
	if (index === undefined || d % 4 !== 3) {
		const lines = Object.keys(m.payLines)
		const payLine = choose(
			a,
			lines,
			lines.filter((key) =>
				m.attempts.some((t) => t.payLine === key && t.payment !== null && m.payments[t.payment]!.state === 'confirmed'),
			),
		)
		if (payLine === undefined || m.clawbacks.some((k) => k.payLine === payLine && k.state === 'proposed')) return null
		const { amount } = m.payLines[payLine]!
		const made: Model['clawbacks'][number] = {
			payLine,
			amount: b % 3 === 2 ? amount + 1n : b % 3 === 1 ? 1n + (amountOf(b) % amount) : amount,
			received: 0n,
			state: 'proposed',
			by: 'officer',
		}
		index = m.clawbacks.push(made) - 1
		make = (world, model) => world.addClawback(made, model)
	}
	const at = index
	const args = (world: World) => ({ clawbackId: world.ids.clawbacks[at]! })
	return { make, call: { name: 'demand_clawback', seat, args, rule: (model) => demandClawback(model, at, seat) } }
}

export const receiveClawbackPlan: Plan = (m, { a, b, c, d }) => {
	const demanded = keysOf(m.clawbacks).filter((i) => m.clawbacks[i]!.state === 'demanded')
	const index = choose(a, keysOf(m.clawbacks), demanded)
	if (index === undefined) return null
	const { amount, received } = m.clawbacks[index]!
	const left = amount - received
	const amountFen = c % 9 === 8 ? 0n : b % 5 === 4 ? left + 1n : b % 2 === 1 && left > 1n ? left / 2n : left
	const reuse = d % 2 === 1
	const args = (world: World) => ({
		clawbackId: world.ids.clawbacks[index]!,
		amountFen,
		documentNo: `缴${b}`,
		receivedOn: '2026-03-10',
		reuse,
	})
	const rule = (model: Model) => receiveClawback(model, index, amountFen, reuse)
	return { call: { name: 'receive_clawback', seat: 'finance', args, rule } }
}
