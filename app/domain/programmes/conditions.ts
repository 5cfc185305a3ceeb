import { z } from 'zod'
import {
	basisPoints,
	checkProvenance,
	divisionCode,
	fenAmount,
	localDay,
	provenance,
	slug,
	stepField,
	words,
} from './document-parts.ts'
import { legalForms, sizes } from './facts.ts'

/** Conditions of a programme: who may apply, and with whom. */

const codes = z.array(z.string().trim().min(1).max(60)).min(1).max(200)
const divisions = z.array(divisionCode).min(1).max(400)
const count = z.number().int().nonnegative()

const shared = {
	...provenance,
	steps: z.array(stepField).min(1).optional().meta({ description: 'Steps at which it is asked; all when left out.' }),
	proof: z.enum(['fact', 'commitment']).optional().meta({
		description: 'commitment: the applicant’s signed commitment (承诺书) is proof while nothing else is known.',
	}),
}

const of = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
	z
		.strictObject({ kind: z.literal(kind), ...shape, ...shared })
		.superRefine((value, ctx) => checkProvenance(value as never, ctx as never))

const statement = words.meta({
	description: 'What is declared, as a statement that is true or false of the applicant.',
})

const leaves = [
	of('region', { in: divisions.optional(), notIn: divisions.optional() }),
	of('legal_form', { oneOf: z.array(z.enum(legalForms)).min(1) }),
	of('size', { oneOf: z.array(z.enum(sizes)).min(1) }),
	of('headcount', { min: count.optional(), max: count.optional() }),
	of('revenue', {
		years: z.number().int().min(1).max(5).meta({ description: 'Each of this many last full years.' }),
		minFen: fenAmount.optional(),
		maxFen: fenAmount.optional(),
	}),
	of('registered_capital', { minFen: fenAmount.optional(), maxFen: fenAmount.optional() }),
	of('age', { minYears: count.optional(), maxYears: count.optional() }),
	of('sector', { oneOf: codes.optional(), noneOf: codes.optional() }),
	of('title', {
		anyOf: codes,
		names: words.meta({ description: 'What the titles are called, for the sentences.' }),
		yearsBack: z.number().int().min(0).max(5).meta({ description: '0: valid this year; 1: valid this year or last.' }),
	}),
	of('credit', { lists: words.optional().meta({ description: 'Names of the lists that are looked at.' }) }),
	of('no_accident', { since: localDay }),
	of('no_prior_funding', {
		kinds: codes.optional().meta({ description: 'Kinds of funding that bar; any kind when left out.' }),
		names: words.meta({ description: 'What the funding is called, for the sentences.' }),
		within: z.enum(['ever', 'this_year', 'last_year']),
	}),
	of('not_banned', {}),
	of('incubation', { anyOf: codes.optional().meta({ description: 'Kinds of incubator; any when left out.' }) }),
	of('team', { minMembers: count }),
	of('score', { min: z.number().int() }),
	of('lapse_share', { maxBp: basisPoints.meta({ description: 'Barred when more than this share lapsed last year.' }) }),
	of('locality_joined', {
		divisions: divisions.optional().meta({ description: 'Localities that take part; asked as a fact when left out.' }),
	}),
	of('declared', { code: slug, statement, expect: z.boolean() }),
	of('number', { code: slug, name: words, min: z.number().int().optional(), max: z.number().int().optional() }),
	of('provider_region', { in: divisions.optional(), notIn: divisions.optional() }),
	of('provider_kind', { oneOf: codes }),
	of('provider_marks', { anyOf: codes }),
	of('provider_years', { min: count }),
	of('provider_registered', {}),
	of('provider_declared', { code: slug, statement, expect: z.boolean() }),
] as const

const leaf = z.discriminatedUnion('kind', leaves)
export type LeafCondition = z.output<typeof leaf>

const members = z.array(leaf).min(1).max(20)
const groupName = words.meta({ description: 'What the group says, in words.' })

/** One condition: a leaf, or a group of leaves of which any or all must hold. */
export const condition = z.discriminatedUnion('kind', [
	...leaves,
	of('any', { name: groupName, of: members }),
	of('all', { name: groupName, of: members }),
])
export type Condition = z.output<typeof condition>

/** When a row, a bonus, a class or a source's share applies: every field given must hold. */
export const match = z
	.strictObject({
		applicantIn: divisions.optional(),
		applicantNotIn: divisions.optional(),
		providerIn: divisions.optional(),
		providerNotIn: divisions.optional(),
		categories: codes.optional().meta({ description: 'The service’s category is one of these or below one.' }),
		notCategories: codes.optional(),
		classes: codes.optional().meta({ description: 'Applicant classes of this document.' }),
		sizes: z.array(z.enum(sizes)).min(1).optional(),
		titles: codes.optional().meta({ description: 'Holds one of these titles this year.' }),
		providerKinds: codes.optional(),
		providerTags: codes.optional().meta({ description: 'The provider carries one of these tags.' }),
		flags: z.record(slug, z.boolean()).optional().meta({ description: 'Flags of the service.' }),
		declared: z.record(slug, z.boolean()).optional().meta({ description: 'Answers of the enterprise.' }),
	})
	.meta({ description: 'All fields given must hold. Empty: always.' })
export type Match = z.output<typeof match>
