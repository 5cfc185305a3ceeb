import { z } from 'zod'
import { checkReferences } from './check-references.ts'
import { condition } from './conditions.ts'
import { divisionCode, fault, fenAmount, localDay, rule, slug, words } from './document-parts.ts'
import { channels, relationKinds } from './facts.ts'
import { moneyRules } from './money-rules.ts'
import { grant, process } from './process-rules.ts'

/** The published rules of a programme as data. `evaluate` computes everything this schema accepts. */

const categories = z.array(z.string().trim().min(1).max(60)).min(1).max(400)

const source = z.strictObject({
	title: words,
	documentNo: z.string().max(120).optional(),
	url: z.url().max(500).optional(),
	quotes: z
		.array(z.strictObject({ article: z.string().max(80).optional(), text: z.string().min(1).max(2000) }))
		.max(40)
		.default([]),
	note: words.optional(),
})

const eligibility = z.strictObject({
	conditions: z.array(condition).max(80),
	classes: z
		.array(rule({ id: slug, name: words, of: z.array(condition).min(1).max(10) }))
		.max(40)
		.default([])
		.meta({ description: 'Applicant classes; the first whose conditions all hold is the applicant’s.' }),
	classRequired: z.boolean().default(false).meta({ description: 'Who falls in no class is not eligible.' }),
})

const scope = z.strictObject({
	categories: rule({
		in: categories.optional().meta({ description: 'Categories supported, with all below them; all when left out.' }),
	}),
	exclusions: z
		.array(
			z.discriminatedUnion('kind', [
				rule({ kind: z.literal('categories'), ids: categories, name: words }),
				rule({
					kind: z.literal('flag'),
					flag: slug,
					name: words,
					proof: z.enum(['fact', 'commitment']).optional(),
				}),
			]),
		)
		.max(40)
		.default([]),
	required: z
		.array(rule({ flag: slug, name: words, proof: z.enum(['fact', 'commitment']).optional() }))
		.max(20)
		.default([])
		.meta({ description: 'Flags a service must have, such as rd_linked.' }),
	channels: rule({ oneOf: z.array(z.enum(channels)).min(1) }).optional(),
	relation: rule({
		forbidden: z.array(z.enum(relationKinds)).min(1),
		proof: z.enum(['fact', 'commitment']).optional(),
	}).optional(),
})

/** Version of the document's form. A new form gets a new number and a reader for the old one. */
export const documentFormat = 'programme/1'

export const programmeDocument = z
	.strictObject({
		format: z.literal(documentFormat),
		id: slug.meta({ description: 'Names the programme in cap keys; the same in all its versions.' }),
		name: words,
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
		validity: rule({ from: localDay.nullable(), until: localDay.nullable() }),
		source,
		payers: z
			.array(z.strictObject({ code: slug, name: words, level: z.enum(['nation', 'province', 'city', 'district']) }))
			.min(1)
			.max(8)
			.meta({ description: 'Funding sources, in the order of every split.' }),
		pool: rule({ yearFen: fenAmount.nullable() }).meta({ description: 'The fund of a year, when the text names it.' }),
		eligibility,
		providers: z.array(condition).max(40).default([]),
		scope,
		subsidy: moneyRules,
		reward: moneyRules.optional().meta({ description: 'What providers get, when they get something.' }),
		grant,
		process,
	})
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
