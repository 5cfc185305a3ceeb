import type { BooksFunction } from '#app/domain/ledger/call-books.server.ts'
import { dayOf, type Model, redeemedParts, type Seat, shareOut, total } from './model.ts'
import type { Answer } from './rules.ts'
import { approveClaim, lockBatch, refuseClaim } from './settlement-rules.ts'
import {
	amountOf,
	batchesIn,
	choose,
	dayMs,
	drawArgs,
	drawsOf,
	keysOf,
	ordersIn,
	type Plan,
	type Step,
	type Wish,
} from './wish-parts.ts'
import type { World } from './world.ts'

/** A claim already decided on by its reviewer, or one newly made of accepted orders of one provider. */
function someClaim(m: Model, { a, b, c, d }: Wish): { index: number; make: Step['make'] } | null {
	const waiting = keysOf(m.claims).filter((i) => ['submitted', 'reviewed', 'on_notice'].includes(m.claims[i]!.state))
	const ready = ordersIn(m, 'accepted').filter(
		(i) => m.orders[i]!.amount > 0n && !m.orders[i]!.isClaimed && !m.orders[i]!.isForfeited,
	)
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

export const approveClaimPlan: Plan = (m, wish) => {
	const found = someClaim(m, wish)
	if (!found) return null
	const { index, make } = found
	const args = (real: World) => ({ claimId: real.ids.claims[index]! })
	const rule = (model: Model) => approveClaim(model, index, null, [])
	return { make, call: { name: 'approve_claim', seat: 'officer', args, rule } }
}

export const refuseClaimPlan: Plan = (m, wish) => {
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
export const claimOnlyPlan: Plan = (m, { a, b, c, d }, world) => {
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
export const unbatched = (m: Model, source: number) =>
	Object.entries(m.payLines)
		.filter(([key, line]) => line.source === source && !m.attempts.some((a) => a.payLine === key && !a.returned))
		.map(([key]) => key)

export const lockPlan: Plan = (m, { a, b, c }) => {
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

export const batchStep =
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

export const bankPlan =
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
