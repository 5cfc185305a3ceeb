import { codesWords, codeWords } from './amount-words.ts'
import type { LeafCondition, Match } from './conditions.ts'
import { channels } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { ask, options, type Question, type QuestionOption, yesNo } from './question.ts'

/** The questions of the eligibility check that speak of the service. */

/** What is asked about the service and its provider. */
export function serviceQuestions(
	document: ProgrammeDocument,
	leaves: readonly LeafCondition[],
	matches: readonly Match[],
	places: QuestionOption[],
	categories: QuestionOption[],
): Question[] {
	const { scope, subsidy } = document
	const questions: Question[] = [
		ask('price', '这项服务的价格（含税总价）', 'Price of the service (total, tax included)', 'money'),
	]
	if (categories.length > 0)
		questions.push(ask('category', '服务类别', 'Category of the service', 'choice', categories))
	if (
		matches.some((when) => when.providerIn || when.providerNotIn || when.sameDivision) ||
		leaves.some(({ kind }) => kind === 'provider_region')
	)
		questions.push(ask('place', '服务机构所在地', 'Where the provider is', 'choice', places))
	for (const leaf of leaves) {
		if (leaf.kind === 'provider_kind')
			questions.push(
				ask('providerKind', '服务机构类型', 'Kind of provider', 'choice', [
					...options(leaf.oneOf),
					{ value: 'other', label: { zh: '其他机构', en: 'Another kind' } },
				]),
			)
		if (leaf.kind === 'provider_marks')
			questions.push(ask('marks', '服务机构资质', 'Marks of the provider', 'ticks', options(leaf.anyOf)))
		if (leaf.kind === 'provider_years')
			questions.push(ask('providerYears', '服务机构运行年数', 'Years the provider has operated', 'number'))
		if (leaf.kind === 'provider_registered')
			questions.push(
				ask(
					'registered',
					'服务机构是否已入库（本平台机构都已入库）',
					'Is the provider admitted (those on this platform are)',
				),
			)
		if (leaf.kind === 'provider_number')
			questions.push({ name: `providerNumber.${leaf.code}`, label: leaf.name, kind: 'number' })
		if (leaf.kind === 'provider_declared')
			questions.push({ name: `providerDeclared.${leaf.code}`, label: leaf.statement, kind: 'choice', options: yesNo })
	}
	const kinds = [...new Set(matches.flatMap((when) => when.providerKinds ?? []))]
	if (kinds.length > 0)
		questions.push(
			ask('providerKind', '服务机构类型', 'Kind of provider', 'choice', [
				...options(kinds),
				{ value: 'other', label: { zh: '其他机构', en: 'Another kind' } },
			]),
		)
	const marks = [...new Set(matches.flatMap((when) => when.providerMarks ?? []))]
	if (marks.length > 0) questions.push(ask('marks', '服务机构资质', 'Marks of the provider', 'ticks', options(marks)))
	const tags = [...new Set(matches.flatMap((when) => when.providerTags ?? []))]
	if (tags.length > 0) {
		const named = tags.map((tag) => ({
			value: tag,
			label: subsidy.bonuses.find(({ when }) => when.providerTags?.includes(tag))?.name ?? codeWords(tag),
		}))
		questions.push(ask('tags', '服务机构情况', 'About the provider', 'ticks', named))
	}
	if (scope.channels || matches.some((when) => when.channels))
		questions.push(ask('channel', '从哪里购买', 'Where it is bought', 'choice', options(channels)))
	for (const rule of scope.exclusions)
		if (rule.kind === 'flag')
			questions.push(ask(`flag.${rule.flag}`, `是否属于${rule.name.zh}`, `Is it ${rule.name.en}`))
	for (const rule of scope.required)
		questions.push(ask(`flag.${rule.flag}`, `是否${rule.name.zh}`, `Is it so: ${rule.name.en}`))
	for (const flag of new Set(matches.flatMap((when) => Object.keys(when.flags ?? {}))))
		questions.push(ask(`flag.${flag}`, flag, flag))
	if (scope.stacking && scope.stacking.with !== 'anything')
		questions.push(
			ask('stacked', '同一费用是否也按其他办法申请', 'Is the same cost also claimed under another programme'),
		)
	if (scope.relation) {
		const names = codesWords(scope.relation.forbidden)
		questions.push(ask('related', `企业与服务机构有没有${names.zh}`, `Is the provider related: ${names.en}`))
	}
	if (subsidy.rate.rows.some(({ pays }) => pays.kind === 'per_unit') || matches.some((when) => when.quantity))
		questions.push(ask('quantity', '数量', 'How many', 'number'))
	if (subsidy.base.tax === 'exclusive') questions.push(ask('tax', '税率', 'Tax rate', 'choice', taxRates))
	if (subsidy.otherSubsidies)
		questions.push(
			ask(
				'other',
				'同一费用的其他财政补助（没有填 0）',
				'Other public subsidies for the same cost (0 if none)',
				'money',
			),
		)
	return questions
}

const taxRates = ['0', '1', '3', '6', '9', '13'].map((rate) => ({
	value: String(Number(rate) * 100),
	label: { zh: `${rate}%`, en: `${rate}%` },
}))
