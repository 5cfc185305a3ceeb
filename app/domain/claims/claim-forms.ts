import { z } from 'zod'
import {
	creditCode,
	day,
	file,
	longText,
	optionalFile,
	optionalText,
	optionalTick,
	positiveYuan,
	reference,
	text,
	ticked,
	yuan,
} from '#app/lib/form-fields.ts'
import { fen, type Money, parseYuan } from '#app/lib/money.ts'
import { correctableParts } from './claim.ts'

/** One field or several of the same name, as forms send them. */
const oneOrMore = <S extends z.ZodType>(item: S) =>
	z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item))

/** Starting a claim from accepted orders. */
export const startClaimForm = z.object({
	orders: oneOrMore(reference()).refine((list) => list.length > 0 && list.length <= 50, 'field.required'),
})

/** Starting a claim in a round of a programme without vouchers. */
export const startClaimOnlyForm = z.object({
	round: reference(),
	orders: oneOrMore(reference()).refine((list) => list.length <= 50, 'field.out_of_range'),
})

/** Starting the claim of a provider's reward. */
export const startRewardForm = z.object({
	orders: oneOrMore(reference()).refine((list) => list.length > 0 && list.length <= 200, 'field.required'),
})

/** Several claims of the review queue, approved in full together. */
export const reviewManyForm = z.object({
	claim: oneOrMore(reference()).refine((list) => list.length > 0 && list.length <= 50, 'field.choose'),
})

/** One off-platform contract with its invoice and payment. Files already given are kept when the line is changed. */
const contractLineFields = {
	title: text(120),
	description: optionalText(1000),
	categoryId: text(80),
	providerName: text(120),
	providerCode: creditCode(),
	contractNo: text(60),
	contractOn: day(),
	baseYuan: positiveYuan(),
	serviceOn: day(),
	reportNo: text(60),
	reportOn: day(),
	invoiceNumber: text(30).regex(/^\d{8}(\d{12})?$/, 'field.invoice_number'),
	invoiceCode: optionalText(12),
	invoiceOn: day(),
	invoiceYuan: positiveYuan(),
	invoiceTaxYuan: yuan(),
	paidYuan: positiveYuan(),
	paidOn: day(),
	paymentReference: optionalText(60),
	/** a fapiao file given before, to be read */
	keptFile: optionalText(40),
	agree: optionalTick(),
}

export const addLineForm = z
	.object({
		...contractLineFields,
		contractFile: file(),
		invoiceFile: optionalFile(),
		slipFile: file(),
		reportFile: file(),
	})
	.superRefine((line, ctx) => {
		if (!line.invoiceFile && line.keptFile === '')
			ctx.addIssue({ code: 'custom', path: ['invoiceFile'], message: 'field.file_required' })
	})

export const changeLineForm = z.object({
	...contractLineFields,
	lineNo: z.coerce.number().int().min(1).max(99),
	contractFile: optionalFile(),
	invoiceFile: optionalFile(),
	slipFile: optionalFile(),
	reportFile: optionalFile(),
})

type ContractLine = z.output<typeof changeLineForm>
export type ContractLineInput = Omit<ContractLine, 'lineNo' | 'description' | 'keptFile' | 'agree'> &
	Partial<Pick<ContractLine, 'description' | 'keptFile' | 'agree'>>

export const removeLineForm = z.object({ lineNo: z.coerce.number().int().min(1).max(99) })

/** `seen` is the amount in fen the claimant read before the button. */
export const submitClaimForm = z.object({
	payee: reference(),
	commitment: ticked(),
	seen: z
		.string()
		.regex(/^\d{1,16}$/, 'field.invalid')
		.transform((value) => fen(value)),
})

export const withdrawClaimForm = z.object({ reason: text(500) })

export const returnClaimForm = z.object({
	parts: oneOrMore(z.enum(correctableParts)).refine((list) => list.length > 0, 'field.required'),
	words: longText(500),
})

/** An amount that may be zero: a line cut to nothing. */
const approvedYuan = z.string({ error: 'field.required' }).transform((value, ctx): Money => {
	try {
		return parseYuan(value)
	} catch {
		ctx.addIssue({ code: 'custom', message: 'field.not_an_amount' })
		return z.NEVER
	}
})

export const reviewClaimForm = z.object({
	lines: z
		.array(
			z.object({
				lineNo: z.coerce.number().int().min(1).max(99),
				approvedYuan,
				reason: optionalText(500),
				article: optionalText(60),
			}),
		)
		.min(1)
		.max(99),
})

export const refuseClaimForm = z.object({ reason: text(500) })
