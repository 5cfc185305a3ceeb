import { z } from 'zod'
import { basisPoints, divisionCode, fenAmount, localDay, stepField } from './document-parts.ts'

/**
 * What is known when a programme is asked. A field that is left out is unknown, and a rule that asks for it answers
 * `needs`; null says that there is none.
 */

export const legalForms = ['legal_person', 'unincorporated', 'sole_trader', 'team', 'maker'] as const
export const sizes = ['micro', 'small', 'medium', 'large'] as const
export const relationKinds = [
	'equity',
	'subordinate',
	'joint_foundation',
	'legal_representative',
	'controller',
	'family',
] as const
export const channels = ['platform', 'instrument_network', 'off_platform'] as const

const flags = z.record(z.string().max(60), z.boolean())

export const enterpriseFactsSchema = z
	.strictObject({
		number: z
			.string()
			.max(40)
			.optional()
			.meta({ description: 'Public number of the enterprise; names it in cap keys.' }),
		controller: z
			.string()
			.max(80)
			.optional()
			.meta({ description: 'Actual controller (实际控制人), for caps per group.' }),
		division: divisionCode.optional().meta({ description: 'Where it is registered: division code, six digits.' }),
		legalForm: z.enum(legalForms).optional(),
		size: z.enum(sizes).optional().meta({ description: 'Class by the national SME standard.' }),
		headcount: z.number().int().nonnegative().optional(),
		revenueFen: z
			.array(fenAmount)
			.max(5)
			.optional()
			.meta({ description: 'Main revenue by year, last full year first.' }),
		registeredCapitalFen: fenAmount.optional(),
		establishedOn: localDay.optional(),
		sector: z.string().max(80).optional().meta({ description: 'Sector, as the programme names sectors.' }),
		titles: z
			.array(z.strictObject({ code: z.string().max(60), years: z.array(z.number().int().min(1990).max(2200)).max(40) }))
			.max(40)
			.optional()
			.meta({ description: 'Titles it holds, with the years they are valid in: tech_sme, high_tech, …' }),
		badCredit: z.boolean().optional().meta({ description: 'On a list of serious breach of trust.' }),
		lastMajorAccidentOn: localDay.nullable().optional(),
		priorFunding: z
			.array(z.strictObject({ kind: z.string().max(60), year: z.number().int().min(1990).max(2200) }))
			.max(200)
			.optional()
			.meta({ description: 'Public funding it has had: kind and year. An empty list says none.' }),
		bannedUntil: localDay.nullable().optional(),
		incubator: z
			.string()
			.max(60)
			.nullable()
			.optional()
			.meta({ description: 'Kind of incubator it sits in (benchmark, national, provincial, city, …), null: none.' }),
		teamMembers: z.number().int().nonnegative().optional(),
		score: z.number().int().optional().meta({ description: 'Innovation score (创新积分).' }),
		lapsedShareBp: basisPoints.optional().meta({ description: 'Share of last year’s vouchers it let lapse.' }),
		localityJoined: z.boolean().optional().meta({ description: 'Its locality takes part in the co-funding.' }),
		declared: flags.optional().meta({ description: 'Yes/no answers to questions of the document, by their code.' }),
		numbers: z
			.record(z.string().max(60), z.number().int())
			.optional()
			.meta({ description: 'Whole-number answers to questions of the document, by their code.' }),
	})
	.meta({ description: 'The enterprise (or team) that applies.' })

const provider = z
	.strictObject({
		number: z.string().max(40).optional(),
		division: divisionCode.optional(),
		kind: z.string().max(60).optional().meta({ description: 'university-centre, institute, third-party-lab, …' }),
		isRegistered: z.boolean().optional().meta({ description: 'Admitted as a provider of the programme.' }),
		marks: z
			.array(z.string().max(40))
			.max(40)
			.optional()
			.meta({ description: 'Qualification marks valid on the day: CMA, CNAS.' }),
		operatingYears: z.number().int().nonnegative().optional(),
		tags: z
			.array(z.string().max(60))
			.max(40)
			.optional()
			.meta({ description: 'Marks the document gives to providers.' }),
		declared: flags.optional(),
	})
	.meta({ description: 'The provider of the service.' })

const service = z.strictObject({
	categories: z
		.array(z.string().max(60))
		.max(10)
		.optional()
		.meta({ description: 'Category ids from the root of the tree down to the service’s own.' }),
	channel: z.enum(channels).optional().meta({ description: 'How it was bought.' }),
	quantity: z.number().int().nonnegative().optional(),
	flags: flags.optional().meta({ description: 'mandatory_testing, mass_production, rd_linked, … true or false.' }),
})

const relation = z.strictObject({
	kinds: z
		.array(z.enum(relationKinds))
		.max(6)
		.meta({ description: 'How enterprise and provider are related; empty: not.' }),
})

const money = z
	.strictObject({
		contractFen: fenAmount.optional().meta({ description: 'Contract or order amount, tax included.' }),
		serviceFen: fenAmount.optional().meta({ description: 'Actual service amount.' }),
		invoiceFen: fenAmount.optional().meta({ description: 'Sum of the invoices, less red-letter ones.' }),
		paidFen: fenAmount.optional().meta({ description: 'Paid to the provider: own payment and voucher part together.' }),
		costFen: fenAmount.optional().meta({ description: 'Actual cost.' }),
		taxRateBp: basisPoints.optional(),
		otherSubsidyFen: fenAmount.optional().meta({ description: 'Other public subsidies for the same cost.' }),
	})
	.meta({ description: 'Amounts of the order or claim line.' })

const dates = z.strictObject({
	contractOn: localDay.optional(),
	serviceOn: localDay.optional().meta({ description: 'Day the service was done or accepted.' }),
	invoiceOn: localDay.optional(),
	paidOn: localDay.optional(),
	acceptedOn: localDay.optional(),
})

const lineFields = {
	provider: provider.optional(),
	relation: relation.optional(),
	service: service.optional(),
	money: money.optional(),
	dates: dates.optional(),
}

export const factsSchema = z
	.strictObject({
		step: stepField.meta({
			description: 'grant: the face of a voucher · order: the subsidy on an order · claim: the amount of a claim.',
		}),
		at: localDay.meta({ description: 'The day it is decided.' }),
		holder: z
			.enum(['enterprise', 'provider'])
			.optional()
			.meta({ description: 'Whose money it is: the enterprise’s subsidy (default) or the provider’s reward.' }),
		requestedFen: fenAmount.optional().meta({ description: 'What is asked for, if less may be asked than allowed.' }),
		enterprise: enterpriseFactsSchema,
		...lineFields,
		lines: z
			.array(z.strictObject(lineFields))
			.min(1)
			.max(200)
			.optional()
			.meta({ description: 'Several services in one claim. Without lines, the fields above are the only line.' }),
		voucher: z
			.strictObject({
				freeFen: fenAmount.optional().meta({ description: 'Still free on the voucher; limits an order.' }),
				heldFen: fenAmount.optional().meta({ description: 'Held or redeemed for what is claimed; limits a claim.' }),
				useBy: localDay.optional(),
				redeemBy: localDay.optional(),
			})
			.optional(),
		round: z
			.strictObject({
				opensOn: localDay.optional(),
				closesOn: localDay.optional(),
				serviceFrom: localDay.optional(),
				serviceUntil: localDay.optional(),
				rateBp: basisPoints.optional().meta({ description: 'The rate published for this year.' }),
				factorBp: basisPoints.optional().meta({ description: 'The pro-rata factor published for this round.' }),
			})
			.optional(),
		fund: z
			.strictObject({
				yearFen: fenAmount.meta({
					description: 'The programme’s fund of the year, for sub-pools that are a share of it.',
				}),
			})
			.optional(),
		used: z.record(z.string().max(200), fenAmount).default({}).meta({
			description: 'Already used of each cap, by its full key or by the cap’s id. A cap not named is unused.',
		}),
	})
	.meta({ description: 'What is known when the programme is asked. A field left out is unknown.' })

export type Facts = z.output<typeof factsSchema>
export type EnterpriseFacts = Facts['enterprise']
export type ProviderFacts = NonNullable<Facts['provider']>
export type ServiceFacts = NonNullable<Facts['service']>
/** One service of the question, whether it stood in `lines` or at the top. */
export type LineFacts = Pick<Facts, 'provider' | 'relation' | 'service' | 'money' | 'dates'>

/** The lines of the facts; the top-level fields are the only line when there are none. */
export function linesOf(facts: Facts): LineFacts[] {
	return facts.lines ?? [facts]
}
