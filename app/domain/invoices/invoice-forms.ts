import { z } from 'zod'
import {
	creditCode,
	day,
	file,
	optionalFile,
	optionalText,
	optionalTick,
	positiveYuan,
	reference,
	text,
	yuan,
} from '#app/lib/form-fields.ts'
import { verifications } from './invoice.ts'

const invoiceNumber = z
	.string({ error: 'field.required' })
	.trim()
	.regex(/^\d{8}(\d{12})?$/, 'field.invoice_number')

/** A fapiao for an order: a fully electronic one has 20 digits and no code, an older one 8 digits and a code. */
export const fapiaoForm = z
	.object({
		invoiceNo: invoiceNumber,
		invoiceCode: optionalText(12),
		sellerCode: creditCode(),
		buyerCode: creditCode(),
		issuedOn: day(),
		amount: positiveYuan(),
		tax: yuan(),
		part: positiveYuan(),
		file: optionalFile(),
		keptFile: optionalText(40),
		agree: optionalTick(),
	})
	.superRefine((invoice, ctx) => {
		if (!invoice.file && invoice.keptFile === '')
			ctx.addIssue({ code: 'custom', path: ['file'], message: 'field.file_required' })
		if (invoice.tax >= invoice.amount)
			ctx.addIssue({ code: 'custom', path: ['tax'], message: 'field.tax_above_amount' })
		if (invoice.part > invoice.amount)
			ctx.addIssue({ code: 'custom', path: ['part'], message: 'field.part_above_amount' })
		if (invoice.invoiceCode !== '' && !/^\d{10}(\d{2})?$/.test(invoice.invoiceCode))
			ctx.addIssue({ code: 'custom', path: ['invoiceCode'], message: 'field.invoice_code' })
		if (invoice.invoiceNo.length === 8 && invoice.invoiceCode === '')
			ctx.addIssue({ code: 'custom', path: ['invoiceCode'], message: 'field.invoice_code' })
	})

/** A fapiao's file, to be read into the form. */
export const readFapiaoForm = z.object({ readFile: file() })

/** A red-letter fapiao to an invoice, as it is handed in. */
export const redLetterForm = z.object({
	invoice: reference(),
	redNo: invoiceNumber,
	redCode: optionalText(12),
	redOn: day(),
	redAmount: positiveYuan(),
	redTax: yuan(),
	redReason: text(300),
	redFile: optionalFile(),
})

export const verificationForm = z.object({
	invoice: reference(),
	verification: z.enum(verifications, { error: 'field.required' }),
})
