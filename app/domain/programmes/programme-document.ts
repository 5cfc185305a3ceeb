import { z } from 'zod'
import { checkReferences } from './check-references.ts'
import { condition } from './conditions.ts'
import {
	basisPoints,
	divisionCode,
	fault,
	fenAmount,
	localDay,
	proofField,
	rule,
	slug,
	words,
} from './document-parts.ts'
import { channels, relationKinds } from './facts.ts'
import { moneyRules } from './money-rules.ts'
import { grant, process } from './process-rules.ts'
import { providerRegistration } from './work-rules.ts'

/** The published rules of a programme as data. `evaluate` computes everything this schema accepts. */

const categories = z.array(z.string().trim().min(1).max(60)).min(1).max(400)

const source = z
	.strictObject({
		title: words,
		documentNo: z
			.string()
			.max(120)
			.optional()
			.meta({ description: 'Number of the document, such as 威政办字〔2018〕106号.' }),
		url: z.url().max(500).optional(),
		quotes: z
			.array(z.strictObject({ article: z.string().max(80).optional(), text: z.string().min(1).max(2000) }))
			.max(40)
			.default([])
			.meta({ description: 'The decisive sentences, word for word.' }),
		note: words.optional(),
	})
	.meta({ description: 'The published text.' })

const eligibility = z
	.strictObject({
		conditions: z.array(condition).max(80).meta({ description: 'All must hold. An empty list: everybody.' }),
		classes: z
			.array(rule({ id: slug, name: words, of: z.array(condition).min(1).max(10) }))
			.max(40)
			.default([])
			.meta({ description: 'Applicant classes; the first whose conditions all hold is the applicant’s.' }),
		classRequired: z.boolean().default(false).meta({ description: 'Who falls in no class is not eligible.' }),
		priority: rule({ classes: z.array(slug).min(1).max(40) })
			.optional()
			.meta({ description: 'Classes that come first where money is short, in order. It changes no amount.' }),
	})
	.meta({ description: 'Who may apply.' })

const scope = z
	.strictObject({
		categories: rule({
			in: categories.optional().meta({
				description:
					'Categories supported, with all below them; all when left out. Compared with service.categories, which names the path from the root down.',
			}),
		}),
		exclusions: z
			.array(
				z.discriminatedUnion('kind', [
					rule({ kind: z.literal('categories'), ids: categories, name: words }),
					rule({
						kind: z.literal('flag'),
						flag: slug.meta({ description: 'A flag of the service (service.flags): mandatory_testing …' }),
						name: words,
						proof: proofField,
					}),
				]),
			)
			.max(40)
			.default([])
			.meta({ description: 'What is not supported.' }),
		required: z
			.array(rule({ flag: slug, name: words, proof: proofField }))
			.max(20)
			.default([])
			.meta({ description: 'Flags a service must have, such as rd_linked.' }),
		channels: rule({ oneOf: z.array(z.enum(channels)).min(1) })
			.optional()
			.meta({ description: 'How the service must have been bought.' }),
		relation: rule({ forbidden: z.array(z.enum(relationKinds)).min(1), proof: proofField })
			.optional()
			.meta({ description: 'Relations between enterprise and provider that bar (fact relation.kinds).' }),
		stacking: rule({
			with: z.enum(['nothing', 'listed', 'anything']).meta({
				description:
					'Whether the same cost may also be claimed under other programmes (fact otherProgrammes): with none, only with those listed, or with any.',
			}),
			listed: z.array(z.string().trim().min(1).max(60)).max(40).default([]),
			proof: proofField,
		}).optional(),
	})
	.meta({ description: 'What is supported.' })

/** Version of the document's form. A new form gets a new number and a reader for the old one. */
export const documentFormat = 'programme/1'

const aboutDocument = [
	'The published rules of a voucher programme as data. Money is whole fen, shares are basis points (1/10000), days are Asia/Shanghai.',
	'Every rule carries `article` (where it stands in the published text) or, where the text is silent or ambiguous, `"ours": true` with a `reason` in both languages; both may stand together. A part that is left out is not a rule of the programme; unknown keys are refused.',
	'The rules are asked at three steps: grant (the face of a voucher), order (what a voucher pays of a purchase) and claim (what is paid in the end). Where there is no voucher (grant.object none, encumbrance approval) claims are decided and orders forecast. Yearly caps of a programme with vouchers bind where encumbrance.point says, unless the cap says `at`.',
	'A code of your own (categories, titles, zones, flags, questions) means what the facts say under the same code: titles ["high_tech"] looks at enterprise.titles.',
].join('\n')

export const programmeDocument = z
	.strictObject({
		format: z.literal(documentFormat),
		id: slug.meta({ description: 'Names the programme in cap keys; the same in all its versions.' }),
		name: words,
		history: z
			.array(
				z.strictObject({
					edition: words,
					documentNo: z.string().max(120).optional(),
					from: localDay.nullable(),
					until: localDay.nullable(),
				}),
			)
			.max(20)
			.default([])
			.meta({ description: 'Earlier editions. Orders settle under the edition they were placed under.' }),
		edition: words.meta({ description: 'Which edition of the rules: 2026, trial, revised …' }),
		summary: words,
		sample: z
			.boolean()
			.default(false)
			.meta({ description: 'true: transcribed from public text, never open for application.' }),
		issuers: z.array(words).min(1).max(6),
		division: divisionCode.meta({ description: 'Division of the issuing authority.' }),
		places: z
			.array(z.strictObject({ code: divisionCode, name: words }))
			.max(400)
			.default([])
			.meta({ description: 'Names of the divisions this document speaks of, for the page made from it.' }),
		validity: rule({ from: localDay.nullable(), until: localDay.nullable() }).meta({
			description: 'First and last day the rules are in force; null: not stated.',
		}),
		source,
		payers: z
			.array(
				z.strictObject({
					code: slug,
					name: words,
					level: z.enum(['nation', 'province', 'city', 'district']),
					refundedBy: words.optional().meta({
						description: 'Who refunds this source, where a higher level pays it and not the firms.',
					}),
				}),
			)
			.min(1)
			.max(8)
			.meta({ description: 'Funding sources, in the order of every split.' }),
		pool: rule({
			yearFen: fenAmount.nullable(),
			overIssueBp: z.number().int().min(10_000).max(30_000).optional().meta({
				description: 'Vouchers may be granted up to this share of the fund, since some lapse: 12000 is 120 %.',
			}),
			agencyFeeBp: basisPoints.optional().meta({ description: 'Share of the fund that may pay the operator.' }),
		}).meta({
			description:
				'The fund of a year; yearFen null when the text does not name it. Sub-pools are caps with a pool scope.',
		}),
		eligibility,
		providers: z
			.array(condition)
			.max(40)
			.default([])
			.meta({ description: 'Conditions on the provider, at every order and claim.' }),
		providerRegistration: providerRegistration.optional(),
		scope,
		subsidy: moneyRules,
		reward: moneyRules.optional().meta({
			description: 'What providers get, when they get something: asked with holder provider at the step claim.',
		}),
		rewardConditions: z
			.array(condition)
			.max(20)
			.default([])
			.meta({ description: 'Conditions on the provider for its reward alone: volume, rating, benefit.' }),
		grant,
		process,
	})
	.meta({ description: aboutDocument })
	.superRefine((document, ctx) => {
		for (const { path, zh, en } of checkReferences(document)) ctx.addIssue(fault(zh, en, path))
	})

export type ProgrammeDocument = z.output<typeof programmeDocument>
/** A document as it is written in JSON. */
export type ProgrammeDocumentInput = z.input<typeof programmeDocument>
export type Eligibility = ProgrammeDocument['eligibility']
export type Scope = ProgrammeDocument['scope']

/** A stored document. Throws RangeError when it is none: what is stored was validated before. */
export function readDocument(json: unknown): ProgrammeDocument {
	const parsed = programmeDocument.safeParse(json)
	if (!parsed.success) throw new RangeError(`not a programme document: ${parsed.error.issues[0]?.message}`)
	return parsed.data
}
