import { z } from 'zod'
import { optionalText, reference } from '#app/lib/form-fields.ts'

/** 年终结转: what becomes of what a fund still holds at its year's end, stage by stage. */
export const yearEndPlan = z.object({
	available: z.enum(['surrender', 'carry'], { error: 'field.required' }),
	granted: z.enum(['lapse', 'surrender', 'carry'], { error: 'field.required' }),
	held: z.enum(['carry', 'void'], { error: 'field.required' }),
	redeemed: z.enum(['carry', 'void'], { error: 'field.required' }),
})
export type YearEndPlan = z.output<typeof yearEndPlan>
export const planStages = ['available', 'granted', 'held', 'redeemed'] as const
export type PlanStage = (typeof planStages)[number]
export const planChoices = {
	available: ['surrender', 'carry'],
	granted: ['lapse', 'surrender', 'carry'],
	held: ['carry', 'void'],
	redeemed: ['carry', 'void'],
} as const satisfies { [S in PlanStage]: readonly YearEndPlan[S][] }

/** What is under way is carried and what is unspent goes back, unless somebody says otherwise. */
export const usualPlan: YearEndPlan = { available: 'surrender', granted: 'lapse', held: 'carry', redeemed: 'carry' }

export const yearEndForm = yearEndPlan.extend({ next: optionalText(64), seen: reference() })
export type YearEndInput = z.output<typeof yearEndForm>

export const yearEndStepForm = z.object({ yearEnd: reference() })

/** The parts of a fund in a preview; a quota is a ceiling and no money. */
export const yearEndKinds = ['available', 'granted', 'quota', 'held', 'redeemed', 'payable'] as const
export type YearEndKind = (typeof yearEndKinds)[number]
export type Fate = 'carry' | 'surrender' | 'lapse' | 'void'

/** One line of a preview: what a source holds in one kind, and what becomes of it. */
export type YearEndTotal = { kind: YearEndKind; sourceNo: number; fate: Fate; amountFen: bigint; count: number }
