import { z } from 'zod'
import { basisPoints, fenAmount, localDay, monthDay, rule, slug, stepField, words } from './document-parts.ts'
import { giving } from './giving-rules.ts'
import { claimSet, late, ownPayment, reviewChain, sampling, sanction, window, workSteps } from './work-rules.ts'

/** The voucher itself and the way from application to payment. */

const deadline = z
	.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('year_end') }).meta({ description: '31 December of the year of the grant.' }),
		z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(3650) }),
		z.strictObject({ kind: z.literal('months'), months: z.number().int().min(1).max(120) }),
		z.strictObject({ kind: z.literal('date'), date: localDay }),
		z
			.strictObject({
				kind: z.literal('day_of_year'),
				day: monthDay,
				yearsAfter: z
					.number()
					.int()
					.min(0)
					.max(10)
					.meta({ description: '0: in the year of the grant; 1: in the next.' }),
			})
			.meta({ description: 'A day of the year of the grant or a later one: 31 March of the next year.' }),
	])
	.meta({ id: 'deadline' })
export type Deadline = z.output<typeof deadline>

export const useByEvents = ['order', 'contract', 'acceptance', 'invoice'] as const

const face = z
	.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('flat'), fen: fenAmount }).meta({ description: 'Everyone gets the same quota.' }),
		z
			.strictObject({
				kind: z.literal('by_class'),
				rows: z
					.array(z.strictObject({ class: slug, fen: fenAmount }))
					.min(1)
					.max(40),
			})
			.meta({ description: 'By applicant class; a class without a row gets none.' }),
		z
			.strictObject({
				kind: z.literal('requested'),
				maxFen: fenAmount,
				minFen: fenAmount.optional(),
				stepFen: fenAmount.optional().meta({ description: 'Only whole multiples are granted.' }),
			})
			.meta({ description: 'What is asked for, up to a most.' }),
		z
			.strictObject({ kind: z.literal('denominations'), values: z.array(fenAmount).min(1).max(40) })
			.meta({ description: 'Fixed denominations: the highest one not above what is asked for.' }),
		z
			.strictObject({
				kind: z.literal('score'),
				bands: z
					.array(z.strictObject({ from: z.number().int(), fen: fenAmount }))
					.min(1)
					.max(40),
			})
			.meta({ description: 'By innovation score: the band with the highest `from` not above the score.' }),
	])
	.meta({ id: 'face' })

export const grant = rule({
	object: z.enum(['quota', 'voucher_per_contract', 'none']).meta({
		description:
			'quota: a balance spent in parts · voucher_per_contract: one voucher for one contract · none: claim only.',
	}),
	face: face.optional().meta({ description: 'Required unless object is none.' }),
	decidedBy: z.enum(['automatic', 'review']).optional().meta({ description: 'Required unless object is none.' }),
	giving: giving.optional(),
	use: z
		.enum(['parts', 'once'])
		.optional()
		.meta({ description: 'parts (when left out): may be used several times · once: used once, the rest lapses.' }),
	transfer: z
		.strictObject({
			to: z.enum(['nobody', 'provider', 'anybody']).meta({
				description: 'provider: passes to the provider as payment (可流通) · nobody: stays with the firm.',
			}),
			pledge: z.boolean().meta({ description: 'May be pledged for a loan.' }),
		})
		.optional(),
	lapse: z
		.strictObject({
			effect: z.enum(['void', 'back_to_pool']).meta({
				description:
					'void: the voucher ends, its money stays with the treasury · back_to_pool: it can be granted again.',
			}),
			penalty: z
				.strictObject({
					overBp: basisPoints.meta({ description: 'More than this share of the year’s vouchers lapsed.' }),
					barYears: z.number().int().min(1).max(10),
				})
				.optional()
				.meta({
					description:
						'Who lets too much lapse gets no voucher for so many years. Judged with enterprise.lapsedShareBp.',
				}),
		})
		.optional()
		.meta({ description: 'What happens to what was not used in time.' }),
	useBy: z
		.strictObject({ event: z.enum(useByEvents), earliestOf: z.array(deadline).min(1).max(5) })
		.optional()
		.meta({ description: 'What must have happened by when, counted from the grant.' }),
	redeemBy: z
		.strictObject({ earliestOf: z.array(deadline).min(1).max(5) })
		.optional()
		.meta({ description: 'Last day for the claim, counted from the grant.' }),
})
export type GrantRule = z.output<typeof grant>

export const documentForms = ['upload', 'sealed', 'original_seen', 'paper_bound'] as const
const documentForm = z.enum(documentForms).meta({
	description:
		'upload: a file · sealed: a file with the official seal · original_seen: the original is shown · paper_bound: on paper, bound.',
})

export const process = z.strictObject({
	steps: rule({
		take: z.array(z.enum(workSteps)).min(1).max(workSteps.length),
	})
		.optional()
		.meta({ description: 'Which steps there are, in order. When left out they follow from grant, review and notice.' }),
	paymentMode: rule({
		mode: z.enum(['deduct', 'reimburse']).meta({
			description: 'deduct: the enterprise pays the provider less · reimburse: it pays in full and gets money back.',
		}),
		payee: z.enum(['enterprise', 'provider']).optional().meta({
			description: 'Who redeems; when left out the provider with deduct, the enterprise with reimburse.',
		}),
		escrow: z.boolean().optional().meta({ description: 'The price goes through the platform (三方合同).' }),
		instant: z.boolean().optional().meta({ description: 'Paid out at checkout, without a later claim.' }),
	}),
	encumbrance: rule({
		point: z.enum(['grant', 'order', 'approval']).meta({
			description: 'When the fund’s money is set aside; approval for programmes without a voucher.',
		}),
	}),
	exhaustion: rule({
		kind: z.enum(['first_come', 'pro_rata']).meta({
			description:
				'When money runs out: first come, first served, or scaled down by a published factor. By lot or by score: grant.giving.',
		}),
	}),
	yearBy: rule({
		date: z.enum(['decision', 'contract', 'service', 'invoice', 'paid']).meta({
			description:
				'Which date says to which year’s (month’s …) caps an amount counts. decision: the day of the application or claim. Before a claim the day of the decision stands in.',
		}),
		yearStart: monthDay.optional().meta({ description: 'First day of the year, where it is not 01-01.' }),
	}),
	notice: rule({
		points: z.array(z.enum(['grant', 'claim'])).max(2),
		days: z.number().int().min(0).max(60),
		dayKind: z.enum(['working', 'calendar']),
	}).meta({ description: 'Public notice (公示): at which points, and for how many days. None: points [] and days 0.' }),
	review: rule({
		chain: reviewChain,
		workingDays: z.number().int().min(1).max(400).optional().meta({ description: 'Within how many working days.' }),
	}),
	documents: z
		.array(
			rule({
				id: slug,
				step: stepField,
				name: words,
				form: documentForm,
				copies: z.number().int().min(1).max(20).optional(),
			}),
		)
		.max(60)
		.default([])
		.meta({ description: 'What is handed in at which step.' }),
	claimSet: claimSet.optional(),
	ownPayment: ownPayment.optional(),
	windows: z.array(window).max(10).default([]).meta({
		description: 'When applications are taken. A round carries its own dates, so a new year needs no new version.',
	}),
	late: late.optional(),
	autoAccept: rule({ workingDays: z.number().int().min(1).max(400) })
		.optional()
		.meta({ description: 'A delivered result nobody objects to counts as accepted after so many working days.' }),
	clawback: rule({
		goesTo: z.enum(['fund', 'treasury']).meta({
			description:
				'Where money clawed back goes: fund: it can be granted again in the same year · treasury: surrendered. Silent: treasury.',
		}),
	}).optional(),
	payoutDays: rule({ workingDays: z.number().int().min(1).max(400) }).optional(),
	sampling: sampling.optional(),
	sanctions: z.array(sanction).max(20).default([]),
	supervision: z
		.array(rule({ text: words }))
		.max(20)
		.default([])
		.meta({ description: 'Anything else about supervision, in words.' }),
})
export type ProcessRules = z.output<typeof process>
