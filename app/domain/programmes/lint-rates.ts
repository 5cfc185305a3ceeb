import { formatYuan, type Money, share } from '#app/lib/money.ts'
import type { Match } from './conditions.ts'
import { lintBands } from './lint-bands.ts'
import type { LintFindings } from './lint-finding.ts'
import type { MoneyRules } from './money-rules.ts'
import { isNarrower } from './narrower-match.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { RateRow } from './rate-rules.ts'
import { roundTo } from './reckon-line.ts'

type Path = readonly (string | number)[]

/** Rates: rows nobody reaches, cases without a rate, tiers, bonuses without effect, rounding that loses fen. */
export function lintRates(document: ProgrammeDocument, money: MoneyRules, at: Path, findings: LintFindings) {
	const { rows } = money.rate
	rows.forEach((row, index) => {
		const path = [...at, 'rate', 'rows', index]
		const earlier = rows.slice(0, index).find((other) => isNarrower(row.when, other.when))
		if (earlier)
			findings.error(
				'rate.hidden',
				[...path, 'when'],
				`这一行永远用不到：凡符合它的，前面的「${earlier.name.zh}」已经适用`,
				`This row is never reached: whatever fits it already falls under “${earlier.name.en}”`,
			)
		lintRow(money, row, path, findings)
	})
	lintBands(
		rows.map((row) => row.when),
		(index, field) => [...at, 'rate', 'rows', index, 'when', field],
		findings,
	)
	lintGaps(document, money, at, findings)
	money.bonuses.forEach((bonus, index) => {
		const raised = rows.filter((row) => !bonus.rows || bonus.rows.includes(row.id))
		const most = money.rate.maxBp ?? 10_000
		const useless = raised.every(({ pays }) => pays.kind === 'share' && pays.bp >= most)
		if (bonus.mode === 'points' && useless)
			findings.warning(
				'bonus.no_effect',
				[...at, 'bonuses', index],
				`「${bonus.name.zh}」不起作用：比例已到上限`,
				`“${bonus.name.en}” has no effect: the rate is at its most already`,
			)
		if (money.bonuses.slice(0, index).some((other) => sharesGroup(bonus, other) && isNarrower(bonus.when, other.when)))
			findings.warning(
				'bonus.hidden',
				[...at, 'bonuses', index, 'when'],
				'同组的前一项加成总是先适用',
				'An earlier bonus of the same group always comes first',
			)
	})
	if (money.rate.maxBp !== undefined && rows.every(({ pays }) => pays.kind !== 'share' && pays.kind !== 'appraised'))
		findings.warning(
			'rate.most',
			[...at, 'rate', 'maxBp'],
			'没有按比例的行，这一上限不起作用',
			'No row pays a share, so this most has no effect',
		)
}

type Bonus = MoneyRules['bonuses'][number]
const sharesGroup = (bonus: Bonus, other: Bonus) => bonus.group !== undefined && bonus.group === other.group

function lintRow(money: MoneyRules, { pays }: RateRow, path: Path, findings: LintFindings) {
	const at = [...path, 'pays']
	if ((pays.kind === 'share' && pays.bp === 0) || (pays.kind === 'flat' && pays.fen === 0n))
		findings.warning('rate.nothing', at, '这一行不支付任何金额', 'This row pays nothing')
	if (pays.kind === 'tiers') lintTiers(pays, [...at, 'tiers'], findings)
	const exact = pays.kind === 'flat' || pays.kind === 'per_unit' ? pays.fen : undefined
	if (exact === undefined || money.rounding.mode !== 'down' || pays.kind === 'per_unit') return
	const rounded = roundTo(exact, money.rounding)
	if (rounded < exact)
		findings.warning(
			'rounding.loses',
			[...at, 'fen'],
			`定额 ${formatYuan(exact)} 元按取整规则只得 ${formatYuan(rounded)} 元`,
			`The flat ¥${formatYuan(exact)} becomes ¥${formatYuan(rounded)} by the rounding`,
		)
}

type Tiers = Extract<RateRow['pays'], { kind: 'tiers' }>

function lintTiers({ tiers, mode }: Tiers, path: Path, findings: LintFindings) {
	tiers.forEach((tier, index) => {
		const before = tiers[index - 1]
		if (!before) return
		if (before.bp === tier.bp)
			findings.note(
				'tiers.same',
				[...path, index, 'bp'],
				'与前一档比例相同，可合并',
				'The same share as the tier before: they can be one',
			)
		const edge = before.uptoFen
		if (mode === 'whole' && edge !== null && share((edge + 1n) as Money, tier.bp) < share(edge, before.bp))
			findings.note(
				'tiers.cliff',
				[...path, index, 'bp'],
				`超过 ${formatYuan(edge)} 元一分，补贴反而减少`,
				`One fen above ¥${formatYuan(edge)} gives less`,
			)
	})
}

/** Cases for which there is no rate at all. */
function lintGaps({ scope, eligibility }: ProgrammeDocument, { rate }: MoneyRules, at: Path, findings: LintFindings) {
	const whens = rate.rows.map((row) => row.when ?? {})
	if (whens.some((when) => Object.keys(when).length === 0)) return
	const path = [...at, 'rate', 'rows']
	const isSubsidy = at[0] === 'subsidy'
	const named = (name: 'categories' | 'classes') => whens.every((when) => when[name] !== undefined)
	const covered = (name: 'categories' | 'classes', value: string) =>
		whens.some((when: Match) => when[name]?.includes(value))
	if (isSubsidy && named('categories')) {
		const missing = (scope.categories.in ?? []).filter((category) => !covered('categories', category))
		for (const category of missing)
			findings.warning(
				'rate.category_missing',
				['scope', 'categories', 'in', scope.categories.in!.indexOf(category)],
				`类别「${category}」在支持范围内，却没有比例`,
				`Category "${category}" is supported but has no rate`,
			)
		if (!scope.categories.in)
			findings.warning(
				'rate.categories_open',
				path,
				'支持范围不限类别，但各行都限定了类别：其余类别没有比例',
				'Any category is supported, but every row names categories: the others have no rate',
			)
	}
	if (named('classes'))
		eligibility.classes.forEach((entry, index) => {
			if (!covered('classes', entry.id))
				findings.warning(
					'rate.class_missing',
					['eligibility', 'classes', index],
					`申请人类别「${entry.name.zh}」没有比例`,
					`Applicant class “${entry.name.en}” has no rate`,
				)
		})
	const regions = whens.every((when) => when.applicantIn !== undefined)
	const restricted = eligibility.conditions.some((condition) => condition.kind === 'region' && condition.in)
	if (isSubsidy && regions && !restricted)
		findings.warning(
			'rate.region_missing',
			path,
			'各行都限定了注册地，其他地方的企业没有比例，资格条件也没有限定注册地',
			'Every row names where the applicant is registered; others have no rate, and no condition says so',
		)
}
