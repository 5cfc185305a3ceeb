import { z } from 'zod'
import { basisPoints, divisionCode, localDay, monthDay, rule, words } from './document-parts.ts'

/** Parts of the process chapter: steps, review, windows, lateness, sampling, sanctions, how providers are admitted. */

export const workSteps = [
	'quota_application',
	'project_approval',
	'order',
	'provider_confirmation',
	'usage_registration',
	'claim',
	'formal_check',
	'district_review',
	'city_review',
	'expert_review',
	'external_review',
	'public_notice',
	'payment',
	'sample_review',
] as const

export const reviewChain = z.array(words).min(1).max(6).meta({ description: 'Who looks at it, in order.' })

const month = z.number().int().min(1).max(31)

export const window = rule({
	text: words.meta({ description: 'The window as the text puts it.' }),
	opens: z
		.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('always') }).meta({ description: 'Taken the year round (常年受理).' }),
			z
				.strictObject({ kind: z.literal('yearly'), from: monthDay, until: monthDay })
				.meta({ description: 'The same days every year; both belong to it; may run over the end of the year.' }),
			z
				.strictObject({ kind: z.literal('monthly'), fromDay: month, untilDay: month })
				.meta({ description: 'The same days every month; both belong to it.' }),
			z
				.strictObject({ kind: z.literal('dates'), from: localDay, until: localDay })
				.meta({ description: 'Once; both days belong to it.' }),
			z
				.strictObject({ kind: z.literal('notice') })
				.meta({ description: 'Opened by a notice: the dates are those of the round (facts.round).' }),
		])
		.optional()
		.meta({ description: 'The window as dates the rules compute with. When left out only the round’s dates count.' }),
	applicantIn: z.array(divisionCode).min(1).max(100).optional().meta({
		description: 'Only for applicants of these divisions (counter days by zone); everybody when left out.',
	}),
	payout: z.enum(['monthly', 'quarterly', 'half_yearly', 'yearly']).optional().meta({
		description: 'How often what was handed in is paid out (定期兑付).',
	}),
}).meta({
	id: 'window',
	examples: [
		{
			text: { zh: '每年 3 月 18 日至 31 日', en: '18 to 31 March each year' },
			opens: { kind: 'yearly', from: '03-18', until: '03-31' },
			article: '第十条',
		},
	],
})

export const late = rule({
	kind: z.enum(['refused', 'next_round', 'exception']).meta({
		description:
			'What comes after the window: refused · next_round: goes to the next round · exception: only with an approved exception (round.lateAllowed).',
	}),
})

export const claimSet = rule({
	per: z.enum(['order', 'contract', 'invoice', 'project', 'round', 'year']).meta({
		description: 'One set of papers per what: Wuhan asks for one per R&D project.',
	}),
})

export const ownPayment = rule({
	channels: z.array(z.enum(['bank_transfer', 'card', 'wallet', 'cash'])).min(1),
}).meta({ description: 'Ways of paying that are accepted as proof of the enterprise’s own payment.' })

export const sampling = rule({
	by: z.enum(['amount', 'count']).meta({ description: 'Of what the share is taken: money paid, or number of claims.' }),
	bp: basisPoints,
	everyMonths: z.number().int().min(1).max(60).optional(),
}).meta({
	description: 'Re-review of a sample (抽样复核).',
	examples: [{ by: 'amount', bp: 500, everyMonths: 6, article: '监督管理' }],
})

export const sanction = rule({
	text: words.meta({ description: 'What is done about what, in words.' }),
	against: z.enum(['enterprise', 'provider', 'both']),
	repay: z.boolean().default(false).meta({ description: 'Money is to be paid back.' }),
	publish: z.boolean().default(false).meta({ description: 'The name is published.' }),
	voidVoucher: z.boolean().default(false),
	strikeProvider: z.boolean().default(false).meta({ description: 'The provider is struck off the register.' }),
	barYears: z.number().int().min(1).max(30).optional().meta({
		description: 'May not apply for so many years; judged with enterprise.bannedUntil by a not_banned condition.',
	}),
}).meta({ id: 'sanction' })

export const providerRegistration = rule({
	mode: z
		.enum(['expert_review', 'network_membership', 'platform_certification', 'self_evaluation', 'open', 'listed'])
		.meta({
			description:
				'expert_review: by experts, in batches · network_membership: members of an instrument network · platform_certification · self_evaluation: evaluates itself, then automatic check · open: anybody · listed: named by the authority.',
		}),
	noticeDays: z.number().int().min(0).max(60).optional().meta({ description: 'Public notice before admission.' }),
	dayKind: z.enum(['working', 'calendar']).optional(),
}).meta({ description: 'How providers are admitted.' })
