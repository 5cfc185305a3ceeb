import { fen, type Money, parseYuan } from '#app/lib/money.ts'
import { type LocalDate, parseDay } from '#app/lib/time.ts'
import { leavesOf, questionsOf } from './check-questions.ts'
import type { EnterpriseFacts } from './enterprise-facts.ts'
import { enterpriseFactsSchema } from './enterprise-facts.ts'
import type { Facts, LineFacts } from './facts.ts'
import { factsSchema } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { Question } from './question.ts'

/** Answers of the eligibility check as they stand in the address; several values of one name are ticks. */
export type Answers = {
	get: (name: string) => string | null
	getAll: (name: string) => string[]
	has: (name: string) => boolean
}
export type AnswerContext = { at: LocalDate; pathOf: (category: string) => string[] }

const yesNo = (value: string | null): boolean | undefined =>
	value === 'yes' ? true : value === 'no' ? false : undefined
const whole = (value: string | null): number | undefined =>
	value && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined

function yuan(value: string | null): Money | undefined {
	try {
		return value?.trim() ? parseYuan(value) : undefined
	} catch {
		return undefined
	}
}
function day(value: string | null): LocalDate | undefined {
	try {
		return value ? parseDay(value) : undefined
	} catch {
		return undefined
	}
}

/** Without the fields nobody answered. */
const known = <T extends object>(fields: T): T =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

/** The answers to questions whose name begins with a prefix, by what follows it. */
function coded<V>(
	questions: readonly Question[],
	prefix: string,
	read: (name: string) => V | undefined,
): Record<string, V> {
	const given: Record<string, V> = {}
	for (const { name } of questions) {
		const value = name.startsWith(prefix) ? read(name) : undefined
		if (value !== undefined) given[name.slice(prefix.length)] = value
	}
	return given
}

/** The order the answers describe. What is left open, or is no answer at all, stays unknown. */
export function factsOfAnswers(document: ProgrammeDocument, answers: Answers, { at, pathOf }: AnswerContext): Facts {
	const facts = {
		step: 'order' as const,
		at,
		enterprise: enterpriseOf(document, answers, at),
		...lineOf(document, answers, pathOf),
		used: {},
	}
	const checked = factsSchema.safeParse(facts)
	return checked.success ? checked.data : { step: 'order', at, enterprise: {}, used: {} }
}

function enterpriseOf(document: ProgrammeDocument, answers: Answers, at: LocalDate): EnterpriseFacts {
	const year = Number(at.slice(0, 4))
	const leaves = leavesOf(document)
	const bad = (name: string) => yesNo(answers.get(name))
	const revenue = [0, 1, 2, 3, 4].map((back) => yuan(answers.get(`revenue.${back}`)))
	const gap = revenue.indexOf(undefined)
	const accident = bad('accident')
	const funded = bad('funded')
	const banned = bad('banned')
	const funding = leaves.find((leaf) => leaf.kind === 'no_prior_funding')
	const incubator = answers.get('incubator')
	const lapsed = whole(answers.get('lapsed'))
	const agent = answers.get('agent')
	const { enterprise: questions } = questionsOf(document, [], [])
	const declared = coded(questions, 'declared.', (name) => yesNo(answers.get(name)))
	const amounts = coded(questions, 'amount.', (name) => yuan(answers.get(name)))
	const numbers = coded(questions, 'number.', (name) => whole(answers.get(name)))
	const fields = known({
		division: answers.get('division') || undefined,
		legalForm: answers.get('legalForm') || undefined,
		size: answers.get('size') || undefined,
		headcount: whole(answers.get('headcount')),
		revenueFen: gap === 0 ? undefined : revenue.slice(0, gap < 0 ? undefined : gap),
		registeredCapitalFen: yuan(answers.get('capital')),
		establishedOn: day(answers.get('establishedOn')),
		sector: answers.get('sector') || undefined,
		titles: answers.has('title')
			? answers
					.getAll('title')
					.filter(Boolean)
					.map((code) => ({ code, years: [year] }))
			: undefined,
		badCredit: bad('badCredit'),
		lastMajorAccidentOn: accident === undefined ? undefined : accident ? at : null,
		priorFunding:
			funded === undefined
				? undefined
				: funded
					? [{ kind: funding?.kinds?.[0] ?? 'any', year: funding?.within === 'last_year' ? year - 1 : year }]
					: [],
		bannedUntil: banned === undefined ? undefined : banned ? at : null,
		incubator: incubator ? (incubator === 'none' ? null : incubator) : undefined,
		teamMembers: whole(answers.get('team')),
		score: whole(answers.get('score')),
		lapsedShareBp: lapsed === undefined ? undefined : Math.min(lapsed, 100) * 100,
		localityJoined: bad('joined'),
		zones: answers.has('zone') ? answers.getAll('zone').filter(Boolean) : undefined,
		agent: agent ? (agent === 'none' ? null : agent) : undefined,
		declared,
		numbers,
		amounts,
	})
	const read = enterpriseFactsSchema.safeParse(fields)
	return read.success ? read.data : {}
}

function lineOf(document: ProgrammeDocument, answers: Answers, pathOf: AnswerContext['pathOf']): LineFacts {
	const { scope } = document
	const price = yuan(answers.get('price'))
	const tax = whole(answers.get('tax'))
	const related = yesNo(answers.get('related'))
	const category = answers.get('category')
	const ticks = (name: string) => (answers.has(name) ? answers.getAll(name).filter(Boolean) : undefined)
	const { service: questions } = questionsOf(document, [], [])
	const flags = coded(questions, 'flag.', (name) => yesNo(answers.get(name)))
	const declared = coded(questions, 'providerDeclared.', (name) => yesNo(answers.get(name)))
	const numbers = coded(questions, 'providerNumber.', (name) => whole(answers.get(name)))
	const stacked = yesNo(answers.get('stacked'))
	const other = yuan(answers.get('other'))
	return known({
		provider: known({
			division: answers.get('place') || undefined,
			kind: answers.get('providerKind') || undefined,
			isRegistered: yesNo(answers.get('registered')),
			marks: ticks('marks'),
			operatingYears: whole(answers.get('providerYears')),
			tags: ticks('tags'),
			declared,
			numbers,
		}),
		relation:
			related === undefined
				? undefined
				: { kinds: related ? [scope.relation?.forbidden[0] ?? ('equity' as const)] : [] },
		service: known({
			categories: category ? pathOf(category) : undefined,
			channel: (answers.get('channel') || undefined) as NonNullable<LineFacts['service']>['channel'],
			quantity: whole(answers.get('quantity')),
			flags,
		}),
		otherProgrammes: stacked === undefined ? undefined : stacked ? ['another'] : [],
		money:
			price === undefined
				? undefined
				: known({ contractFen: fen(price), serviceFen: fen(price), taxRateBp: tax, otherSubsidyFen: other }),
	})
}

/** The answers an enterprise's own facts give, to start the check with. */
export function answersOfFacts(facts: EnterpriseFacts): Record<string, string | string[]> {
	const plain = (amount: bigint) => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`
	const flag = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'yes' : 'no')
	return known({
		division: facts.division,
		legalForm: facts.legalForm,
		size: facts.size,
		headcount: facts.headcount === undefined ? undefined : String(facts.headcount),
		...Object.fromEntries((facts.revenueFen ?? []).map((amount, back) => [`revenue.${back}`, plain(amount)])),
		capital: facts.registeredCapitalFen === undefined ? undefined : plain(facts.registeredCapitalFen),
		establishedOn: facts.establishedOn,
		sector: facts.sector,
		title: facts.titles?.map((title) => title.code),
		badCredit: flag(facts.badCredit),
		incubator: facts.incubator === null ? 'none' : facts.incubator,
		joined: flag(facts.localityJoined),
	}) as Record<string, string | string[]>
}
