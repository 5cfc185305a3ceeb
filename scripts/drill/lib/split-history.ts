/**
 * Movements of co-funded money on paper: the split of `split_fen` in plain TypeScript, and random histories of one
 * voucher over it. Amounts are whole fen within 2^53; products are taken as bigint, as the database takes numeric.
 */

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
	}
}

/** Splits an amount over weights by largest remainder, ties to the earlier source: `split_fen` of the books. */
export function splitFen(amount: number, weights: readonly number[]): number[] {
	const total = weights.reduce((sum, weight) => sum + weight, 0)
	if (total === 0) {
		if (amount !== 0) throw new Error(`${amount} has nothing to fall on`)
		return [...weights]
	}
	const isSmall = amount * total <= Number.MAX_SAFE_INTEGER
	const shares = weights.map((weight) =>
		isSmall
			? { part: Math.floor((amount * weight) / total), left: (amount * weight) % total }
			: bigShare(amount, weight, total),
	)
	let rest = amount - shares.reduce((sum, share) => sum + share.part, 0)
	const order = shares.map((_, n) => n).sort((a, b) => shares[b]!.left - shares[a]!.left || a - b)
	for (const n of order) {
		if (rest-- <= 0) break
		shares[n]!.part += 1
	}
	return shares.map((share) => share.part)
}

function bigShare(amount: number, weight: number, total: number) {
	const product = BigInt(amount) * BigInt(weight)
	return { part: Number(product / BigInt(total)), left: Number(product % BigInt(total)) }
}

type Balances = { free: number[]; holds: number[][]; redeemed: number[][]; payable: number[]; gone: number[] }
export type SplitCall = { amount: number; weights: number[]; parts: number[] }
export type History = { steps: number; faults: string[] }

/** The moves a history is made of, each over what every source still holds of that voucher, hold or claim. */
const moves = ['hold', 'hold', 'redeem', 'release', 'approve', 'cut', 'lapse'] as const

/**
 * One voucher from grant to empty: random holds, part redemptions with the rest released, releases, approvals with cuts
 * back to the voucher, a lapse; then the last movement of each empties every source. `onSplit` sees every split made.
 */
export function playHistory(random: () => number, onSplit?: (call: SplitCall) => void): History {
	const upTo = (most: number) => Math.floor(random() * (most + 1))
	const sources = 1 + upTo(3)
	const size = 10 ** (1 + upTo(9))
	const face = Array.from({ length: sources }, () => (random() < 0.1 ? 0 : 1 + upTo(size)))
	const faults: string[] = []
	const none = () => Array.from({ length: sources }, () => 0)
	const books: Balances = { free: [...face], holds: [], redeemed: [], payable: none(), gone: none() }
	const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)
	const take = (from: number[], amount: number, to: number[]) => {
		const parts = splitFen(amount, from)
		onSplit?.({ amount, weights: [...from], parts })
		if (sum(parts) !== amount) faults.push(`${amount} over ${from} became ${parts}`)
		for (let n = 0; n < sources; n++) {
			from[n]! -= parts[n]!
			to[n]! += parts[n]!
			if (from[n]! < 0) faults.push(`source ${n + 1} below zero after ${amount} of ${from}`)
		}
		if (sum(from) === 0 && from.some((part) => part !== 0)) faults.push(`the last movement left ${from}`)
	}
	const part = (whole: number) => (random() < 0.25 ? whole : upTo(whole))
	const steps = 3 + upTo(12)
	for (let step = 0; step < steps; step++) {
		const move = moves[upTo(moves.length - 1)]
		if (move === 'hold') {
			const hold = none()
			take(books.free, part(sum(books.free)), hold)
			books.holds.push(hold)
		} else if ((move === 'redeem' || move === 'release') && books.holds.length > 0) {
			const [hold] = books.holds.splice(upTo(books.holds.length - 1), 1)
			if (move === 'redeem') {
				const redeemed = none()
				take(hold!, part(sum(hold!)), redeemed)
				books.redeemed.push(redeemed)
			}
			take(hold!, sum(hold!), books.free)
		} else if ((move === 'approve' || move === 'cut') && books.redeemed.length > 0) {
			const [claim] = books.redeemed.splice(upTo(books.redeemed.length - 1), 1)
			take(claim!, move === 'approve' ? sum(claim!) : part(sum(claim!)), books.payable)
			take(claim!, sum(claim!), books.free)
		} else if (move === 'lapse') take(books.free, part(sum(books.free)), books.gone)
	}
	for (const rest of [...books.holds, ...books.redeemed, books.free]) take(rest, sum(rest), books.gone)
	for (let n = 0; n < sources; n++)
		if (books.payable[n]! + books.gone[n]! !== face[n]) faults.push(`source ${n + 1} does not come out at its face`)
	return { steps, faults }
}
