import { percent } from './amount-words.ts'
import type { Words } from './document-parts.ts'
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules } from './money-rules.ts'

/** What was published for the year or round: a most for the rate, a factor, and whether the factor comes after the caps. */
type Published = { maxBp: number; factorBp: bigint; afterCaps: boolean; words: Words[] }

const none: Published = { maxBp: 10_000, factorBp: 10_000n, afterCaps: false, words: [] }

const names: Record<'rate' | 'factor', Words> = {
	rate: { zh: '当年公布的比例', en: 'the rate published for the year' },
	factor: { zh: '本批次公布的折算系数', en: 'the factor published for the round' },
}

/** The published rate or factor, where the rules have one; undefined when a claim lacks it. */
export function publishedOf(
	{ published }: MoneyRules['rate'],
	{ round, step }: Facts,
	findings: Findings,
	index?: number,
): Published | undefined {
	if (!published) return none
	const { kind } = published
	const value = kind === 'rate' ? round?.rateBp : round?.factorBp
	const what = names[kind]
	if (value === undefined && step === 'claim') {
		const text = { zh: `还需要知道${what.zh}`, en: `Still to be known: ${what.en}` }
		findings.need(published, `round.${kind}Bp`, text, index)
		return undefined
	}
	if (value === undefined) {
		const text = { zh: `最终以${what.zh}为准`, en: `In the end it is ${what.en}` }
		findings.add(published, { code: 'rate.published', verdict: 'info', text }, index)
		return none
	}
	const text: Words = { zh: `${what.zh} ${percent(value)}`, en: `${what.en} ${percent(value)}` }
	if (kind === 'rate') return { ...none, maxBp: value, words: [text] }
	const afterCaps = published.applied === 'after_caps'
	return { ...none, factorBp: BigInt(value), afterCaps, words: afterCaps ? [] : [text] }
}
