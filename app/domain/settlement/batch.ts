import { z } from 'zod'
import { longText, reference, text } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'

export const batchStates = ['open', 'locked', 'approved', 'sent', 'partly_paid', 'closed', 'voided'] as const
export type BatchState = (typeof batchStates)[number]
export const paymentStates = ['prepared', 'sent', 'confirmed', 'returned'] as const
export type PaymentState = (typeof paymentStates)[number]

/** What people do with a batch. Partly paid and closed follow by themselves from the bank's lines. */
export const batchMachine = {
	change: { from: ['open'], to: 'open' },
	lock: { from: ['open'], to: 'locked' },
	approve: { from: ['locked'], to: 'approved' },
	send: { from: ['approved'], to: 'sent' },
	void: { from: ['open', 'locked', 'approved'], to: 'voided' },
} as const satisfies Machine<BatchState, string>
export type BatchEvent = keyof typeof batchMachine

/** Payees, payments and lines of a batch shown on one page. */
export const batchPageSize = 50

/** How a source pays (付款方式): with its own account, a zero-balance account, or through the finance bureau. */
export const payerProfiles = ['own_account', 'zero_balance', 'finance_bureau'] as const
export type PayerProfile = (typeof payerProfiles)[number]

/** The files a payer takes; the first is its usual one. */
export const filesOf: Readonly<Record<PayerProfile, readonly PaymentFileKind[]>> = {
	own_account: ['pain001', 'sheet'],
	zero_balance: ['pain001', 'sheet'],
	finance_bureau: ['sheet', 'pain001'],
}
export const paymentFileKinds = ['pain001', 'sheet'] as const
export type PaymentFileKind = (typeof paymentFileKinds)[number]

const id = () =>
	z
		.string()
		.regex(/^\d{1,18}$/, 'field.required')
		.transform(BigInt)
/** Ids of ticked boxes of one name. */
const ids = () => z.array(id(), { error: 'field.required' }).min(1, 'field.required').max(5000, 'field.out_of_range')

export const createBatchForm = z.object({
	fund: reference(),
	source: z
		.string()
		.regex(/^\d{1,3}$/, 'field.required')
		.transform(Number),
	payLine: ids(),
})
export const addLinesForm = z.object({ payLine: ids() })
export const removeLineForm = z.object({ payLine: id() })
export const lockBatchForm = z.object({})
/** The approver signs what was on the page: `contentHash` is the one shown. */
export const approveBatchForm = z.object({ approvalDocumentNo: text(60), contentHash: reference() })
export const sendBatchForm = z.object({})
export const voidBatchForm = z.object({ reason: longText(500) })
