import { z } from 'zod'
import { day, file, optionalText, positiveYuan, reference, ticked } from '#app/lib/form-fields.ts'

/** How the enterprise paid the provider. Only a transfer from its company account proves a payment here. */
export const paymentChannels = ['bank_transfer'] as const

/** The enterprise's own payment, with its slip. */
export const ownPaymentForm = z.object({
	amount: positiveYuan(),
	paidOn: day(),
	bankReference: optionalText(64),
	slip: file(),
	companyAccount: ticked(),
})

export const confirmPaymentForm = z.object({ payment: reference() })
