import type { Money } from '#app/lib/money.ts'

/** Links of a payment's chain in their order; `books`: booked as paid without any payment behind it. */
export const missingLinks = [
	'budget',
	'voucher',
	'order',
	'report',
	'claim',
	'notice',
	'batch',
	'payment',
	'bank',
	'books',
] as const
export type MissingLink = (typeof missingLinks)[number]

/** 可追溯率: how much of what was paid can be followed from the budget to the bank line, and what the rest lacks first. */
export type Explained = {
	paidFen: Money
	explainedFen: Money
	gaps: { link: MissingLink; amountFen: Money; count: number }[]
}

/** A paid pay line whose chain is not whole. */
export type UnexplainedRow = {
	id: bigint
	fund: string
	source: string
	sourceEn: string | null
	claim: string
	payment: string
	batch: string
	missing: MissingLink
	amountFen: Money
}
