import { z } from 'zod'
import {
	creditCode,
	day,
	file,
	longText,
	optionalFile,
	optionalText,
	positiveYuan,
	reference,
	text,
	ticked,
	yuan,
} from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import { fen, type Money, parseYuan, sum } from '#app/lib/money.ts'

export const claimStates = [
	'draft',
	'submitted',
	'returned',
	'reviewed',
	'on_notice',
	'approved',
	'partly_paid',
	'paid',
	'refused',
	'withdrawn',
] as const
export type ClaimState = (typeof claimStates)[number]

export type ClaimEvent =
	| 'submit'
	| 'withdraw'
	| 'return'
	| 'review'
	| 'publish'
	| 'take_off_notice'
	| 'approve'
	| 'refuse'
	| 'pay_part'
	| 'pay_all'
	| 'pay_back'

/** The life of a claim. The payment events belong to the books: they follow from the pay lines' settlement. */
export const claimMachine: Machine<ClaimState, ClaimEvent> = {
	submit: { from: ['draft', 'returned'], to: 'submitted' },
	withdraw: { from: ['draft', 'returned', 'submitted'], to: 'withdrawn' },
	return: { from: ['submitted'], to: 'returned' },
	review: { from: ['submitted', 'reviewed'], to: 'reviewed' },
	publish: { from: ['reviewed'], to: 'on_notice' },
	take_off_notice: { from: ['on_notice'], to: 'reviewed' },
	approve: { from: ['reviewed', 'on_notice'], to: 'approved' },
	refuse: { from: ['reviewed', 'on_notice'], to: 'refused' },
	pay_part: { from: ['approved', 'paid'], to: 'partly_paid' },
	pay_all: { from: ['approved', 'partly_paid'], to: 'paid' },
	pay_back: { from: ['partly_paid', 'paid'], to: 'approved' },
}

/** States in which the claimant may change lines and papers. */
export const isEditable = (state: string) => state === 'draft' || state === 'returned'

/** The order of states as the trail on the claim's page shows them. */
export const claimTrack = ['draft', 'submitted', 'reviewed', 'on_notice', 'approved', 'paid'] as const

/** Parts of a claim a reviewer can mark for correction. Texts: `claim.part_*`. */
export const correctableParts = ['contract', 'invoice', 'payment', 'report', 'amount', 'payee', 'commitment'] as const
export type CorrectablePart = (typeof correctableParts)[number]

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

/** One off-platform contract with its invoice and payment. Files already given are kept when the line is changed. */
const contractLineFields = {
	title: text(120),
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
}

export const addLineForm = z.object({
	...contractLineFields,
	contractFile: file(),
	invoiceFile: file(),
	slipFile: file(),
	reportFile: file(),
})

export const changeLineForm = z.object({
	...contractLineFields,
	lineNo: z.coerce.number().int().min(1).max(99),
	contractFile: optionalFile(),
	invoiceFile: optionalFile(),
	slipFile: optionalFile(),
	reportFile: optionalFile(),
})

export type ContractLineInput = Omit<z.output<typeof changeLineForm>, 'lineNo'>

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

/** A reviewer's decision on one line. */
export type LineDecision = { lineNo: number; approvedFen: Money; reason: string; article: string }

/** What is wrong with decisions on the lines of a claim, or null. Every line is decided once, never above what is claimed. */
export function decisionFault(
	lines: readonly { lineNo: number; claimedFen: bigint }[],
	decisions: readonly LineDecision[],
): 'line_missing' | 'above_claimed' | 'cut_needs_reason' | null {
	const byNo = new Map(decisions.map((decision) => [decision.lineNo, decision]))
	if (byNo.size !== decisions.length || byNo.size !== lines.length) return 'line_missing'
	for (const line of lines) {
		const decision = byNo.get(line.lineNo)
		if (!decision) return 'line_missing'
		if (decision.approvedFen > line.claimedFen) return 'above_claimed'
		if (decision.approvedFen < line.claimedFen && (!decision.reason || !decision.article)) return 'cut_needs_reason'
	}
	return null
}

/** What is approved in all, in fen. */
export const approvedTotal = (decisions: readonly { approvedFen: Money }[]) => sum(decisions.map((d) => d.approvedFen))

/** Whether less is approved than was claimed. */
export const isCut = (claim: { claimedFen: bigint; approvedFen: bigint | null }) =>
	claim.approvedFen !== null && claim.approvedFen < claim.claimedFen
