import { z } from 'zod'
import { day, positiveYuan, reference, text, wholeNumber } from '#app/lib/form-fields.ts'

/** Forms that prepare a fund (专项资金): the fund itself, later documents, receipts. */

export const payerProfiles = ['own_account', 'zero_balance', 'finance_bureau'] as const
export type PayerProfile = (typeof payerProfiles)[number]

const bankCode = z
	.string({ error: 'field.required' })
	.trim()
	.regex(/^\d{12}$/, 'field.not_a_bank_code')
const accountNo = z
	.string({ error: 'field.required' })
	.transform((value) => value.replaceAll(' ', ''))
	.pipe(z.string().regex(/^\d{8,32}$/, 'field.not_an_account'))

const source = z.object({
	payerProfile: z.enum(payerProfiles, { error: 'field.required' }),
	accountName: text(100),
	accountNo,
	bankName: text(100),
	bankCode,
	documentNo: text(80),
	amount: positiveYuan(),
})

export const fundForm = z.object({
	programme: reference(),
	budgetYear: wholeNumber(2000, 2200),
	name: text(100),
	projectCode: text(60),
	functionalClass: text(60),
	economicClass: text(60),
	lastPaymentOn: day().optional(),
	/** 超发系数, only where the programme sets no money aside with the voucher */
	overIssuePercent: wholeNumber(100, 1000).optional(),
	/** one per payer of the programme's document, in its order */
	sources: z.array(source).min(1).max(8),
})
export type FundInput = z.output<typeof fundForm>

/** Approving a fund asks nothing beside the consent itself. */
export const fundApprovalForm = z.object({})

export const appropriationForm = z.object({
	source: wholeNumber(1, 9),
	kind: z.enum(['increase', 'cut'], { error: 'field.required' }),
	documentNo: text(80),
	amount: positiveYuan(),
})
export type AppropriationInput = z.output<typeof appropriationForm>

export const appropriationStepForm = z.object({ appropriation: reference() })

export const receiptForm = z.object({
	source: wholeNumber(1, 9),
	documentNo: text(80),
	amount: positiveYuan(),
	receivedOn: day(),
})
export type ReceiptInput = z.output<typeof receiptForm>
