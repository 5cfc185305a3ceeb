import { z } from 'zod'
import { creditCode, day, optionalText, reference, text } from '#app/lib/form-fields.ts'

/** 惩戒: proposed, in force when approved, lifted by a second decision; each step by two people. */
export type SanctionState = 'proposed' | 'approved' | 'refused' | 'lift_proposed' | 'lifted'

export const sanctionForm = z
	.object({
		code: creditCode(),
		reason: text(300),
		article: optionalText(100),
		decisionNo: text(80),
		fromOn: day(),
		untilOn: z.union([z.literal('').transform(() => null), day()]).optional(),
	})
	.refine((form) => !form.untilOn || form.untilOn >= form.fromOn, { path: ['untilOn'], message: 'field.out_of_range' })
export type SanctionInput = z.output<typeof sanctionForm>

export const sanctionStepForm = z.object({ sanction: reference() })

export const liftForm = z.object({ sanction: reference(), decisionNo: text(80), reason: text(300), liftOn: day() })
export type LiftInput = z.output<typeof liftForm>
