import type { Money } from '#app/lib/money.ts'

/** The stages of a fund in their order; what left the fund for good stands last. */
export const fundStages = [
	'available',
	'granted',
	'held',
	'redeemed',
	'payable',
	'in_payment',
	'paid',
	'surrendered',
	'carried_out',
] as const
export type FundStage = (typeof fundStages)[number]

/** What stands against the books on the drift board, row by row. */
export const driftRows = [
	'appropriated',
	'granted',
	'held',
	'redeemed',
	'payable',
	'in_payment',
	'paid',
	'cleared',
	'advanced',
] as const
export type DriftRow = {
	row: (typeof driftRows)[number]
	booksFen: Money
	otherFen: Money
	/** how many documents, vouchers, orders, claims, payments or bank lines stand behind `otherFen` */
	count: number
}

/** One document, voucher, order, claim or payment behind a row of the board; `number` null: entries of the books that name none. */
export type DriftItem = { id: bigint; number: string | null; booksFen: Money; otherFen: Money }

/** One funding source of a fund: promised by documents, received at the payer, released by approved batches. */
export type SourceReport = {
	sourceNo: number
	code: string
	name: string
	nameEn: string | null
	payerProfile: string
	promisedFen: Money
	receivedFen: Money
	releasedFen: Money
	/** 追回: received back, and demanded and still due; report figures outside the identity */
	clawedBackFen: Money
	clawbackDueFen: Money
	/** 垫付: due to this level for what it paid in another's place, and due from it */
	advancedFen: Money
	advanceDueFen: Money
	stages: Record<FundStage, Money>
}

/** Cumulative figures of one month, at its end. */
export type BurnPoint = { month: string; grantedFen: Money; redeemedFen: Money; paidFen: Money }
