import type { Condition, LeafCondition } from './conditions.ts'
import { inRegion } from './document-parts.ts'
import { type Band, lintBandList } from './lint-bands.ts'
import type { LintFindings } from './lint-finding.ts'
import type { ProgrammeDocument } from './programme-document.ts'

type Path = readonly (string | number)[]

/** Conditions nobody can meet, questions that contradict each other, classes nobody reaches. */
export function lintConditions(document: ProgrammeDocument, findings: LintFindings) {
	const { eligibility, providers, rewardConditions } = document
	lintList(eligibility.conditions, ['eligibility', 'conditions'], findings)
	lintList(providers, ['providers'], findings)
	lintList(rewardConditions, ['rewardConditions'], findings)
	eligibility.classes.forEach((entry, index) => {
		const path = ['eligibility', 'classes', index]
		lintList(entry.of, [...path, 'of'], findings)
		const asked = new Set(entry.of.map(bare))
		const earlier = eligibility.classes.slice(0, index).find((other) => other.of.every((part) => asked.has(bare(part))))
		if (earlier)
			findings.error(
				'class.hidden',
				path,
				`这一类永远用不到：凡符合它的，前面的「${earlier.name.zh}」已经适用`,
				`This class is never reached: whoever fits it already falls under “${earlier.name.en}”`,
			)
	})
	lintClassBands(document, findings)
	if (eligibility.classRequired && eligibility.classes.length === 0)
		findings.error(
			'class.none',
			['eligibility', 'classRequired'],
			'要求属于某一类，却没有定义类别：谁都不符合',
			'A class is required but none is defined: nobody is eligible',
		)
}

/** What a condition asks, without where it comes from. */
const bare = ({ article: _article, ours: _ours, reason: _reason, ...asks }: Condition) =>
	JSON.stringify(asks, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

function lintList(conditions: readonly Condition[], path: Path, findings: LintFindings) {
	const declared = new Map<string, boolean>()
	conditions.forEach((condition, index) => {
		const at = [...path, index]
		const parts: readonly LeafCondition[] = 'of' in condition ? condition.of : [condition]
		for (const part of parts) lintLeaf(part, at, findings)
		if (condition.kind === 'declared' || condition.kind === 'provider_declared') {
			const before = declared.get(condition.code)
			if (before !== undefined && before !== condition.expect)
				findings.error(
					'condition.contradiction',
					[...at, 'expect'],
					`「${condition.code}」既要求是又要求否`,
					`"${condition.code}" is required to be both true and false`,
				)
			declared.set(condition.code, condition.expect)
		}
		const twin = conditions.slice(0, index).findIndex((other) => bare(other) === bare(condition))
		if (twin >= 0) findings.warning('condition.twice', at, `与第 ${twin + 1} 条相同`, `The same as number ${twin + 1}`)
	})
}

function lintLeaf(leaf: LeafCondition, at: Path, findings: LintFindings) {
	const range = rangeOf(leaf)
	if (range && range.from !== null && range.upto !== null && range.from > range.upto)
		findings.error(
			'condition.impossible',
			at,
			'下限高于上限，谁都不符合',
			'The least is above the most: nobody can meet it',
		)
	if (range && range.from === null && range.upto === null)
		findings.warning(
			'condition.empty',
			at,
			'没有写上限或下限，这一条不起作用',
			'Neither a least nor a most is given, so it has no effect',
		)
	if (leaf.kind !== 'region' && leaf.kind !== 'provider_region') return
	if (!leaf.in && !leaf.notIn)
		findings.warning('condition.empty', at, '没有写地区，这一条不起作用', 'No region is given, so it has no effect')
	if (leaf.in && leaf.notIn && leaf.in.every((code) => inRegion(code, leaf.notIn!)))
		findings.error('condition.impossible', at, '支持的地区全部被排除', 'Every region that is supported is excluded')
}

type Range = { from: bigint | null; upto: bigint | null; group: string }

const big = (value: number | bigint | undefined) => (value === undefined ? null : BigInt(value))

/** The range of numbers a leaf asks for; null for those that ask something else. */
function rangeOf(leaf: LeafCondition): Range | null {
	switch (leaf.kind) {
		case 'headcount':
			return { from: big(leaf.min), upto: big(leaf.max), group: 'headcount' }
		case 'revenue':
			return { from: big(leaf.minFen), upto: big(leaf.maxFen), group: `revenue ${leaf.years} ${leaf.measure}` }
		case 'registered_capital':
			return { from: big(leaf.minFen), upto: big(leaf.maxFen), group: 'capital' }
		case 'age':
			return { from: big(leaf.minYears), upto: big(leaf.maxYears), group: 'age' }
		case 'amount':
			return { from: big(leaf.minFen), upto: big(leaf.maxFen), group: `amount ${leaf.code}` }
		case 'number':
		case 'provider_number':
			return { from: big(leaf.min), upto: big(leaf.max), group: `${leaf.kind} ${leaf.code}` }
		default:
			return null
	}
}

/** Classes that differ in one range only: their ranges should neither overlap nor leave a gap. */
function lintClassBands({ eligibility }: ProgrammeDocument, findings: LintFindings) {
	const bands = eligibility.classes.flatMap((entry, index) =>
		entry.of.flatMap((condition, place): Band[] => {
			const range = 'of' in condition ? null : rangeOf(condition)
			if (!range) return []
			const others = entry.of.filter((other) => other !== condition).map(bare)
			return [{ ...range, index, label: String(place), group: `${range.group} ${others.join(' ')}` }]
		}),
	)
	lintBandList(
		bands,
		(index, place) => ['eligibility', 'classes', index, 'of', Number(place)],
		findings,
		!eligibility.classRequired,
	)
}
