import { z } from 'zod'
import { match } from './conditions.ts'
import { basisPoints, fenAmount, proofField, rule, slug, stepField, words } from './document-parts.ts'
import { amounts } from './facts.ts'
import { rateRow } from './rate-rules.ts'
import { split } from './split-rules.ts'

/** The arithmetic of a programme: base, rate, bonus, caps, floor, rounding. Who pays: split-rules. */

export const base = rule({
	of: z.array(z.enum(amounts)).min(1).max(5).meta({
		description:
			'These amounts of the facts (contract is money.contractFen …), put together by `combine`. A claim needs all of them; at an order, those not known yet are taken as the amount agreed.',
	}),
	combine: z
		.enum(['least', 'sum'])
		.optional()
		.meta({ description: 'least (when left out): the lowest of them · sum: all together.' }),
	tax: z.enum(['inclusive', 'exclusive']).meta({
		description:
			'inclusive: value-added tax counts, the amounts stand as they are · exclusive: it is taken out by money.taxRateBp. Where the text is silent, inclusive with ours.',
	}),
	maxFen: fenAmount.optional().meta({ description: 'No more than this of a line counts.' }),
}).meta({
	description: 'What the rate is applied to.',
	examples: [{ of: ['contract', 'paid'], tax: 'inclusive', article: '第六条' }],
})

export const rate = z.strictObject({
	rows: z.array(rateRow).min(1).max(300).meta({
		description:
			'The first row whose `when` holds decides: region matrix, category rates, classes, item tables. A row without `when` always holds, so it stands last.',
	}),
	maxBp: basisPoints
		.optional()
		.meta({ description: 'The most that share and bonus points come to together: 6000 is 60 %.' }),
	published: rule({
		kind: z.enum(['rate', 'factor']).meta({
			description:
				'rate: the year’s published rate (round.rateBp) replaces a higher one of the rows · factor: amounts are multiplied by the published factor (round.factorBp). A claim needs it; an order is only told that it is not final.',
		}),
		applied: z.enum(['before_caps', 'after_caps']).optional().meta({
			description: 'For a factor: before the caps (when left out), or on what the caps leave.',
		}),
	})
		.optional()
		.meta({ description: 'For programmes whose ratio is fixed each year after the applications are in (动态调整).' }),
})

export const bonus = rule({
	id: slug,
	name: words,
	when: match,
	mode: z.enum(['points', 'factor', 'amount']).meta({
		description:
			'points: 50 % and 1000 bp make 60 % · factor: 50 % and 1000 bp make 55 % · amount: so many fen on top. A text that only says “raised by 10 %” is ambiguous: choose, and mark it ours.',
	}),
	bp: basisPoints.default(0).meta({ description: 'For points and factor.' }),
	fen: fenAmount.optional().meta({ description: 'For amount.' }),
	rows: z.array(slug).min(1).optional().meta({ description: 'Rows it applies to; all when left out.' }),
	group: slug.optional().meta({ description: 'Of several bonuses of one group only the first that holds counts.' }),
}).meta({
	id: 'bonus',
	examples: [
		{
			id: 'high-tech',
			name: { zh: '高新技术企业', en: 'High-tech enterprise' },
			when: { titles: ['high_tech'] },
			mode: 'points',
			bp: 1000,
			article: '第七条',
		},
	],
})
export type Bonus = z.output<typeof bonus>

export const capScopes = [
	'line',
	'application',
	'project',
	'round',
	'month',
	'quarter',
	'half_year',
	'year',
	'lifetime',
	'controller_year',
	'controller_lifetime',
	'provider_year',
	'provider_half_year',
	'provider_lifetime',
	'pool_round',
	'pool_year',
	'pool_lifetime',
] as const

export const cap = rule({
	id: slug,
	name: words,
	scope: z.enum(capScopes).meta({
		description:
			'What is counted together. line: each service · application: each application or claim · project: one enterprise’s project (facts.project) · round, month, quarter, half_year, year, lifetime: per enterprise (or per provider, in the reward) · controller_…: all firms of one actual controller · provider_…: all that goes to one provider’s services · pool_…: all applicants together.',
	}),
	limit: z
		.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('amount'), fen: fenAmount }).meta({ description: 'At most so much money.' }),
			z
				.strictObject({ kind: z.literal('fund_share'), bp: basisPoints })
				.meta({ description: 'A share of the fund of the year (fund.yearFen, or pool.yearFen): sub-pools.' }),
			z
				.strictObject({ kind: z.literal('base_share'), bp: basisPoints })
				.meta({ description: 'A share of the base; for the scopes line and application.' }),
			z
				.strictObject({ kind: z.literal('fact_share'), code: slug, bp: basisPoints })
				.meta({ description: 'A share of an amount of the enterprise (enterprise.amounts.CODE).' }),
			z
				.strictObject({ kind: z.literal('count'), times: z.number().int().min(1).max(1000) })
				.meta({ description: 'So many times, whatever the amount: once only is 1.' }),
		])
		.meta({ id: 'limit' }),
	level: slug.optional().meta({ description: 'A source: caps that source’s part. The whole amount when left out.' }),
	rows: z.array(slug).min(1).optional().meta({
		description: 'Rate rows it counts, all in one sum (a joint cap over several items); all rows when left out.',
	}),
	classes: z.array(slug).min(1).optional().meta({ description: 'Applicant classes it binds; all when left out.' }),
	when: match.optional().meta({ description: 'It binds only when this holds of the first line.' }),
	at: z.array(stepField).min(1).optional().meta({
		description:
			'Steps at which it binds; where the money is encumbered when left out. A cap counted over time binds at one step only.',
	}),
	joint: slug.optional().meta({
		description: 'A name under which several programmes count one cap together (all voucher kinds together).',
	}),
	covers: z.array(slug).min(1).max(20).optional().meta({
		description:
			'Ids of caps of this chapter that it holds together: it counts the rows they count (a joint cap over two items). Instead of rows; never in a circle.',
	}),
}).meta({
	id: 'cap',
	examples: [
		{
			id: 'firm-year',
			name: { zh: '每家企业年度上限', en: 'Per firm and year' },
			scope: 'year',
			limit: { kind: 'amount', fen: 10000000 },
			article: '第八条',
		},
		{
			id: 'once',
			name: { zh: '每家企业只享受一次', en: 'Once per firm' },
			scope: 'lifetime',
			limit: { kind: 'count', times: 1 },
			article: '第八条',
		},
	],
})
export type Cap = z.output<typeof cap>

export const floor = rule({
	of: z.enum(['amount', 'base']).meta({ description: 'amount: the subsidy · base: what it is reckoned on.' }),
	minFen: fenAmount.meta({ description: 'Below this nothing is paid; exactly this is enough.' }),
	measured: z
		.enum(['before_caps', 'after_caps'])
		.meta({ description: 'For an amount: before or after the caps lowered it.' }),
	each: z.enum(['application', 'line']).optional().meta({
		description: 'application (when left out): all lines together · line: every line by itself.',
	}),
	rows: z.array(slug).min(1).optional().meta({ description: 'Rate rows it looks at; all when left out.' }),
	at: z.array(stepField).min(1).meta({ description: 'Steps at which it is looked at.' }),
}).meta({ id: 'floor' })

export const rounding = rule({
	unit: z.enum(['fen', 'jiao', 'yuan', 'ten_yuan', 'hundred_yuan', 'thousand_yuan', 'ten_thousand_yuan']),
	mode: z.enum(['down', 'half_up', 'up']),
	of: z.enum(['line', 'total']).optional().meta({
		description:
			'line (when left out): what the rate gives for each line; caps and balances are not rounded · total: also what the caps leave, for mode down.',
	}),
}).meta({
	description: 'How a computed amount is rounded. Almost no text says it: then ours.',
	examples: [
		{
			unit: 'yuan',
			mode: 'down',
			ours: true,
			reason: { zh: '原文没有写取整方法，按元向下取整。', en: 'The text does not state rounding: down to the yuan.' },
		},
	],
})

const otherSubsidies = rule({
	treatment: z.enum(['forbid', 'deduct', 'ceiling']).meta({
		description:
			'What other public subsidies for the same cost (money.otherSubsidyFen) do. forbid: none may exist · deduct: taken off the base · ceiling: all together at most ceilingBp of the base.',
	}),
	ceilingBp: basisPoints.optional(),
	proof: proofField,
})

/** Everything from the base to the payers: of the enterprise's subsidy, or of the provider's reward. */
export const moneyRules = z
	.strictObject({
		base,
		rate,
		bonuses: z.array(bonus).max(40).default([]).meta({ description: 'Applied in this order.' }),
		otherSubsidies: otherSubsidies.optional(),
		caps: z.array(cap).max(60).default([]).meta({ description: 'Applied in this order.' }),
		floors: z.array(floor).max(10).default([]),
		rounding,
		split,
	})
	.meta({
		id: 'money_rules',
		description:
			'The arithmetic, in this order: base → first rate row that holds → bonuses → published rate or factor → rounding → at most the base → joint ceiling with other subsidies → caps in their order → voucher and request → split over the sources with their own caps → floors.',
	})
export type MoneyRules = z.output<typeof moneyRules>
