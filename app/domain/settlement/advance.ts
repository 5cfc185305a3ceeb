import { z } from 'zod'
import { day, optionalText, positiveYuan, reference, text } from '#app/lib/form-fields.ts'

/** 垫付: one level of a fund pays in the place of another whose money has not come. Both are a fund's number and its source: `ZJ-1.2`. */
export const advanceForm = z.object({
	payer: reference(),
	debtor: reference(),
	amount: positiveYuan(),
	decisionNo: text(80),
	reason: optionalText(300),
})
export type AdvanceInput = z.output<typeof advanceForm>

export const advanceStepForm = z.object({ advance: reference() })

/** How what is due comes back. receipt: the level's money came in for it · clearing: out of its money received before, by a decision. */
export const repaymentKinds = ['receipt', 'clearing'] as const

export const repayAdvanceForm = z.object({
	advance: reference(),
	kind: z.enum(repaymentKinds),
	amount: positiveYuan(),
	documentNo: text(80),
	repaidOn: day(),
})
export type RepayAdvanceInput = z.output<typeof repayAdvanceForm>
