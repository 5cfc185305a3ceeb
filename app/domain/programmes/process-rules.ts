import { z } from 'zod'
import { fenAmount, localDay, rule, slug, stepField, words } from './document-parts.ts'
import { giving } from './giving-rules.ts'

/** The voucher itself and the way from application to payment. */

const deadline = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('year_end') }),
	z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(3650) }),
	z.strictObject({ kind: z.literal('months'), months: z.number().int().min(1).max(120) }),
	z.strictObject({ kind: z.literal('date'), date: localDay }),
])
export type Deadline = z.output<typeof deadline>

export const useByEvents = ['order', 'contract', 'acceptance', 'invoice'] as const

const face = z.discriminatedUnion('kind', [
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
		.strictObject({
			kind: z.literal('score'),
			bands: z
				.array(z.strictObject({ from: z.number().int(), fen: fenAmount }))
				.min(1)
				.max(40),
		})
		.meta({ description: 'By innovation score: the band with the highest `from` not above the score.' }),
])

export const grant = rule({
	object: z.enum(['quota', 'voucher_per_contract', 'none']).meta({
		description:
			'quota: a balance spent in parts · voucher_per_contract: one voucher for one contract · none: claim only.',
	}),
	face: face.optional().meta({ description: 'Required unless object is none.' }),
	decidedBy: z.enum(['automatic', 'review']).optional().meta({ description: 'Required unless object is none.' }),
	giving: giving.optional(),
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

export const process = z.strictObject({
	paymentMode: rule({
		mode: z.enum(['deduct', 'reimburse']).meta({
			description: 'deduct: the enterprise pays the provider less · reimburse: it pays in full and gets money back.',
		}),
	}),
	encumbrance: rule({
		point: z.enum(['grant', 'order', 'approval']).meta({ description: 'When the fund’s money is set aside.' }),
	}),
	exhaustion: rule({ kind: z.enum(['first_come', 'pro_rata']) }),
	yearBy: rule({
		date: z.enum(['decision', 'contract', 'service', 'invoice', 'paid']).meta({
			description:
				'Which date says to which year’s caps an amount counts. Before a claim the day of the decision stands in.',
		}),
	}),
	notice: rule({
		points: z.array(z.enum(['grant', 'claim'])).max(2),
		days: z.number().int().min(0).max(60),
		dayKind: z.enum(['working', 'calendar']),
	}),
	review: rule({ chain: z.array(words).min(1).max(6).meta({ description: 'Who looks at it, in order.' }) }),
	documents: z
		.array(rule({ id: slug, step: stepField, name: words, form: z.enum(documentForms) }))
		.max(60)
		.default([]),
	ownPayment: rule({ channels: z.array(z.enum(['bank_transfer', 'card', 'wallet', 'cash'])).min(1) }).optional(),
	windows: z
		.array(rule({ text: words }))
		.max(10)
		.default([]),
	clawback: rule({
		goesTo: z.enum(['fund', 'treasury']).meta({
			description:
				'Where money clawed back goes: fund: it can be granted again in the same year · treasury: surrendered. Silent: treasury.',
		}),
	}).optional(),
	payoutDays: rule({ workingDays: z.number().int().min(1).max(400) }).optional(),
	supervision: z
		.array(rule({ text: words }))
		.max(20)
		.default([]),
})
export type ProcessRules = z.output<typeof process>
