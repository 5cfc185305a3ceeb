import { fen } from '#app/lib/money.ts'
import { fixedStep, type PayWay, wayOf } from '#app/lib/pay-pieces.ts'
import { estimate, evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Facts } from './facts.ts'
import { possibleWays } from './pay-ways.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { type ClassFacts, factsOfClass } from './subsidy-class.ts'

/**
 * What a programme gives as a curve over prices. The borders are found by asking `evaluate` itself: where the rules name
 * an amount the curve is cut, between the cuts what is given only grows (rates, then caps), and each stretch is matched
 * with one of the ways the rules can reckon, tried at its ends and inside.
 */

/** Rules to ask, with all that is known but what is bought: a voucher in hand is decided on, others are estimated. */
export type AskedRules = {
	document: ProgrammeDocument
	isEstimate: boolean
	facts: Omit<Facts, 'provider' | 'service' | 'money'>
}

/**
 * A stretch of prices. `way`: what is given, null when nothing is (not eligible). `isKnown` false: no way was found
 * that gives it, so every price has to be asked by itself.
 */
export type Stretch = { fromFen: bigint; toFen: bigint | null; way: PayWay | null; isKnown: boolean }

/** Higher than any price there is: 100 billion yuan. */
const highest = 10_000_000_000_000n
const mostStretches = 40

/** The curve of one programme for one class. */
export function offerCurve(rules: AskedRules, listing: ClassFacts): Stretch[] {
	const { document, isEstimate, facts } = rules
	const known = factsOfClass(listing)
	const factsAt = (priceFen: bigint): Facts => ({
		...facts,
		...known,
		money: { ...known.money, contractFen: fen(priceFen) },
	})
	const kept = new Map<bigint, Evaluation>()
	const ask = (priceFen: bigint) => {
		let answer = kept.get(priceFen)
		if (!answer) {
			answer = (isEstimate ? estimate : evaluate)(document, factsAt(priceFen))
			kept.set(priceFen, answer)
		}
		return answer
	}
	if (isOutAnyway(ask(sampleFen))) return [{ fromFen: 1n, toFen: null, way: null, isKnown: true }]
	const stretches: Stretch[] = []
	const cuts = [1n, ...cutsOf(document, known.money.taxRateBp), highest + 1n]
	for (let i = 0; i + 1 < cuts.length; i++) {
		const [low, high] = [cuts[i]!, cuts[i + 1]! - 1n]
		const ways = () => possibleWays(document, factsAt, isEstimate, { low, high })
		stretches.push(...stretchesOf(ask, ways, low, high))
		if (stretches.length > mostStretches) return [{ fromFen: 1n, toFen: null, way: null, isKnown: false }]
	}
	return joined(stretches)
}

/** An ordinary price: what bars it here for other reasons than the amount bars every other price as well. */
const sampleFen = 1_000_000n

/** Whether nothing is given at any price: who applies, what is bought or from whom stands in the way, or is not known. */
const isOutAnyway = ({ reasons }: Evaluation) =>
	reasons.some(
		({ code, verdict }) =>
			(verdict === 'no' || verdict === 'needs') && /^(eligibility|provider|scope|validity|window|class)\./.test(code),
	)

/** Amounts the rules compare with: up to and more than leave the amount itself below, at least does not. */
const firstBeyond = { overFen: 1n, uptoFen: 1n, maxFen: 1n, minFen: 0n }

/** Prices from which on another tier, row or condition may hold, ascending: the amounts the rules compare with. */
function cutsOf({ subsidy }: ProgrammeDocument, taxRateBp: number | undefined): bigint[] {
	const cuts = new Set<bigint>()
	const tax = subsidy.base.tax === 'exclusive' ? BigInt(taxRateBp ?? 0) : 0n
	const gather = (value: unknown) => {
		if (Array.isArray(value)) value.forEach(gather)
		else if (value !== null && typeof value === 'object')
			for (const [key, part] of Object.entries(value)) {
				if (typeof part !== 'bigint') gather(part)
				else if (key in firstBeyond) {
					const amount = part + firstBeyond[key as keyof typeof firstBeyond]
					cuts.add(amount)
					// the first price whose base without tax reaches the amount
					if (tax > 0n) cuts.add((amount * (10_000n + tax) + 9_999n) / 10_000n)
				}
			}
	}
	gather(subsidy)
	return [...cuts].filter((cut) => cut > 1n && cut <= highest).sort((a, b) => (a < b ? -1 : 1))
}

type Ask = (priceFen: bigint) => Evaluation

/** The stretches between two cuts. */
function stretchesOf(ask: Ask, waysOf: () => ReturnType<typeof possibleWays>, low: bigint, high: bigint): Stretch[] {
	const found: Stretch[] = []
	let possible: ReturnType<typeof possibleWays> | undefined
	let tooShort = 0
	for (let from = low; from <= high; ) {
		const { decision, amountFen } = ask(from)
		if (decision !== 'eligible') {
			const to = lastThat((price) => ask(price).decision !== 'eligible', from, high)
			found.push({ fromFen: from, toFen: to, way: null, isKnown: true })
			from = to + 1n
			continue
		}
		possible ??= waysOf()
		const beside = possible.parts.map((part) => withFixed(part, amountFen - wayOf(part, from)))
		let best: { way: PayWay; to: bigint } | undefined
		for (const way of [...possible.ways, ...beside, [fixedStep(amountFen)]]) {
			const gives = (price: bigint) => {
				const answer = ask(price)
				return answer.decision === 'eligible' && answer.amountFen === wayOf(way, price)
			}
			if (!gives(from)) continue
			const to = lastThat(gives, from, high, () => crossing(way, ask(high).amountFen, from, high))
			if (!best || to > best.to) best = { way, to }
		}
		// a stretch of one price after another is no stretch: the way that holds here is none of ours
		tooShort = best!.to === from ? tooShort + 1 : 0
		if (tooShort > 2 || found.length > mostStretches)
			return [...found, { fromFen: from, toFen: high, way: null, isKnown: false }]
		found.push({ fromFen: from, toFen: best!.to, way: best!.way, isKnown: true })
		from = best!.to + 1n
	}
	return found
}

const withFixed = (part: PayWay, plus: bigint): PayWay => [
	...part,
	{ times: 1n, plus, over: 1n, unitFen: 1n, mode: 'down' },
]

/** The last price a way gives no more than `most` at. */
function crossing(way: PayWay, most: bigint, from: bigint, high: bigint): bigint {
	return searched((price) => wayOf(way, price) <= most, from, high)
}

/** The last price up to `high` for which `holds` from `from` on: it holds there, and on one stretch only. */
function lastThat(holds: (price: bigint) => boolean, from: bigint, high: bigint, guess?: () => bigint): bigint {
	if (holds(high) && inside(from, high).every(holds)) return high
	const near = guess?.()
	if (near !== undefined && near < high && holds(near) && !holds(near + 1n) && inside(from, near).every(holds))
		return near
	let step = 1n
	let low = from
	while (low + step < high && holds(low + step)) {
		low += step
		step *= 2n
	}
	const end = searched(holds, low, low + step < high ? low + step : high)
	const failing = inside(from, end).find((price) => !holds(price))
	return failing === undefined ? end : searched(holds, from, failing)
}

/** By halving: the last price that holds before one that does not; `low` holds. */
function searched(holds: (price: bigint) => boolean, low: bigint, high: bigint): bigint {
	if (holds(high)) return high
	let [yes, no] = [low, high]
	while (no - yes > 1n) {
		const middle = (yes + no) / 2n
		if (holds(middle)) yes = middle
		else no = middle
	}
	return yes
}

/** Prices to try within a stretch: next to its ends and at an odd place between. */
const inside = (from: bigint, to: bigint): bigint[] =>
	[from + 1n, from + (to - from) / 3n + 1n, to - 1n].filter((price) => price > from && price < to)

const sameWay = (a: PayWay | null, b: PayWay | null) => wayText(a) === wayText(b)
/** A way as text, to compare by. */
export const wayText = (way: PayWay | null) =>
	way === null
		? '-'
		: way.map(({ times, plus, over, unitFen, mode }) => `${times}.${plus}.${over}.${unitFen}.${mode}`).join(';')

/** Neighbours that are reckoned alike as one; the last has no end. */
function joined(stretches: readonly Stretch[]): Stretch[] {
	const whole: Stretch[] = []
	for (const stretch of stretches) {
		const last = whole.at(-1)
		if (last && last.isKnown === stretch.isKnown && sameWay(last.way, stretch.way)) last.toFen = stretch.toFen
		else whole.push({ ...stretch })
	}
	whole.at(-1)!.toFen = null
	return whole
}
