import { z } from 'zod'
import { optionalText, positiveYuan, reference, text } from '#app/lib/form-fields.ts'

/** 清算: what one level of government has paid and another is to bear. `debtor` is a fund's number and its source: `ZJ-1.2`. */
export const clearingForm = z.object({
	payLine: reference(),
	debtor: reference(),
	amount: positiveYuan(),
	decisionNo: text(80),
	reason: optionalText(300),
})
export type ClearingInput = z.output<typeof clearingForm>

export const clearingStepForm = z.object({ clearing: reference() })
