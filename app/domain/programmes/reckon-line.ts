import { fen, least, type Money, zero } from '#app/lib/money.ts'
import { yuanText } from './amount-words.ts'
import { type Asked, answerMatch } from './answer-match.ts'
import { bonusesOf } from './bonuses-of.ts'
import type { Words } from './document-parts.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules } from './money-rules.ts'
import { payOf } from './pay-of.ts'
import { publishedOf } from './published-of.ts'
import type { RateRow } from './rate-rules.ts'
import { ceilingOfOthers, reckonBase } from './reckon-base.ts'

/** One line reckoned: its base, the amount before any cap, and the row that gave it. */
export type LineAmount = { base: Money; amount: Money; row: string | null }

const nothing: LineAmount = { base: zero, amount: zero, row: null }

/** What a chapter of money says of one line. */
type LineRules = Pick<MoneyRules, 'base' | 'rate' | 'bonuses' | 'otherSubsidies' | 'rounding'>

/**
 * Base, rate, bonuses and rounding of one line. `priorBase`: what was counted this year before it, for tiers that run over
 * the year. Missing facts and what stands in the way go to the findings.
 */
export function reckonLine(
	money: LineRules,
	asked: Asked,
	priorBase: Money | undefined,
	findings: Findings,
	index?: number,
): LineAmount {
	const row = chooseRow(money, asked, findings, index)
	if (!row) return nothing
	const base = costFree(row, asked) ? null : reckonBase(money, row.baseOf, asked, findings, index)
	if (base === undefined) return nothing
	const paid = applyRate(money, row, { base, priorBase }, asked, findings, index)
	if (paid === undefined) return nothing
	const bounded = base === null ? paid : least(paid, base)
	return { base: base ?? bounded, amount: ceilingOfOthers(money, bounded, base, asked, findings, index), row: row.id }
}

/** Whether a row pays without looking at what it cost: flat sums, where no amount is known. */
const costFree = ({ pays }: RateRow, { line }: Asked) =>
	(pays.kind === 'flat' || pays.kind === 'per_unit' || pays.kind === 'appraised_amount') && line.money === undefined

/** The row that decides for a line; null when none does or a fact is missing to say so. */
export function chooseRow(money: LineRules, asked: Asked, findings: Findings, index?: number): RateRow | null {
	for (const row of money.rate.rows) {
		const answer = answerMatch(row.when, asked)
		if (answer.holds === true) return row
		if (answer.holds === null) {
			findings.add(
				row,
				{
					code: 'rate.row',
					verdict: 'needs',
					text: {
						zh: `还需要知道是否适用「${row.name.zh}」`,
						en: `Still to be known: whether “${row.name.en}” applies`,
					},
					needs: answer.needs,
				},
				index,
			)
			return null
		}
	}
	findings.add(
		money.rate.rows[0] ?? {},
		{ code: 'rate.none', verdict: 'no', text: { zh: '这一情形没有支持标准', en: 'There is no rate for this case' } },
		index,
	)
	return null
}

type Situation = { base: Money | null; priorBase: Money | undefined }

/** What a row gives of a base before rounding, as a fraction of fen; undefined when a fact is missing. */
export function fractionOf(
	money: LineRules,
	row: RateRow,
	{ base, priorBase }: Situation,
	asked: Asked,
	findings: Findings,
	index?: number,
) {
	const bonus = bonusesOf(money.bonuses, row, asked, findings, index)
	if (!bonus) return undefined
	const published = publishedOf(money.rate, asked.facts, findings, index)
	if (!published) return undefined
	const most = Math.min(money.rate.maxBp ?? 10_000, published.maxBp)
	const paid = payOf(row, { base, priorBase, points: bonus.points, mostBp: most }, asked, findings, index)
	if (!paid) return undefined
	const factor = published.afterCaps ? 10_000n : published.factorBp
	// one division at the very end, so that nothing is lost on the way
	const numerator = (paid.part * bonus.numerator + bonus.extra * paid.whole * bonus.denominator) * factor
	return { numerator, denominator: paid.whole * bonus.denominator * 10_000n, paid, published }
}

/** The amount by rate, bonus, published rate and rounding; undefined when a fact is missing. */
function applyRate(
	money: LineRules,
	row: RateRow,
	situation: Situation,
	asked: Asked,
	findings: Findings,
	index?: number,
): Money | undefined {
	const fraction = fractionOf(money, row, situation, asked, findings, index)
	if (!fraction) return undefined
	const { numerator, denominator, paid, published } = fraction
	const exact = fen(numerator / denominator)
	const rounded = roundUp(numerator, denominator, money.rounding) ?? roundTo(exact, money.rounding)
	const amount = row.atLeastFen !== undefined && rounded < row.atLeastFen ? row.atLeastFen : rounded
	const extras: Words[] = amount > rounded ? [...published.words, leastWords(row.atLeastFen!)] : published.words
	const tail: Words = {
		zh: extras.length > 0 ? `（${extras.map((part) => part.zh).join('，')}）` : '',
		en: extras.length > 0 ? ` (${extras.map((part) => part.en).join(', ')})` : '',
	}
	findings.add(
		row,
		{
			code: 'rate.amount',
			verdict: 'ok',
			text: {
				zh: `${row.name.zh}：${paid.text.zh}${tail.zh}，得 ${yuanText(amount)}`,
				en: `${row.name.en}: ${paid.text.en}${tail.en}, which is ${yuanText(amount)}`,
			},
			amountFen: amount,
		},
		index,
	)
	return amount
}

const leastWords = (amount: Money): Words => ({
	zh: `不足 ${yuanText(amount)} 的按此数`,
	en: `at least ${yuanText(amount)}`,
})

/** For mode up: a part of a fen counts as well. */
function roundUp(numerator: bigint, denominator: bigint, { unit, mode }: MoneyRules['rounding']): Money | undefined {
	if (mode !== 'up') return undefined
	const size = unitFen[unit] * denominator
	return fen(((numerator + size - 1n) / size) * unitFen[unit])
}

/** The units amounts are rounded to, in fen. */
export const unitFen = {
	fen: 1n,
	jiao: 10n,
	yuan: 100n,
	ten_yuan: 1_000n,
	hundred_yuan: 10_000n,
	thousand_yuan: 100_000n,
	ten_thousand_yuan: 1_000_000n,
} as const

/** Rounds a computed amount to the document's unit. Caps and balances are never rounded. */
export function roundTo(amount: Money, { unit, mode }: Pick<MoneyRules['rounding'], 'unit' | 'mode'>): Money {
	const size = unitFen[unit]
	const half = mode === 'half_up' ? size / 2n : mode === 'up' ? size - 1n : 0n
	return fen(((amount + half) / size) * size)
}
