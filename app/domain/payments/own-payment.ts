import { z } from 'zod'
import { day, file, optionalText, positiveYuan, reference, ticked } from '#app/lib/form-fields.ts'

/** The enterprise's own payment, with its slip. */
export const ownPaymentForm = z.object({
	amount: positiveYuan(),
	paidOn: day(),
	bankReference: optionalText(64),
	slip: file(),
	companyAccount: ticked(),
})

export const confirmPaymentForm = z.object({ payment: reference() })
