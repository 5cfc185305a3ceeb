import type { Match } from './conditions.ts'
import { inRegion } from './document-parts.ts'
import type { Facts, LineFacts } from './facts.ts'
import { type Answer, every, no, unknown, yes } from './findings.ts'

/** The applicant's class (null: none), or the facts that would tell it. */
export type ApplicantClass = { id: string | null } | { needs: string[] }
/** Who asks: the facts, the line it is about, and the applicant's class. */
export type Asked = { facts: Facts; line: LineFacts; applicantClass: ApplicantClass }

/** Whether the applicant is in one of some classes. */
export function answerClass(applicantClass: ApplicantClass, classes: readonly string[]): Answer {
	if ('needs' in applicantClass) return unknown(...applicantClass.needs)
	return applicantClass.id !== null && classes.includes(applicantClass.id) ? yes : no
}

const year = (facts: Facts) => Number(facts.at.slice(0, 4))

/** Tests a value that may be unknown. */
function ask<T>(value: T | undefined, path: string, test: (value: T) => boolean): Answer {
	if (value === undefined) return unknown(path)
	return test(value) ? yes : no
}

/** Whether a division lies inside and outside of regions. */
function region(
	answers: Answer[],
	division: string | undefined,
	path: string,
	inside: readonly string[] | undefined,
	outside: readonly string[] | undefined,
) {
	if (inside) answers.push(ask(division, path, (code) => inRegion(code, inside)))
	if (outside) answers.push(ask(division, path, (code) => !inRegion(code, outside)))
}

/** Whether a number lies in a range, both ends included. */
function within<N extends number | bigint>(
	answers: Answer[],
	limits: { min?: N | undefined; max?: N | undefined } | undefined,
	value: N | undefined,
	path: string,
) {
	if (!limits) return
	const { min, max } = limits
	answers.push(ask(value, path, (known) => (min === undefined || known >= min) && (max === undefined || known <= max)))
}

/** Whether every field of `when` holds for the line: yes, no, or what is missing to say so. */
export function answerMatch(when: Match | undefined, { facts, line, applicantClass }: Asked): Answer {
	if (!when) return yes
	const { enterprise } = facts
	const answers: Answer[] = []
	region(answers, enterprise.division, 'enterprise.division', when.applicantIn, when.applicantNotIn)
	region(answers, line.provider?.division, 'provider.division', when.providerIn, when.providerNotIn)
	const categories = line.service?.categories
	if (when.categories)
		answers.push(ask(categories, 'service.categories', (path) => path.some((id) => when.categories!.includes(id))))
	if (when.notCategories)
		answers.push(ask(categories, 'service.categories', (path) => !path.some((id) => when.notCategories!.includes(id))))
	if (when.sameDivision) {
		const digits = { province: 2, city: 4, district: 6 }[when.sameDivision]
		const own = enterprise.division
		answers.push(
			own === undefined
				? unknown('enterprise.division')
				: ask(line.provider?.division, 'provider.division', (code) => code.slice(0, digits) === own.slice(0, digits)),
		)
	}
	if (when.classes) answers.push(answerClass(applicantClass, when.classes))
	if (when.sizes) answers.push(ask(enterprise.size, 'enterprise.size', (size) => when.sizes!.includes(size)))
	if (when.titles)
		answers.push(
			ask(enterprise.titles, 'enterprise.titles', (titles) =>
				titles.some((title) => when.titles!.includes(title.code) && title.years.includes(year(facts))),
			),
		)
	if (when.notTitles)
		answers.push(
			ask(
				enterprise.titles,
				'enterprise.titles',
				(titles) => !titles.some((title) => when.notTitles!.includes(title.code) && title.years.includes(year(facts))),
			),
		)
	if (when.legalForms)
		answers.push(ask(enterprise.legalForm, 'enterprise.legalForm', (form) => when.legalForms!.includes(form)))
	if (when.zones)
		answers.push(ask(enterprise.zones, 'enterprise.zones', (zones) => zones.some((zone) => when.zones!.includes(zone))))
	if (when.incubators)
		answers.push(
			ask(enterprise.incubator, 'enterprise.incubator', (kind) => kind !== null && when.incubators!.includes(kind)),
		)
	within(answers, when.headcount, enterprise.headcount, 'enterprise.headcount')
	within(answers, when.revenueFen, enterprise.revenueFen?.[0], 'enterprise.revenueFen')
	within(answers, when.score, enterprise.score, 'enterprise.score')
	if (when.yearOfBusiness) {
		const since = enterprise.establishedOn
		const counted = Number((line.dates?.serviceOn ?? facts.at).slice(0, 4))
		const nth = since === undefined ? undefined : counted - Number(since.slice(0, 4)) + 1
		within(answers, when.yearOfBusiness, nth, 'enterprise.establishedOn')
	}
	within(answers, when.quantity, line.service?.quantity, 'service.quantity')
	if (when.amount) {
		const { of, overFen, uptoFen } = when.amount
		answers.push(
			ask(
				line.money?.[`${of}Fen`],
				`money.${of}Fen`,
				(amount) => (overFen === undefined || amount > overFen) && (uptoFen === undefined || amount <= uptoFen),
			),
		)
	}
	if (when.channels)
		answers.push(ask(line.service?.channel, 'service.channel', (channel) => when.channels!.includes(channel)))
	if (when.providerMarks)
		answers.push(
			ask(line.provider?.marks, 'provider.marks', (marks) => marks.some((mark) => when.providerMarks!.includes(mark))),
		)
	for (const code in when.numbers)
		within(answers, when.numbers[code], enterprise.numbers?.[code], `enterprise.numbers.${code}`)
	if (when.providerKinds)
		answers.push(ask(line.provider?.kind, 'provider.kind', (kind) => when.providerKinds!.includes(kind)))
	if (when.providerTags)
		answers.push(
			ask(line.provider?.tags, 'provider.tags', (tags) => tags.some((tag) => when.providerTags!.includes(tag))),
		)
	for (const [flag, expected] of Object.entries(when.flags ?? {}))
		answers.push(ask(line.service?.flags?.[flag], `service.flags.${flag}`, (value) => value === expected))
	for (const [code, expected] of Object.entries(when.declared ?? {}))
		answers.push(ask(enterprise.declared?.[code], `enterprise.declared.${code}`, (value) => value === expected))
	return every(answers)
}
