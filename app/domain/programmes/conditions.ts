import { z } from 'zod'
import {
	basisPoints,
	checkProvenance,
	divisionCode,
	fenAmount,
	localDay,
	proofField,
	provenance,
	range,
	slug,
	stepField,
	words,
} from './document-parts.ts'
import { legalForms, sizes } from './enterprise-facts.ts'
import { amounts, channels } from './facts.ts'

/** Conditions of a programme: who may apply, and with whom. */

const codes = z.array(z.string().trim().min(1).max(60)).min(1).max(200)
const divisions = z.array(divisionCode).min(1).max(400)
const count = z.number().int().nonnegative()

const shared = {
	...provenance,
	steps: z.array(stepField).min(1).optional().meta({ description: 'Steps at which it is asked; all when left out.' }),
	proof: proofField,
}

const of = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, description: string, shape: S) =>
	z
		.strictObject({ kind: z.literal(kind), ...shape, ...shared })
		.superRefine((value, ctx) => checkProvenance(value as never, ctx as never))
		.meta({ id: `condition_${kind}`, description })

const statement = words.meta({
	description: 'What is declared, as a statement that is true or false of the applicant.',
})
const ownCode = slug.meta({ description: 'A code of your own; the answer stands in the facts under the same code.' })

const leaves = [
	of('region', 'Where the enterprise is registered (fact enterprise.division): in one of `in`, in none of `notIn`.', {
		in: divisions.optional(),
		notIn: divisions.optional(),
	}),
	of('zone', 'The enterprise sits in one of these zones or parks (fact enterprise.zones).', {
		anyOf: codes,
		names: words,
	}),
	of('legal_form', 'Legal form (fact enterprise.legalForm).', { oneOf: z.array(z.enum(legalForms)).min(1) }),
	of('size', 'Size by the national SME standard (fact enterprise.size).', { oneOf: z.array(z.enum(sizes)).min(1) }),
	of('headcount', 'Number of staff (fact enterprise.headcount).', { min: count.optional(), max: count.optional() }),
	of('revenue', 'Revenue of the last full years (fact enterprise.revenueFen).', {
		years: z.number().int().min(1).max(5).meta({ description: 'How many last full years are looked at.' }),
		measure: z.enum(['each', 'average']).optional().meta({
			description: 'each (when left out): every one of these years is in the range · average: their average is.',
		}),
		minFen: fenAmount.optional(),
		maxFen: fenAmount.optional(),
	}),
	of('registered_capital', 'Registered capital (fact enterprise.registeredCapitalFen).', {
		minFen: fenAmount.optional(),
		maxFen: fenAmount.optional(),
	}),
	of('amount', 'Any other amount of the enterprise, such as last year’s R&D spending (fact enterprise.amounts.CODE).', {
		code: ownCode,
		name: words,
		minFen: fenAmount.optional(),
		maxFen: fenAmount.optional(),
	}),
	of('age', 'Full years since it was established (fact enterprise.establishedOn).', {
		minYears: count.optional(),
		maxYears: count.optional(),
	}),
	of('sector', 'Sector (fact enterprise.sector), compared as text.', {
		oneOf: codes.optional(),
		noneOf: codes.optional(),
	}),
	of('title', 'Holds one of these titles (fact enterprise.titles: code and the years it is valid in).', {
		anyOf: codes,
		names: words.meta({ description: 'What the titles are called, for the sentences.' }),
		yearsBack: z.number().int().min(0).max(5).meta({ description: '0: valid this year; 1: valid this year or last.' }),
	}),
	of('credit', 'No bad credit record (fact enterprise.badCredit is false).', {
		lists: words.optional().meta({ description: 'Names of the lists that are looked at.' }),
	}),
	of('no_accident', 'No major accident since a day (fact enterprise.lastMajorAccidentOn, null: none).', {
		since: localDay,
	}),
	of('no_prior_funding', 'Was not funded before (fact enterprise.priorFunding: kind and year).', {
		kinds: codes.optional().meta({ description: 'Kinds of funding that bar; any kind when left out.' }),
		names: words.meta({ description: 'What the funding is called, for the sentences.' }),
		within: z.enum(['ever', 'this_year', 'last_year', 'last_years']),
		years: z
			.number()
			.int()
			.min(1)
			.max(20)
			.optional()
			.meta({ description: 'For last_years: this year and so many before.' }),
	}),
	of('not_banned', 'Is not barred from applying (fact enterprise.bannedUntil, null: not).', {}),
	of('incubation', 'Sits in an incubator (fact enterprise.incubator, null: none).', {
		anyOf: codes.optional().meta({ description: 'Kinds of incubator; any when left out.' }),
	}),
	of(
		'agent',
		'These legal forms apply through an agent only, such as the maker space (fact enterprise.agent, null: none).',
		{
			forms: z.array(z.enum(legalForms)).min(1),
			anyOf: codes.optional().meta({ description: 'Kinds of agent; any when left out.' }),
		},
	),
	of('team', 'Core members of a team (fact enterprise.teamMembers).', { minMembers: count }),
	of('score', 'Innovation score (fact enterprise.score).', { min: z.number().int() }),
	of('lapse_share', 'Share of last year’s vouchers it let lapse (fact enterprise.lapsedShareBp).', {
		maxBp: basisPoints.meta({ description: 'Barred when more than this share lapsed last year.' }),
	}),
	of('locality_joined', 'Its locality takes part in the co-funding (fact enterprise.localityJoined).', {
		divisions: divisions.optional().meta({ description: 'Localities that take part; asked as a fact when left out.' }),
	}),
	of('declared', 'Any other yes/no question about the applicant (fact enterprise.declared.CODE).', {
		code: ownCode,
		statement,
		expect: z.boolean().meta({ description: 'The answer that is required.' }),
	}),
	of('number', 'Any other whole number of the applicant (fact enterprise.numbers.CODE).', {
		code: ownCode,
		name: words,
		min: z.number().int().optional(),
		max: z.number().int().optional(),
	}),
	of('provider_region', 'Where the provider is (fact provider.division).', {
		in: divisions.optional(),
		notIn: divisions.optional(),
	}),
	of('provider_kind', 'Kind of provider (fact provider.kind).', { oneOf: codes }),
	of('provider_marks', 'The provider holds one of these marks: CMA, CNAS … (fact provider.marks).', { anyOf: codes }),
	of('provider_years', 'The provider has operated for so many years (fact provider.operatingYears).', { min: count }),
	of('provider_registered', 'The provider is admitted (fact provider.isRegistered).', {}),
	of('provider_declared', 'Any other yes/no question about the provider (fact provider.declared.CODE).', {
		code: ownCode,
		statement,
		expect: z.boolean(),
	}),
	of(
		'provider_number',
		'Any other whole number of the provider: computing power, rating … (fact provider.numbers.CODE).',
		{
			code: ownCode,
			name: words,
			min: z.number().int().optional(),
			max: z.number().int().optional(),
		},
	),
] as const

const leaf = z.discriminatedUnion('kind', leaves).meta({ id: 'single_condition' })
export type LeafCondition = z.output<typeof leaf>

const members = z.array(leaf).min(1).max(20)
const groupName = words.meta({ description: 'What the group says, in words.' })

/** One condition: a leaf, or a group of leaves of which any, all or none must hold. */
export const condition = z
	.discriminatedUnion('kind', [
		...leaves,
		of('any', 'At least one of these must hold.', { name: groupName, of: members }),
		of('all', 'All of these must hold.', { name: groupName, of: members }),
		of('none', 'None of these may hold.', { name: groupName, of: members }),
	])
	.meta({
		id: 'condition',
		description: 'Something that must hold. Unknown facts make the decision needs, never a guess.',
		examples: [
			{ kind: 'headcount', max: 100, article: '第四条' },
			{
				kind: 'title',
				anyOf: ['tech_sme'],
				names: { zh: '科技型中小企业', en: 'technology SME' },
				yearsBack: 1,
				article: '第四条',
			},
			{ kind: 'credit', ours: true, reason: { zh: '原文没有写信用要求。', en: 'The text says nothing of credit.' } },
		],
	})
export type Condition = z.output<typeof condition>

/** When a row, a bonus, a class or a source's share applies: every field given must hold. */
export const match = z
	.strictObject({
		applicantIn: divisions.optional(),
		applicantNotIn: divisions.optional(),
		providerIn: divisions.optional(),
		providerNotIn: divisions.optional(),
		sameDivision: z.enum(['province', 'city', 'district']).optional().meta({
			description: 'Enterprise and provider are in the same province, city or district.',
		}),
		categories: codes.optional().meta({ description: 'The service’s category is one of these or below one.' }),
		notCategories: codes.optional(),
		classes: codes.optional().meta({ description: 'Applicant classes of this document.' }),
		legalForms: z.array(z.enum(legalForms)).min(1).optional(),
		sizes: z.array(z.enum(sizes)).min(1).optional(),
		titles: codes.optional().meta({ description: 'Holds one of these titles this year.' }),
		notTitles: codes.optional().meta({ description: 'Holds none of these titles this year.' }),
		zones: codes.optional().meta({ description: 'Sits in one of these zones.' }),
		incubators: codes.optional().meta({ description: 'Sits in an incubator of one of these kinds.' }),
		headcount: range(count).optional(),
		revenueFen: range(fenAmount).optional().meta({ description: 'Last full year’s revenue; both ends belong to it.' }),
		score: range(z.number().int()).optional(),
		yearOfBusiness: range(count).optional().meta({
			description:
				'Which calendar year of the enterprise it is, counted from 1 for the year it was established in: the year of dates.serviceOn, or of the decision where there is none.',
		}),
		amount: z
			.strictObject({ of: z.enum(amounts), overFen: fenAmount.optional(), uptoFen: fenAmount.optional() })
			.optional()
			.meta({ description: 'An amount of the line: more than overFen, at most uptoFen.' }),
		quantity: range(count).optional(),
		channels: z.array(z.enum(channels)).min(1).optional(),
		providerKinds: codes.optional(),
		providerMarks: codes.optional().meta({ description: 'The provider holds one of these marks.' }),
		providerTags: codes.optional().meta({ description: 'The provider carries one of these tags.' }),
		flags: z.record(slug, z.boolean()).optional().meta({ description: 'Flags of the service (service.flags).' }),
		declared: z
			.record(slug, z.boolean())
			.optional()
			.meta({ description: 'Answers of the enterprise (enterprise.declared).' }),
		numbers: z
			.record(slug, range(z.number().int()))
			.optional()
			.meta({ description: 'Whole numbers of the enterprise (enterprise.numbers), within the range.' }),
	})
	.meta({
		id: 'match',
		description: 'All fields given must hold. Empty: always.',
		examples: [
			{ applicantIn: ['110114'], providerNotIn: ['110114'] },
			{ categories: ['testing'], titles: ['high_tech'] },
		],
	})
export type Match = z.output<typeof match>
