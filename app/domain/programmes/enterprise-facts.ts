import { z } from 'zod'
import { basisPoints, divisionCode, fenAmount, localDay } from './document-parts.ts'

/** What is known of an enterprise. A field left out is unknown; null says there is none. */

export const legalForms = [
	'legal_person',
	'unincorporated',
	'sole_trader',
	'team',
	'maker',
	'public_institution',
	'social_organisation',
	'individual',
] as const
export const sizes = ['micro', 'small', 'medium', 'large'] as const

export const flags = z.record(z.string().max(60), z.boolean())
export const wholeNumbers = z.record(z.string().max(60), z.number().int())

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
		legalForm: z.enum(legalForms).optional().meta({
			description:
				'legal_person: 企业法人 · unincorporated: 非法人组织 · sole_trader: 个体工商户 · team: 创业团队 · maker: 创客 · public_institution: 事业单位 · social_organisation: 社会组织 · individual: 个人.',
		}),
		size: z.enum(sizes).optional().meta({ description: 'Class by the national SME standard.' }),
		headcount: z.number().int().nonnegative().optional().meta({ description: 'Number of staff.' }),
		revenueFen: z
			.array(fenAmount)
			.max(5)
			.optional()
			.meta({ description: 'Main revenue by year, last full year first.' }),
		registeredCapitalFen: fenAmount.optional(),
		establishedOn: localDay.optional(),
		zones: z
			.array(z.string().max(60))
			.max(40)
			.optional()
			.meta({ description: 'Zones and parks it sits in, as the document names them. An empty list says none.' }),
		sector: z.string().max(80).optional().meta({ description: 'Sector, as the programme names sectors.' }),
		titles: z
			.array(z.strictObject({ code: z.string().max(60), years: z.array(z.number().int().min(1990).max(2200)).max(40) }))
			.max(40)
			.optional()
			.meta({ description: 'Titles it holds, with the years they are valid in: tech_sme, high_tech, …' }),
		badCredit: z.boolean().optional().meta({ description: 'On a list of serious breach of trust.' }),
		lastMajorAccidentOn: localDay.nullable().optional().meta({ description: 'null: none.' }),
		priorFunding: z
			.array(z.strictObject({ kind: z.string().max(60), year: z.number().int().min(1990).max(2200) }))
			.max(200)
			.optional()
			.meta({ description: 'Public funding it has had: kind and year. An empty list says none.' }),
		bannedUntil: localDay.nullable().optional().meta({ description: 'Last day of a bar from applying; null: none.' }),
		incubator: z
			.string()
			.max(60)
			.nullable()
			.optional()
			.meta({ description: 'Kind of incubator it sits in (benchmark, national, provincial, city, …), null: none.' }),
		agent: z
			.string()
			.max(60)
			.nullable()
			.optional()
			.meta({ description: 'Kind of the body it applies through (maker-space, incubator, …), null: applies itself.' }),
		teamMembers: z.number().int().nonnegative().optional(),
		score: z.number().int().optional().meta({ description: 'Innovation score (创新积分).' }),
		lapsedShareBp: basisPoints.optional().meta({ description: 'Share of last year’s vouchers it let lapse.' }),
		localityJoined: z.boolean().optional().meta({ description: 'Its locality takes part in the co-funding.' }),
		declared: flags.optional().meta({ description: 'Yes/no answers to questions of the document, by their code.' }),
		numbers: wholeNumbers
			.optional()
			.meta({ description: 'Whole-number answers to questions of the document, by their code.' }),
		amounts: z
			.record(z.string().max(60), fenAmount)
			.optional()
			.meta({ description: 'Amounts the document asks for, by their code: last year’s R&D spending, tax paid, …' }),
	})
	.meta({ id: 'enterprise_facts', description: 'The enterprise (or team) that applies.' })
export type EnterpriseFacts = z.output<typeof enterpriseFactsSchema>
