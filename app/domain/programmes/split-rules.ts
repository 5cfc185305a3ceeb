import { z } from 'zod'
import { match } from './conditions.ts'
import { basisPoints, divisionCode, rule, slug } from './document-parts.ts'

/** Which source pays which part. */

const overflow = z.enum(['others', 'nobody']).meta({
	description: 'What a source’s own cap cuts off: the others take it where they have room, or nobody pays it.',
})

const single = rule({ kind: z.literal('single'), source: slug }).meta({ description: 'One source pays everything.' })

const ratio = rule({
	kind: z.literal('ratio'),
	parts: z
		.array(z.strictObject({ source: slug, bp: basisPoints }))
		.min(2)
		.max(8)
		.meta({ description: 'Shares of the subsidy; they add up to 10000.' }),
	overflow,
}).meta({ description: 'Sources share the subsidy: city 50 %, district 50 % of it.' })

const waterfall = rule({
	kind: z.literal('waterfall'),
	sources: z.array(slug).min(2).max(8),
}).meta({
	description: 'The first source pays until its own caps (caps with level) are reached, then the next.',
})

const costShares = rule({
	kind: z.literal('cost_shares'),
	parts: z
		.array(z.strictObject({ source: slug, bp: basisPoints.min(1), when: match.optional() }))
		.min(1)
		.max(8)
		.meta({ description: 'Each source pays at most this share of the base, where its `when` holds.' }),
	order: z.enum(['first_full', 'proportional']).meta({
		description: 'first_full: earlier sources are filled first · proportional: by their shares.',
	}),
	overflow,
}).meta({
	description:
		'Sources carry shares of the cost: province at most 30 %, locality at most 20 % of it; or a bonus of the city on top (60 % + 30 %, the rate row being 90 %).',
})

const matched = rule({
	kind: z.literal('match'),
	lead: slug.meta({ description: 'The source the rate speaks of.' }),
	match: slug.meta({ description: 'The source that matches it.' }),
	ratioBp: basisPoints.meta({ description: '10000: one to one.' }),
	further: z
		.array(z.strictObject({ source: slug, ratioBp: basisPoints }))
		.max(6)
		.default([])
		.meta({ description: 'Further sources that match the lead.' }),
	notJoined: z.enum(['refuse', 'lead_only']).meta({
		description: 'Where the enterprise’s locality does not take part: no subsidy, or the lead’s part alone.',
	}),
	divisions: z.array(divisionCode).min(1).optional().meta({
		description: 'Localities that take part; asked as enterprise.localityJoined when left out.',
	}),
}).meta({
	description:
		'The rate is the lead’s alone and another source matches it on top: province 25 %, locality one to one, so 50 % together. Caps without level then count both parts; give the lead’s own cap `level`.',
})

const kinds = [single, ratio, waterfall, costShares, matched] as const
const plainSplit = z.discriminatedUnion('kind', kinds).meta({ id: 'plain_split' })
export type PlainSplit = z.output<typeof plainSplit>

export const split = z
	.discriminatedUnion('kind', [
		...kinds,
		rule({
			kind: z.literal('by_case'),
			cases: z
				.array(z.strictObject({ when: match.optional(), split: plainSplit }))
				.min(1)
				.max(40)
				.meta({ description: 'The first whose `when` holds of the first line decides.' }),
		}).meta({
			description: 'The split depends on who applies: the zone pays its own firms, city and county share others.',
		}),
	])
	.meta({ id: 'split' })
export type SplitRule = z.output<typeof split>
