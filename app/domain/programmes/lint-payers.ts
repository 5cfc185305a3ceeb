import { splitsOf } from './choose-split.ts'
import type { LintFindings } from './lint-finding.ts'
import type { MoneyRules } from './money-rules.ts'
import { matchRatios } from './payer-shares.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { PlainSplit } from './split-rules.ts'

type Path = readonly (string | number)[]

/** Payers nobody asks, and shares that do not add up to what the rates promise. */
export function lintPayers(document: ProgrammeDocument, findings: LintFindings) {
	const chapters = [document.subsidy, ...(document.reward ? [document.reward] : [])]
	const paying = new Set(chapters.flatMap((money) => splitsOf(money.split).flatMap(sourcesOf)))
	document.payers.forEach((payer, index) => {
		if (!paying.has(payer.code))
			findings.warning(
				'payer.idle',
				['payers', index],
				`「${payer.name.zh}」不承担任何部分`,
				`“${payer.name.en}” pays no part`,
			)
	})
}

export function sourcesOf(split: PlainSplit): string[] {
	switch (split.kind) {
		case 'single':
			return [split.source]
		case 'waterfall':
			return split.sources
		case 'match':
			return [split.lead, split.match, ...split.further.map((part) => part.source)]
		default:
			return split.parts.map((part) => part.source)
	}
}

export function lintSplit(money: MoneyRules, at: Path, findings: LintFindings) {
	const { split } = money
	if (split.kind !== 'by_case') return lintPlain(money, split, [...at, 'split'], findings)
	split.cases.forEach((entry, index) => {
		lintPlain(money, entry.split, [...at, 'split', 'cases', index, 'split'], findings)
	})
	if (split.cases.at(-1)?.when)
		findings.note(
			'split.open',
			[...at, 'split', 'cases'],
			'不属于任何情形的没有人承担',
			'In a case that is not listed nobody pays',
		)
}

/** The most any row pays of the base, in basis points; undefined where a row pays by other measures. */
function highestShare({ rate, bonuses }: MoneyRules): number | undefined {
	const points = bonuses.reduce((total, bonus) => total + (bonus.mode === 'points' ? bonus.bp : 0), 0)
	const shares = rate.rows.map(({ pays }) =>
		pays.kind === 'share' ? pays.bp : pays.kind === 'appraised' ? pays.maxBp : undefined,
	)
	if (shares.some((bp) => bp === undefined)) return undefined
	return Math.min(Math.max(...shares.map((bp) => bp!)) + points, rate.maxBp ?? 10_000, 10_000)
}

function lintPlain(money: MoneyRules, split: PlainSplit, path: Path, findings: LintFindings) {
	const highest = highestShare(money)
	if (split.kind === 'ratio')
		split.parts.forEach((part, index) => {
			if (part.bp === 0)
				findings.warning(
					'split.nothing',
					[...path, 'parts', index, 'bp'],
					'这一来源的比例为零',
					'This source has no share',
				)
		})
	if (split.kind === 'cost_shares' && highest !== undefined) {
		const together = split.parts.reduce((total, part) => total + part.bp, 0)
		if (together < highest)
			findings.warning(
				'split.short',
				[...path, 'parts'],
				`各来源合计最多承担费用的 ${together / 100}%，比例最高却是 ${highest / 100}%：差额没有人承担`,
				`The sources carry at most ${together / 100}% of the cost, but the rate is up to ${highest / 100}%: nobody pays the difference`,
			)
	}
	if (split.kind === 'match' && highest !== undefined) {
		const all = matchRatios(split).reduce((total, bp) => total + Math.floor((highest * bp) / 10_000), highest)
		if (all > 10_000)
			findings.warning(
				'split.over',
				[...path, 'ratioBp'],
				`比例加配套合计 ${all / 100}%，超过全部费用`,
				`Rate and match come to ${all / 100}% together, more than the whole cost`,
			)
	}
	if (split.kind === 'waterfall')
		split.sources.slice(0, -1).forEach((source, index) => {
			if (!money.caps.some((cap) => cap.level === source))
				findings.warning(
					'split.waterfall',
					[...path, 'sources', index],
					'前面的来源没有自己的上限，后面的来源永远不会承担',
					'An earlier source has no cap of its own, so the later ones never pay',
				)
		})
}
