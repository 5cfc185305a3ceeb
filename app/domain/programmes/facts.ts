import { z } from 'zod'
import { basisPoints, dayOrInstant, divisionCode, fenAmount, localDay, stepField } from './document-parts.ts'
import { enterpriseFactsSchema, flags, wholeNumbers } from './enterprise-facts.ts'

/**
 * What is known when a programme is asked. A field that is left out is unknown, and a rule that asks for it answers
 * `needs`; null says that there is none.
 */

export const relationKinds = [
	'equity',
	'subordinate',
	'joint_foundation',
	'legal_representative',
	'controller',
	'family',
] as const
/** Amounts of a line a rule can speak of; each stands in the facts as `money.NAMEFen`. */
export const amounts = [
	'contract',
	'service',
	'invoice',
	'paid',
	'cost',
	'fee',
	'premium',
	'rd',
	'investment',
	'contribution',
] as const
export type AmountName = (typeof amounts)[number]
export const channels = ['platform', 'instrument_network', 'off_platform'] as const

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
		numbers: wholeNumbers.optional().meta({ description: 'Whole numbers the document asks for, by their code.' }),
	})
	.meta({ id: 'provider_facts', description: 'The provider of the service.' })

const service = z
	.strictObject({
		categories: z
			.array(z.string().max(60))
			.max(10)
			.optional()
			.meta({ description: 'Category ids from the root of the tree down to the service’s own.' }),
		channel: z.enum(channels).optional().meta({
			description:
				'How it was bought. platform: ordered here · instrument_network: booked on a shared-instrument network · off_platform: elsewhere.',
		}),
		quantity: z.number().int().nonnegative().optional().meta({ description: 'How many units: items, hours, …' }),
		flags: flags.optional().meta({ description: 'mandatory_testing, mass_production, rd_linked, … true or false.' }),
		appraisedBp: basisPoints
			.optional()
			.meta({ description: 'The rate the appraisal gave, for rows that pay by appraisal.' }),
		appraisedFen: fenAmount
			.optional()
			.meta({ description: 'The amount the appraisal gave, for rows that pay by appraisal.' }),
	})
	.meta({ id: 'service_facts', description: 'What was bought.' })

const relation = z
	.strictObject({
		kinds: z.array(z.enum(relationKinds)).max(6).meta({
			description:
				'How enterprise and provider are related; empty: not. equity: 股权 · subordinate: 隶属 · joint_foundation: 共建 · legal_representative: 同一法定代表人 · controller: 同一实际控制人 · family: 亲属.',
		}),
	})
	.meta({ id: 'relation_facts' })

const money = z
	.strictObject({
		contractFen: fenAmount.optional().meta({ description: 'Contract or order amount, tax included.' }),
		serviceFen: fenAmount.optional().meta({ description: 'Actual service amount.' }),
		invoiceFen: fenAmount.optional().meta({ description: 'Sum of the invoices, less red-letter ones.' }),
		paidFen: fenAmount.optional().meta({ description: 'Paid to the provider: own payment and voucher part together.' }),
		costFen: fenAmount.optional().meta({ description: 'Actual cost.' }),
		feeFen: fenAmount.optional().meta({ description: 'Official fees: patent, registration, certification.' }),
		premiumFen: fenAmount.optional().meta({ description: 'Insurance premium.' }),
		rdFen: fenAmount.optional().meta({ description: 'R&D spending.' }),
		investmentFen: fenAmount.optional().meta({ description: 'Investment.' }),
		contributionFen: fenAmount.optional().meta({ description: 'Contribution to the local budget (地方财力贡献).' }),
		taxRateBp: basisPoints.optional().meta({ description: 'VAT rate in the amounts: 600 is 6 %.' }),
		otherSubsidyFen: fenAmount.optional().meta({ description: 'Other public subsidies for the same cost.' }),
	})
	.meta({ id: 'money_facts', description: 'Amounts of the order or claim line.' })

const dates = z
	.strictObject({
		contractOn: localDay.optional(),
		serviceOn: localDay.optional().meta({ description: 'Day the service was done or accepted.' }),
		invoiceOn: localDay.optional(),
		paidOn: localDay.optional(),
		acceptedOn: localDay.optional(),
	})
	.meta({ id: 'date_facts', description: 'Days of the order or claim line.' })

const lineFields = {
	provider: provider.optional(),
	relation: relation.optional(),
	service: service.optional(),
	money: money.optional(),
	dates: dates.optional(),
	otherProgrammes: z.array(z.string().max(60)).max(40).optional().meta({
		description: 'Other programmes the same cost was or will be claimed under, by code. An empty list says none.',
	}),
}

export const factsSchema = z
	.strictObject({
		step: stepField.meta({
			description:
				'grant: the face of a voucher · order: the subsidy on an order · claim: the amount of a claim. A claim on a voucher is at most what its order took (voucher.heldFen); caps that were counted at the grant or the order are not counted again.',
		}),
		at: dayOrInstant.meta({ description: 'When it is decided, as a day in Asia/Shanghai or an instant.' }),
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
		project: z
			.string()
			.max(80)
			.optional()
			.meta({ description: 'The R&D project or set of papers it belongs to, for caps per project.' }),
		yearBaseFen: fenAmount
			.optional()
			.meta({ description: 'Base already counted this year, for tiers that run over the year.' }),
		voucher: z
			.strictObject({
				isUsed: z.boolean().optional().meta({ description: 'Used before, for vouchers that are used once.' }),
				freeFen: fenAmount.optional().meta({
					description: 'Still free on the voucher; limits an order. Needed where the money is set aside at the grant.',
				}),
				heldFen: fenAmount.optional().meta({ description: 'Held or redeemed for what is claimed; limits a claim.' }),
				grantedOn: localDay.optional().meta({
					description: 'The day of the grant: useBy and redeemBy follow from it by the rules where they are left out.',
				}),
				useBy: localDay.optional().meta({ description: 'Last day to use it.' }),
				redeemBy: localDay.optional().meta({ description: 'Last day to claim on it.' }),
			})
			.optional()
			.meta({ description: 'The voucher an order or claim goes on.' }),
		round: z
			.strictObject({
				number: z.string().max(40).optional().meta({ description: 'Names the round in cap keys.' }),
				noticeNo: z.string().max(80).optional().meta({ description: 'Number of the notice that opened it.' }),
				contact: z.string().max(200).optional().meta({ description: 'Whom to ask about it.' }),
				fundFen: fenAmount.optional().meta({ description: 'The fund of this round.' }),
				lateAllowed: z
					.boolean()
					.optional()
					.meta({ description: 'An exception for this late application was approved.' }),
				opensOn: localDay.optional(),
				closesOn: localDay.optional(),
				serviceFrom: localDay.optional(),
				serviceUntil: localDay.optional(),
				rateBp: basisPoints.optional().meta({ description: 'The rate published for this year.' }),
				factorBp: basisPoints.optional().meta({ description: 'The pro-rata factor published for this round.' }),
			})
			.optional()
			.meta({
				description:
					'The round (申报批次) it is handed in under. opensOn and closesOn: first and last day of the window · serviceFrom and serviceUntil: first and last day of the services it covers.',
			}),
		fund: z
			.strictObject({
				yearFen: fenAmount.optional().meta({
					description: 'The programme’s fund of the year, for sub-pools that are a share of it.',
				}),
				leftFen: fenAmount.optional().meta({ description: 'What is left of it; no amount is more than this.' }),
			})
			.optional(),
		used: z
			.record(z.string().max(200), fenAmount)
			.default({})
			.meta({
				description:
					'What was already drawn on each cap before, in fen (for a cap on the number of times: how many), by the cap’s id (or its full key). A cap not named is unused.',
				examples: [{ 'firm-year': '9000000' }],
			}),
	})
	.meta({
		description:
			'What is known when the programme is asked. A field left out is unknown, and a rule that asks for it answers needs; null says there is none.',
		examples: [
			{
				step: 'claim',
				at: '2025-06-30',
				enterprise: { number: 'E1', division: '110114', headcount: 40, badCredit: false },
				provider: { number: 'P1', division: '110108', isRegistered: true },
				service: { categories: ['testing'], flags: { mandatory_testing: false } },
				relation: { kinds: [] },
				money: { contractFen: '10000000', invoiceFen: '10000000', paidFen: '10000000' },
				used: { 'firm-year': '9000000' },
			},
		],
	})

export type Facts = z.output<typeof factsSchema>
export type ProviderFacts = NonNullable<Facts['provider']>
export type ServiceFacts = NonNullable<Facts['service']>
/** One service of the question, whether it stood in `lines` or at the top. */
export type LineFacts = Pick<Facts, 'provider' | 'relation' | 'service' | 'money' | 'dates' | 'otherProgrammes'>

/** The lines of the facts; the top-level fields are the only line when there are none. */
export function linesOf(facts: Facts): LineFacts[] {
	return facts.lines ?? [facts]
}
