import type { Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** The links of a chain, from the budget to the bank line, in their order. */
export const trailStages = [
	'budget',
	'voucher',
	'order',
	'report',
	'claim',
	'review',
	'notice',
	'batch',
	'payment',
	'bank',
] as const
export type TrailStage = (typeof trailStages)[number]

/** Who did what and when, from the audit log; nobody's name: the platform itself. */
export type Deed = {
	action: string
	at: Date
	who: string | null
	organisation: string | null
	amountFen: Money | null
}

/** A paper of a link: `uuid` null: its body is not for this reader, its date and fingerprint are. */
export type TrailFile = { purpose: string; name: string; uuid: string | null; sha256: string; at: Date }

/** Appropriation documents of one source of a fund, and the money that has come for it. */
export type BudgetLink = {
	fundId: bigint
	fund: string
	name: string
	budgetYear: number
	projectCode: string
	sourceNo: number
	source: string
	sourceEn: string | null
	documents: string[]
	appropriatedFen: Money
	receivedFen: Money
	releasedFen: Money
	/** last year's money, brought over by the year-end under its own number */
	carriedInFen: Money
}
export type VoucherLink = {
	number: string
	application: string
	fund: string
	enterprise: string
	faceFen: Money
	useBy: LocalDate | null
	state: string
	grantedAt: Date
}
export type OrderLink = {
	number: string
	title: string
	titleEn: string | null
	enterprise: string
	provider: string
	state: string
	priceFen: Money
	voucherFen: Money
	voucher: string | null
	contractNo: string | null
	contractOn: LocalDate | null
	contractedAt: Date | null
	reportNo: string | null
	reportOn: LocalDate | null
	acceptedAt: Date | null
	/** the enterprise's own payments of this order that the provider confirmed */
	ownConfirmedFen: Money
	/** what red-letter fapiao took back of its invoices */
	redFen: Money
	invoices: { number: string; issuedOn: LocalDate; partFen: Money; verification: string | null }[]
	files: TrailFile[]
}
export type ClaimLink = {
	number: string
	kind: string
	mode: string
	state: string
	fund: string
	claimant: string
	claimedFen: Money
	approvedFen: Money | null
	reviewedBy: string | null
	isReviewerSubmitter: boolean
	/** its programme lays claims open before they are approved */
	needsNotice: boolean
	/** made by a decision between two levels or districts, which is its only paper */
	isClearing: boolean
	lines: {
		order: string | null
		/** of a reward: the claim the order itself was supported under */
		support: string | null
		title: string
		claimedFen: Money
		approvedFen: Money | null
		reportNo: string | null
		contractNo: string | null
		/** papers of a line that is no order of ours, nor a reward for one */
		files: TrailFile[]
	}[]
	payLines: { sourceNo: number; amountFen: Money; clawedBackFen: Money; payments: string[] }[]
	notices: string[]
}
export type NoticeLink = {
	number: string
	title: string
	state: string
	opensOn: LocalDate
	closesOn: LocalDate
	snapshotHash: string
	claims: string[]
	objections: { number: string; claim: string; state: string; ruledBy: string | null }[]
}
export type BatchLink = {
	number: string
	state: string
	sourceNo: number
	fund: string
	totalFen: Money
	approvalDocumentNo: string | null
	contentHash: string | null
	messageId: string | null
	isOnePerson: boolean
}
export type PaymentLink = {
	number: string
	batch: string
	state: string
	amountFen: Money
	/** of it for the claims shown here */
	ofClaimsFen: Money
	claims: string[]
	payee: string
	code: string
	endToEndId: string
	settledAt: Date | null
	returnReason: string | null
	/** set off or cleared by decision: no bank line belongs to it */
	isBooked: boolean
	/** what bank lines say went out less what came back */
	bankFen: Money
	lineCount: number
}
export type BankLink = {
	statement: string
	lineNo: number
	accountNo: string
	bookedOn: LocalDate
	amount: string
	amountFen: Money | null
	currency: string
	counterparty: string | null
	reference: string
	state: string
	asideKind: string | null
	payments: { number: string; kind: string; amountFen: Money; byRule: string }[]
	fileSha256: string
	fileName: string
}

/** What the links of a chain are, before anything is said about them. */
export type TrailLinks = {
	budgets: BudgetLink[]
	vouchers: VoucherLink[]
	orders: OrderLink[]
	claims: ClaimLink[]
	notices: NoticeLink[]
	batches: BatchLink[]
	payments: PaymentLink[]
	bankLines: BankLink[]
}

/** Something missing or wrong in a chain. Texts: `trail.gap_CODE`. */
export type TrailGap = { stage: TrailStage; code: GapCode; subject: string }
export type GapCode =
	| 'no_document'
	| 'over_received'
	| 'no_voucher'
	| 'no_contract'
	| 'no_invoice'
	| 'invoice_unverified'
	| 'no_own_payment'
	| 'no_report'
	| 'no_report_file'
	| 'not_accepted'
	| 'line_without_papers'
	| 'no_reviewer'
	| 'reviewed_own'
	| 'lines_differ'
	| 'pay_lines_differ'
	| 'no_notice'
	| 'objection_open'
	| 'no_approval_document'
	| 'one_person'
	| 'batch_unlocked'
	| 'no_bank_line'
	| 'bank_differs'
	| 'no_payment'
