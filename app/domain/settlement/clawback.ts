import { z } from 'zod'
import { day, longText, optionalText, positiveYuan, reference, text } from '#app/lib/form-fields.ts'

/** 追回: money paid that its payee must give back. */
export const clawbackForm = z.object({
	payLine: reference(),
	amount: positiveYuan(),
	reason: longText(500),
	article: optionalText(100),
	dueOn: day().optional(),
})
export type ClawbackInput = z.output<typeof clawbackForm>

export const clawbackStepForm = z.object({ clawback: reference() })

export const clawbackReceiptForm = z.object({
	clawback: reference(),
	amount: positiveYuan(),
	documentNo: text(80),
	receivedOn: day(),
})
export type ClawbackReceiptInput = z.output<typeof clawbackReceiptForm>
