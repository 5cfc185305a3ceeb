import type { Match } from './conditions.ts'
import { inRegion } from './document-parts.ts'

/** Whether two matches are about the same, for the linter. */

type Range = { min?: number | bigint | undefined; max?: number | bigint | undefined }

const within = (inner: Range | undefined, outer: Range) =>
	inner !== undefined &&
	(outer.min === undefined || (inner.min !== undefined && inner.min >= outer.min)) &&
	(outer.max === undefined || (inner.max !== undefined && inner.max <= outer.max))

/** Fields that name alternatives: a shorter list is narrower. */
const lists = [
	'categories',
	'classes',
	'legalForms',
	'sizes',
	'titles',
	'zones',
	'incubators',
	'channels',
	'providerKinds',
	'providerMarks',
	'providerTags',
] as const
/** Fields that name what is excluded: a longer list is narrower. */
const exclusions = ['applicantNotIn', 'providerNotIn', 'notCategories', 'notTitles'] as const
const ranges = ['headcount', 'revenueFen', 'score', 'yearOfBusiness', 'quantity'] as const

const subset = (inner: readonly string[] | undefined, outer: readonly string[]) =>
	inner?.every((value) => outer.includes(value)) ?? false

/** Whether `outer` holds whenever `inner` does. Where that cannot be told, no. */
export function isNarrower(inner: Match | undefined, outer: Match | undefined): boolean {
	if (!outer) return true
	if (!inner) return Object.keys(outer).length === 0
	for (const name of ['applicantIn', 'providerIn'] as const) {
		const allowed = outer[name]
		if (allowed && !inner[name]?.every((code) => inRegion(code, allowed))) return false
	}
	for (const name of lists) if (outer[name] && !subset(inner[name], outer[name])) return false
	for (const name of exclusions) if (outer[name] && !subset(outer[name], inner[name] ?? [])) return false
	for (const name of ranges) if (outer[name] && !within(inner[name], outer[name])) return false
	if (outer.sameDivision && inner.sameDivision !== outer.sameDivision) return false
	if (outer.amount && !withinAmount(inner.amount, outer.amount)) return false
	for (const name of ['flags', 'declared'] as const)
		for (const [code, value] of Object.entries(outer[name] ?? {})) if (inner[name]?.[code] !== value) return false
	for (const [code, range] of Object.entries(outer.numbers ?? {}))
		if (!within(inner.numbers?.[code], range)) return false
	return true
}

type AmountMatch = NonNullable<Match['amount']>

const withinAmount = (inner: AmountMatch | undefined, outer: AmountMatch) =>
	inner !== undefined &&
	inner.of === outer.of &&
	within({ min: inner.overFen, max: inner.uptoFen }, { min: outer.overFen, max: outer.uptoFen })
