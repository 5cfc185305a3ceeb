import type { PayStep, PayWay } from '#app/lib/pay-pieces.ts'
import { answerMatch } from './answer-match.ts'
import { moneyOf } from './cap-keys.ts'
import { chooseSplit } from './choose-split.ts'
import { classify } from './evaluate.ts'
import { type Facts, linesOf } from './facts.ts'
import { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { reckonBase } from './reckon-base.ts'
import { chooseRow, fractionOf, unitFen } from './reckon-line.ts'

/** The ways a programme may come to an amount, as arithmetic on the price. Which one holds where is tried out, not known here. */

/** A share in basis points, rounded down. */
const shareStep = (bp: bigint): PayStep => reduced({ times: bp, plus: 0n, over: 10_000n, unitFen: 1n, mode: 'down' })

function gcd(a: bigint, b: bigint): bigint {
	return b === 0n ? a : gcd(b, a % b)
}
const abs = (a: bigint) => (a < 0n ? -a : a)

/** The same step with smaller numbers. */
function reduced(step: PayStep): PayStep {
	const common = gcd(gcd(abs(step.times), abs(step.plus)), step.over)
	return { ...step, times: step.times / common, plus: step.plus / common, over: step.over / common }
}

/**
 * Candidates for what the rules give on prices from `low` to `high`, where the same rate row and the same tier hold:
 * `factsAt` are the facts at a price. In no order; none when a fact is missing. `parts`: what one of two sources gives
 * beside a fixed amount, when the other has reached its own cap.
 */
export function possibleWays(
	document: ProgrammeDocument,
	factsAt: (priceFen: bigint) => Facts,
	isEstimate: boolean,
	{ low, high }: { low: bigint; high: bigint },
): { ways: PayWay[]; parts: PayWay[] } {
	const none = { ways: [], parts: [] }
	const findings = new Findings(isEstimate)
	const facts = factsAt(low)
	const line = linesOf(facts)[0]!
	const applicantClass = classify(document, facts, line, findings)
	const rules = moneyOf(document, facts)
	if (!rules) return none
	const asked = { facts, line, applicantClass }
	const money = chooseSplit(rules, asked, findings)
	const row = chooseRow(money, asked, findings)
	if (!row) return none

	const at = (priceFen: bigint) => {
		const there = factsAt(priceFen)
		const askedThere = { facts: there, line: linesOf(there)[0]!, applicantClass }
		const base = reckonBase(money, row.baseOf, askedThere, findings)
		return base === undefined
			? undefined
			: { base, fraction: fractionOf(money, row, { base, priorBase: undefined }, askedThere, findings) }
	}
	const tax = line.money?.taxRateBp ?? 0
	const toBase: PayWay =
		money.base.tax === 'exclusive'
			? [reduced({ times: 10_000n, plus: 0n, over: BigInt(10_000 + tax), unitFen: 1n, mode: 'down' })]
			: []
	const heads: PayWay[] = [toBase]
	const [first, last] = [at(low), at(high)]
	if (first?.fraction && last?.fraction && last.base > first.base) {
		const times = (last.fraction.numerator - first.fraction.numerator) / (last.base - first.base)
		const { unit, mode } = money.rounding
		heads.push([
			...toBase,
			reduced({
				times,
				plus: first.fraction.numerator - times * first.base,
				over: first.fraction.denominator,
				unitFen: unitFen[unit],
				mode,
			}),
		])
	}
	const ofBase = (bp: number) => heads.push([...toBase, shareStep(BigInt(bp))])
	for (const { limit } of money.caps) if (limit.kind === 'base_share') ofBase(limit.bp)
	if (money.otherSubsidies?.treatment === 'ceiling') ofBase(money.otherSubsidies.ceilingBp ?? 10_000)
	const { split } = money
	const parts: PayWay[] = []
	if (split.kind === 'cost_shares') {
		const bps = split.parts.map(({ when, bp }) => (answerMatch(when, asked).holds === true ? bp : 0))
		const together = bps.reduce((sum, bp) => sum + bp, 0)
		ofBase(together)
		// of two parts the largest remainder is the nearest whole fen
		if (together > 0)
			for (const bp of bps)
				parts.push([
					...toBase,
					shareStep(BigInt(together)),
					{ times: BigInt(2 * bp), plus: BigInt(together), over: BigInt(2 * together), unitFen: 1n, mode: 'down' },
				])
	}

	/** Each way as it is, and with one more step. */
	const alsoWith = (ways: PayWay[], step: PayStep | null): PayWay[] =>
		step === null ? ways : [...ways, ...ways.map((way) => [...way, step])]
	const factor = money.rate.published?.applied === 'after_caps' ? facts.round?.factorBp : undefined
	let ways = alsoWith(
		heads,
		split.kind === 'match'
			? shareStep(10_000n + BigInt(split.ratioBp + split.further.reduce((sum, { ratioBp }) => sum + ratioBp, 0)))
			: null,
	)
	ways = alsoWith(ways, factor === undefined ? null : shareStep(BigInt(factor)))
	const whole = alsoWith(
		ways,
		money.rounding.of === 'total'
			? { times: 1n, plus: 0n, over: 1n, unitFen: unitFen[money.rounding.unit], mode: money.rounding.mode }
			: null,
	)
	return { ways: whole, parts }
}
