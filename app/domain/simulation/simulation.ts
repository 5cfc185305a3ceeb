import { z } from 'zod'
import type { Words } from '#app/domain/programmes/document-parts.ts'
import { optionalFile, optionalText, reference, wholeNumber, yuan } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'

/** A simulation: the orders of a year played through a draft and through the version in force, in order of their days. */

export type SimulationState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed'
export type SimulationEvent = 'take' | 'give_back' | 'finish' | 'cancel' | 'fail'
export const simulationMachine: Machine<SimulationState, SimulationEvent> = {
	take: { from: ['queued', 'running'], to: 'running' },
	give_back: { from: ['running'], to: 'queued' },
	finish: { from: ['running'], to: 'done' },
	cancel: { from: ['queued', 'running'], to: 'cancelled' },
	fail: { from: ['running'], to: 'failed' },
}

export const orderSources = ['programme', 'authority', 'file'] as const
export type OrderSource = (typeof orderSources)[number]
/** The most orders one simulation plays. */
export const mostOrders = 200_000

/** What is to be played: which orders, of which year, with how much money. The file counts when it is the source. */
export const simulationForm = z
	.object({
		version: wholeNumber(1, 9999),
		source: z.enum(orderSources, { error: 'field.required' }),
		year: wholeNumber(2000, 2200),
		budget: z.union(
			[
				z
					.literal('')
					.or(z.undefined())
					.transform(() => null),
				yuan(),
			],
			{ error: 'field.not_an_amount' },
		),
		file: optionalFile(),
		note: optionalText(200),
	})
	.superRefine(({ source, file }, ctx) => {
		if (source === 'file' && !file) ctx.addIssue({ code: 'custom', path: ['file'], message: 'field.file_required' })
	})
export type SimulationInput = z.output<typeof simulationForm>
export const simulationStepForm = z.object({ simulation: reference() })

/** What became of one order: paid · refused by a rule · not known enough of · no money left. */
export type Verdict = 'paid' | 'refused' | 'unknown' | 'exhausted'

/** One side of a simulation: what a version would have done. Amounts in fen, months from January. */
export type Side = {
	versionNo: number
	/** the year its rules were played in, when the orders' own year lies outside their validity */
	playedYear: number
	orders: Record<Verdict, number>
	costFen: Money
	/** what orders not known enough of could come to at most, and what was left unpaid for want of money */
	possibleFen: Money
	unmetFen: Money
	/** vouchers granted, where the rules give vouchers */
	vouchers: number
	grantedFen: Money
	bySource: { source: string; name: Words; amountFen: Money }[]
	months: { paidFen: Money; unmetFen: Money }[]
	exhaustedOn: string | null
	/** share at which everything was paid, in basis points, where money that is short is divided */
	factorBp: number | null
	caps: { id: string; name: Words; hits: number; enterprises: number }[]
	reasons: { code: string; text: Words; article: string; count: number }[]
}
export type Change = { enterprise: string; name: string; orders: number; beforeFen: Money; afterFen: Money }
export type SimulationResult = {
	orders: number
	enterprises: number
	priceFen: Money
	budgetFen: Money | null
	draft: Side
	/** null: nothing has been published yet */
	published: Side | null
	winners: { count: number; sumFen: Money; top: Change[] }
	losers: { count: number; sumFen: Money; top: Change[] }
	seconds: number
}
