import { codeWords, listWords } from './amount-words.ts'
import { splitsOf } from './choose-split.ts'
import type { LeafCondition, Match } from './conditions.ts'
import type { Words } from './document-parts.ts'
import { legalForms, sizes } from './enterprise-facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { ask, options, type Question, type QuestionOption, yesNo } from './question.ts'
import { serviceQuestions } from './service-questions.ts'

/** What the eligibility check asks: only what the document's rules look at. */

export type Questions = { enterprise: Question[]; service: Question[] }

/** Every leaf condition of a document, groups and classes opened. */
export function leavesOf(document: ProgrammeDocument): LeafCondition[] {
	const conditions = [
		...document.eligibility.conditions,
		...document.eligibility.classes.flatMap((entry) => entry.of),
		...document.providers,
	]
	return conditions.flatMap((condition) => ('of' in condition ? condition.of : [condition]))
}

/** Every match of the subsidy: of rows, bonuses, caps and sources. */
function matchesOf({ subsidy }: ProgrammeDocument): Match[] {
	const parts = splitsOf(subsidy.split).flatMap((split) => (split.kind === 'cost_shares' ? split.parts : []))
	const cases = subsidy.split.kind === 'by_case' ? subsidy.split.cases : []
	return [...subsidy.rate.rows, ...subsidy.bonuses, ...subsidy.caps, ...parts, ...cases].flatMap(({ when }) =>
		when ? [when] : [],
	)
}

const once = (questions: readonly Question[]) =>
	questions.filter((question, index) => questions.findIndex(({ name }) => name === question.name) === index)

/** The titles the document asks for, each once. */
function titlesOf(document: ProgrammeDocument): QuestionOption[] {
	const leaves = leavesOf(document).flatMap((leaf) =>
		leaf.kind === 'title' ? [{ value: leaf.anyOf[0]!, label: leaf.names }] : [],
	)
	const known = new Set(leavesOf(document).flatMap((leaf) => (leaf.kind === 'title' ? leaf.anyOf : [])))
	const others = matchesOf(document).flatMap((when) => [...(when.titles ?? []), ...(when.notTitles ?? [])])
	return [...leaves, ...options([...new Set(others)].filter((code) => !known.has(code)))]
}

/** The questions of a document, about the enterprise and about the service. `places` are the regions to choose from. */
export function questionsOf(
	document: ProgrammeDocument,
	places: QuestionOption[],
	categories: QuestionOption[],
): Questions {
	const leaves = leavesOf(document)
	const matches = matchesOf(document)
	const enterprise = leaves.flatMap((leaf) => enterpriseQuestion(leaf, document, places))
	if (matches.some((when) => when.applicantIn || when.applicantNotIn || when.sameDivision))
		enterprise.unshift(divisionQuestion(places))
	enterprise.push(...matchQuestions(document, matches))
	if (splitsOf(document.subsidy.split).some((split) => split.kind === 'match' && !split.divisions))
		enterprise.push(joinedQuestion)
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

/** What rows, bonuses and caps look at in the enterprise. */
function matchQuestions(document: ProgrammeDocument, matches: readonly Match[]): Question[] {
	const asked = (name: keyof Match) => matches.some((when) => when[name] !== undefined)
	const named = (name: 'zones' | 'incubators') => [...new Set(matches.flatMap((when) => when[name] ?? []))]
	const codes = (name: 'declared' | 'numbers') => [...new Set(matches.flatMap((when) => Object.keys(when[name] ?? {})))]
	return [
		...(asked('sizes') ? [ask('size', '企业规模', 'Size of the enterprise', 'choice', options(sizes))] : []),
		...(asked('legalForms') ? [ask('legalForm', '主体类型', 'Legal form', 'choice', options(legalForms))] : []),
		...(asked('titles') || asked('notTitles')
			? [ask('title', '具备的资格', 'Titles held', 'ticks', titlesOf(document))]
			: []),
		...(asked('zones') ? [ask('zone', '所在园区', 'Zone or park', 'ticks', options(named('zones')))] : []),
		...(asked('incubators')
			? [ask('incubator', '是否为在孵企业', 'Resident of an incubator', 'choice', incubators(named('incubators')))]
			: []),
		...(asked('headcount') ? [ask('headcount', '职工人数', 'Number of staff', 'number')] : []),
		...(asked('revenueFen') ? [ask('revenue.0', '上年度营业收入', 'Revenue last year', 'money')] : []),
		...(asked('score') ? [ask('score', '创新积分', 'Innovation score', 'number')] : []),
		...(asked('yearOfBusiness') ? [ask('establishedOn', '成立日期', 'Established on', 'date')] : []),
		...codes('declared').map((code): Question => ({ ...ask(`declared.${code}`, code, code), options: yesNo })),
		...codes('numbers').map((code) => ask(`number.${code}`, code, code, 'number')),
	]
}

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
		case 'zone':
			return [ask('zone', '所在园区', 'Zone or park', 'ticks', [{ value: leaf.anyOf[0]!, label: leaf.names }])]
		case 'amount':
			return [{ name: `amount.${leaf.code}`, label: leaf.name, kind: 'money' }]
		case 'agent':
			return [
				ask('legalForm', '主体类型', 'Legal form', 'choice', options(legalForms)),
				ask('agent', '由谁代为申请', 'Who applies on its behalf', 'choice', [
					...options(leaf.anyOf ?? ['maker-space']),
					{ value: 'none', label: { zh: '自行申请', en: 'It applies itself' } },
				]),
			]
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

/** The words of a category the catalogue does not know: those of the rows or the exclusion that speak of it alone, else its code. */
export function categoryWords({ subsidy, scope }: ProgrammeDocument, id: string): Words {
	const isAlone = (ids: readonly string[] | undefined) => ids?.length === 1 && ids[0] === id
	const rows = subsidy.rate.rows.filter(({ when }) => isAlone(when?.categories))
	const exclusion = scope.exclusions.find((rule) => rule.kind === 'categories' && isAlone(rule.ids))
	return rows.length > 0 ? listWords(rows.map((row) => row.name)) : (exclusion?.name ?? { zh: id, en: id })
}

/** The categories a document names, for the question about the service. */
export function categoriesAsked({ scope, subsidy }: ProgrammeDocument): string[] {
	const named = subsidy.rate.rows.flatMap(({ when }) => [...(when?.categories ?? []), ...(when?.notCategories ?? [])])
	const excluded = scope.exclusions.flatMap((rule) => (rule.kind === 'categories' ? rule.ids : []))
	return [...new Set([...(scope.categories.in ?? []), ...named, ...excluded])]
}
