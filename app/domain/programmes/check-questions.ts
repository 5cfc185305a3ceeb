import { codesWords, codeWords } from './amount-words.ts'
import type { LeafCondition, Match } from './conditions.ts'
import type { Words } from './document-parts.ts'
import { channels, legalForms, sizes } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** What the eligibility check asks: only what the document's rules look at. */

export type QuestionOption = { value: string; label: Words }
export type Question = {
	/** name of the field in the address */
	name: string
	label: Words
	/** choice: one of the options or unsure · ticks: any of the options, an unticked one means no */
	kind: 'choice' | 'ticks' | 'number' | 'money' | 'date'
	options?: QuestionOption[]
	/** what holds for a purchase on this platform; shown as chosen until changed */
	initial?: string
}
export type Questions = { enterprise: Question[]; service: Question[] }

const yesNo: QuestionOption[] = [
	{ value: 'yes', label: { zh: '是', en: 'Yes' } },
	{ value: 'no', label: { zh: '否', en: 'No' } },
]
const options = (codes: readonly string[]): QuestionOption[] =>
	codes.map((code) => ({ value: code, label: codeWords(code) }))
const ask = (
	name: string,
	zh: string,
	en: string,
	kind: Question['kind'] = 'choice',
	list: QuestionOption[] = yesNo,
): Question => ({
	name,
	label: { zh, en },
	kind,
	...(kind === 'choice' || kind === 'ticks' ? { options: list } : {}),
})

/** Every leaf condition of a document, groups and classes opened. */
export function leavesOf(document: ProgrammeDocument): LeafCondition[] {
	const conditions = [
		...document.eligibility.conditions,
		...document.eligibility.classes.flatMap((entry) => entry.of),
		...document.providers,
	]
	return conditions.flatMap((condition) => ('of' in condition ? condition.of : [condition]))
}

function matchesOf({ subsidy }: ProgrammeDocument): Match[] {
	const parts = subsidy.split.kind === 'cost_shares' ? subsidy.split.parts : []
	return [...subsidy.rate.rows, ...subsidy.bonuses, ...parts].flatMap(({ when }) => (when ? [when] : []))
}

const once = (questions: readonly Question[]) =>
	questions.filter((question, index) => questions.findIndex(({ name }) => name === question.name) === index)

/** The titles the document asks for, each once. */
const titlesOf = (document: ProgrammeDocument): QuestionOption[] =>
	leavesOf(document).flatMap((leaf) => (leaf.kind === 'title' ? [{ value: leaf.anyOf[0]!, label: leaf.names }] : []))

/** The questions of a document, about the enterprise and about the service. `places` are the regions to choose from. */
export function questionsOf(
	document: ProgrammeDocument,
	places: QuestionOption[],
	categories: QuestionOption[],
): Questions {
	const leaves = leavesOf(document)
	const matches = matchesOf(document)
	const { split } = document.subsidy
	const enterprise = leaves.flatMap((leaf) => enterpriseQuestion(leaf, document, places))
	if (matches.some((when) => when.applicantIn || when.applicantNotIn)) enterprise.unshift(divisionQuestion(places))
	if (matches.some((when) => when.sizes))
		enterprise.push(ask('size', '企业规模', 'Size of the enterprise', 'choice', options(sizes)))
	if (split.kind === 'match' && !split.divisions) enterprise.push(joinedQuestion)
	if (document.grant.face?.kind === 'score') enterprise.push(ask('score', '创新积分', 'Innovation score', 'number'))
	const service = once(serviceQuestions(document, leaves, matches, places, categories))
	return { enterprise: once(enterprise), service: document.sample ? service : service.map(onPlatform) }
}

/** Programmes open here are about purchases here: from an admitted provider, by an order of ours. */
const onPlatform = (question: Question): Question =>
	question.name === 'channel'
		? { ...question, initial: 'platform' }
		: question.name === 'registered'
			? { ...question, initial: 'yes' }
			: question

const divisionQuestion = (places: QuestionOption[]) =>
	ask('division', '企业注册地', 'Where the enterprise is registered', 'choice', places)
const joinedQuestion = ask('joined', '所在地是否参加联动资助', 'Does your locality take part in the co-funding')

function enterpriseQuestion(leaf: LeafCondition, document: ProgrammeDocument, places: QuestionOption[]): Question[] {
	switch (leaf.kind) {
		case 'region':
			return [divisionQuestion(places)]
		case 'legal_form':
			return [ask('legalForm', '主体类型', 'Legal form', 'choice', options(legalForms))]
		case 'size':
			return [ask('size', '企业规模', 'Size of the enterprise', 'choice', options(sizes))]
		case 'headcount':
			return [ask('headcount', '职工人数', 'Number of staff', 'number')]
		case 'revenue':
			return Array.from({ length: leaf.years }, (_, back) =>
				ask(
					`revenue.${back}`,
					back === 0 ? '上年度营业收入' : `前 ${back + 1} 年度营业收入`,
					back === 0 ? 'Revenue last year' : `Revenue ${back + 1} years ago`,
					'money',
				),
			)
		case 'registered_capital':
			return [ask('capital', '注册资本', 'Registered capital', 'money')]
		case 'age':
			return [ask('establishedOn', '成立日期', 'Established on', 'date')]
		case 'sector': {
			const known = [...(leaf.oneOf ?? []), ...(leaf.noneOf ?? [])]
			return [
				ask('sector', '所属行业', 'Sector', 'choice', [
					...options(known),
					{ value: 'other', label: { zh: '其他行业', en: 'Another sector' } },
				]),
			]
		}
		case 'title':
			return [ask('title', '具备的资格', 'Titles held', 'ticks', titlesOf(document))]
		case 'credit':
			return [ask('badCredit', '有没有不良信用记录', 'Any bad credit record')]
		case 'no_accident':
			return [ask('accident', '规定日期以来有没有重大事故', 'Any major accident since the date named')]
		case 'no_prior_funding':
			return [ask('funded', `是否获得过${leaf.names.zh}`, `Ever funded by ${leaf.names.en}`)]
		case 'not_banned':
			return [ask('banned', '是否在禁止申报期内', 'Barred from applying')]
		case 'incubation':
			return [ask('incubator', '是否为在孵企业', 'Resident of an incubator', 'choice', incubators(leaf.anyOf))]
		case 'team':
			return [ask('team', '团队核心成员人数', 'Core team members', 'number')]
		case 'score':
			return [ask('score', '创新积分', 'Innovation score', 'number')]
		case 'lapse_share':
			return [ask('lapsed', '上年度券逾期失效的比例（%）', 'Share of last year’s vouchers that lapsed (%)', 'number')]
		case 'locality_joined':
			return leaf.divisions ? [divisionQuestion(places)] : [joinedQuestion]
		case 'declared':
			return [{ name: `declared.${leaf.code}`, label: leaf.statement, kind: 'choice', options: yesNo }]
		case 'number':
			return [{ name: `number.${leaf.code}`, label: leaf.name, kind: 'number' }]
		default:
			return []
	}
}

const incubators = (kinds: readonly string[] | undefined): QuestionOption[] => [
	...(kinds ?? ['city']).map((kind) => ({ value: kind, label: kinds ? codeWords(kind) : { zh: '是', en: 'Yes' } })),
	{ value: 'none', label: { zh: '否', en: 'No' } },
]

function serviceQuestions(
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
		matches.some((when) => when.providerIn || when.providerNotIn) ||
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
		if (leaf.kind === 'provider_declared')
			questions.push({ name: `providerDeclared.${leaf.code}`, label: leaf.statement, kind: 'choice', options: yesNo })
	}
	const tags = [...new Set(matches.flatMap((when) => when.providerTags ?? []))]
	if (tags.length > 0) {
		const named = tags.map((tag) => ({
			value: tag,
			label: subsidy.bonuses.find(({ when }) => when.providerTags?.includes(tag))?.name ?? codeWords(tag),
		}))
		questions.push(ask('tags', '服务机构情况', 'About the provider', 'ticks', named))
	}
	if (scope.channels) questions.push(ask('channel', '从哪里购买', 'Where it is bought', 'choice', options(channels)))
	for (const rule of scope.exclusions)
		if (rule.kind === 'flag')
			questions.push(ask(`flag.${rule.flag}`, `是否属于${rule.name.zh}`, `Is it ${rule.name.en}`))
	for (const rule of scope.required)
		questions.push(ask(`flag.${rule.flag}`, `是否${rule.name.zh}`, `Is it so: ${rule.name.en}`))
	if (scope.relation) {
		const names = codesWords(scope.relation.forbidden)
		questions.push(ask('related', `企业与服务机构有没有${names.zh}`, `Is the provider related: ${names.en}`))
	}
	if (subsidy.rate.rows.some(({ pays }) => pays.kind === 'per_unit'))
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

/** The categories a document names, for the question about the service. */
export function categoriesAsked({ scope, subsidy }: ProgrammeDocument): string[] {
	const named = subsidy.rate.rows.flatMap(({ when }) => [...(when?.categories ?? []), ...(when?.notCategories ?? [])])
	const excluded = scope.exclusions.flatMap((rule) => (rule.kind === 'categories' ? rule.ids : []))
	return [...new Set([...(scope.categories.in ?? []), ...named, ...excluded])]
}
