import { z } from 'zod'
import { optionalText, positiveYuan, reference, text } from '#app/lib/form-fields.ts'

/** 冲抵: what a payee must give back, kept from what it is to be paid. */
export const setOffForm = z.object({
	clawback: reference(),
	payLine: reference(),
	amount: positiveYuan(),
	decisionNo: text(80),
	reason: optionalText(300),
})
export type SetOffInput = z.output<typeof setOffForm>

export const setOffStepForm = z.object({ setOff: reference() })
