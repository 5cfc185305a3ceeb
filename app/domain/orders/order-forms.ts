import { z } from 'zod'
import { answerField, type IntakeQuestion, judgeAnswers } from '#app/domain/catalogue/intake.ts'
import {
	day,
	file,
	longText,
	optionalText,
	positiveYuan,
	reference,
	text,
	ticked,
	wholeNumber,
} from '#app/lib/form-fields.ts'
import { fen } from '#app/lib/money.ts'
import { cutBearers, signatures } from './order.ts'

/** The forms of an order, one schema each: the same shape on the page and in the command. */

/** An amount in whole fen as a hidden field carries it: what the person saw before pressing the button. */
const seenFen = () =>
	z
		.string({ error: 'field.required' })
		.regex(/^\d{1,15}$/, 'field.invalid')
		.transform((value) => fen(value))

/** Places an order. `seenPrice` and `seenShare` are what the buyer saw; `voucher` is empty when the buyer pays all. */
export const placeOrderForm = z.object({
	quantity: wholeNumber(1, 100_000),
	voucher: optionalText(64),
	seenPrice: seenFen(),
	seenShare: seenFen(),
	note: optionalText(1000),
	/** which questions of the provider the buyer saw, and what was typed to each by its key */
	seenIntake: optionalText(64),
	answers: z.record(z.string().max(20), z.string()).optional().default({}),
	agree: ticked(),
})

/** `placeOrderForm` where the provider asks: what is wrong with an answer is said at its field, with everything else. */
export const placeOrderFormAsking = (questions: readonly IntakeQuestion[]) =>
	placeOrderForm.extend({
		answers: placeOrderForm.shape.answers.superRefine((given, ctx) => {
			for (const [key, message] of Object.entries(judgeAnswers(questions, given).faults))
				ctx.addIssue({ code: 'custom', message, path: [key.replace(answerField(''), '')] })
		}),
	})

/** Ends an order with a reason the other side reads. */
export const endOrderForm = z.object({ reason: text(500) })

export const drawContractForm = z.object({
	contractNo: text(100),
	contractOn: day(),
	signature: z.enum(signatures, { error: 'field.required' }),
	cutBearer: z.enum(cutBearers, { error: 'field.required' }),
	file: file(),
})

/** `seen` is the hash of the contract file the enterprise looked at. */
export const confirmContractForm = z.object({ seen: reference(), agree: ticked() })

export const receiveSampleForm = z.object({ note: text(1000) })

export const proposePriceForm = z.object({ finalPrice: positiveYuan(), note: optionalText(1000) })

/** `seenPrice` and `seenShare` are the price and the public share the enterprise saw. */
export const confirmPriceForm = z.object({ seenPrice: seenFen(), seenShare: seenFen() })

export const deliverForm = z.object({ reportNo: text(100), reportOn: day(), file: file() })

export const requestChangesForm = z.object({ note: longText(2000) })

/** `seen` is the hash of the report file the enterprise looked at. */
export const acceptForm = z.object({ seen: reference() })
