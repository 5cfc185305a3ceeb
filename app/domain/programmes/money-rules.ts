import { z } from 'zod'
import { match } from './conditions.ts'
import { basisPoints, fenAmount, rule, slug, stepField, words } from './document-parts.ts'

/** The arithmetic of a programme: base, rate, bonus, caps, floor, rounding, and who pays. */

export const amounts = ['contract', 'service', 'invoice', 'paid', 'cost'] as const
export type AmountName = (typeof amounts)[number]

export const base = rule({
	of: z.array(z.enum(amounts)).min(1).max(5).meta({
		description:
			'The least of these amounts. A claim needs all of them; at an order, those not known yet are taken as the amount agreed.',
	}),
	tax: z.enum(['inclusive', 'exclusive']).meta({ description: 'Whether value-added tax counts.' }),
})

const pays = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('share'), bp: basisPoints }),
	z.strictObject({ kind: z.literal('flat'), fen: fenAmount }),
	z.strictObject({
		kind: z.literal('per_unit'),
		fen: fenAmount,
		unit: words,
		maxUnits: z.number().int().min(1).optional(),
	}),
	z.strictObject({
		kind: z.literal('tiers'),
		mode: z.enum(['marginal', 'whole']).meta({
			description:
				'marginal: each part of the base at its own share · whole: the whole base at the share of the tier it falls in.',
		}),
		tiers: z
			.array(z.strictObject({ uptoFen: fenAmount.nullable(), bp: basisPoints }))
			.min(1)
			.max(20)
			.meta({ description: 'Ascending; an amount equal to uptoFen belongs to that tier; null in the last: no limit.' }),
	}),
])
export type Pays = z.output<typeof pays>

export const rateRow = rule({ id: slug, name: words, when: match.optional(), pays })
export type RateRow = z.output<typeof rateRow>

export const rate = z.strictObject({
	rows: z
		.array(rateRow)
		.min(1)
		.max(300)
		.meta({ description: 'The first row whose `when` holds decides: region matrix, category rates, classes.' }),
	published: rule({
		kind: z.enum(['rate', 'factor']).meta({
			description:
				'rate: the year’s published rate replaces a higher one of the rows · factor: amounts are multiplied by the published factor.',
		}),
	}).optional(),
})

export const bonus = rule({
	id: slug,
	name: words,
	when: match,
	mode: z.enum(['points', 'factor']).meta({
		description: 'points: 50 % and 1000 bp make 60 % · factor: 50 % and 1000 bp make 55 %.',
	}),
	bp: basisPoints,
	rows: z.array(slug).min(1).optional().meta({ description: 'Rows it applies to; all when left out.' }),
})
export type Bonus = z.output<typeof bonus>

export const capScopes = ['line', 'application', 'year', 'lifetime', 'controller_year', 'pool_year'] as const

export const cap = rule({
	id: slug,
	name: words,
	scope: z.enum(capScopes).meta({
		description:
			'line: each service · application: each application or claim · year, lifetime: per enterprise · controller_year: all firms of one actual controller · pool_year: all applicants together.',
	}),
	limit: z.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('amount'), fen: fenAmount }),
		z.strictObject({ kind: z.literal('fund_share'), bp: basisPoints }),
	]),
	level: slug.optional().meta({ description: 'A source: caps that source’s part. The whole amount when left out.' }),
	rows: z.array(slug).min(1).optional().meta({ description: 'Rate rows it counts; all when left out.' }),
	classes: z.array(slug).min(1).optional().meta({ description: 'Applicant classes it binds; all when left out.' }),
	at: z
		.array(stepField)
		.min(1)
		.optional()
		.meta({ description: 'Steps at which it binds; where the money is encumbered when left out.' }),
	joint: slug.optional().meta({ description: 'A name under which several programmes count one cap together.' }),
})
export type Cap = z.output<typeof cap>

export const floor = rule({
	of: z.enum(['amount', 'base']),
	minFen: fenAmount,
	measured: z
		.enum(['before_caps', 'after_caps'])
		.meta({ description: 'For an amount: before or after the caps lowered it.' }),
	at: z.array(stepField).min(1),
})

export const rounding = rule({
	unit: z.enum(['fen', 'jiao', 'yuan', 'ten_yuan', 'hundred_yuan']),
	mode: z.enum(['down', 'half_up']),
})

const overflow = z.enum(['others', 'nobody']).meta({
	description: 'What a source’s own cap cuts off: the others take it where they have room, or nobody pays it.',
})

export const split = z.discriminatedUnion('kind', [
	rule({ kind: z.literal('single'), source: slug }),
	rule({
		kind: z.literal('ratio'),
		parts: z
			.array(z.strictObject({ source: slug, bp: basisPoints }))
			.min(2)
			.max(8),
		overflow,
	}),
	rule({
		kind: z.literal('cost_shares'),
		parts: z
			.array(z.strictObject({ source: slug, bp: basisPoints.min(1), when: match.optional() }))
			.min(1)
			.max(8)
			.meta({ description: 'Each source pays at most this share of the base.' }),
		order: z.enum(['first_full', 'proportional']).meta({
			description: 'first_full: earlier sources are filled first · proportional: by their shares.',
		}),
		overflow,
	}),
	rule({
		kind: z.literal('match'),
		lead: slug.meta({ description: 'The source the rate speaks of.' }),
		match: slug.meta({ description: 'The source that matches it.' }),
		ratioBp: basisPoints.meta({ description: '10000: one to one.' }),
		notJoined: z.enum(['refuse', 'lead_only']).meta({
			description: 'Where the enterprise’s locality does not take part: no subsidy, or the lead’s part alone.',
		}),
		divisions: z
			.array(z.string().regex(/^\d{6}$/))
			.min(1)
			.optional()
			.meta({
				description: 'Localities that take part; asked as enterprise.localityJoined when left out.',
			}),
	}),
])
export type SplitRule = z.output<typeof split>

const otherSubsidies = rule({
	treatment: z.enum(['forbid', 'deduct', 'ceiling']).meta({
		description:
			'forbid: none may exist · deduct: taken off the base · ceiling: all together at most ceilingBp of the base.',
	}),
	ceilingBp: basisPoints.optional(),
	proof: z.enum(['fact', 'commitment']).optional(),
})

/** Everything from the base to the payers: of the enterprise's subsidy, or of the provider's reward. */
export const moneyRules = z.strictObject({
	base,
	rate,
	bonuses: z.array(bonus).max(40).default([]),
	otherSubsidies: otherSubsidies.optional(),
	caps: z.array(cap).max(60).default([]).meta({ description: 'Applied in this order.' }),
	floors: z.array(floor).max(10).default([]),
	rounding,
	split,
})
export type MoneyRules = z.output<typeof moneyRules>
