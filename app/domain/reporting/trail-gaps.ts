import {
	type BankLink,
	type BatchLink,
	type BudgetLink,
	type ClaimLink,
	type GapCode,
	type OrderLink,
	type PaymentLink,
	type TrailGap,
	type TrailLinks,
	type TrailStage,
	trailStages,
} from './trail.ts'

const reached: Record<string, number> = {
	submitted: 1,
	returned: 1,
	reviewed: 2,
	on_notice: 3,
	approved: 4,
	partly_paid: 5,
	paid: 6,
}
const isApproved = (claim: ClaimLink) => (reached[claim.state] ?? 0) >= 4

/**
 * What an auditor must be told of a chain: a later link exists while an earlier one is missing, or figures do not agree.
 * A link that is merely not due yet is no gap.
 */
export function trailGaps(links: TrailLinks): TrailGap[] {
	return [
		...budgetGaps(links.budgets),
		...links.orders.flatMap((order) => orderGaps(order, links.claims)),
		...links.claims.flatMap(claimGaps),
		...noticeGaps(links),
		...links.batches.flatMap(batchGaps),
		...links.payments.flatMap(paymentGaps),
		...links.bankLines.flatMap(bankGaps),
	]
}

const gap = (stage: TrailStage, code: GapCode, subject: string, isSo: boolean): TrailGap[] =>
	isSo ? [{ stage, code, subject }] : []

const budgetGaps = (budgets: readonly BudgetLink[]) =>
	budgets.flatMap((budget) => [
		...gap(
			'budget',
			'no_document',
			`${budget.fund} · ${budget.source}`,
			budget.documents.length === 0 && budget.carriedInFen === 0n,
		),
		...gap('budget', 'over_received', `${budget.fund} · ${budget.source}`, budget.releasedFen > budget.receivedFen),
	])

function orderGaps(order: OrderLink, claims: readonly ClaimLink[]): TrailGap[] {
	const on = claims.filter((one) => one.lines.some((line) => line.order === order.number))
	// its own claim says how it is paid; a reward rests on it only
	const claim = on.find((one) => one.kind !== 'reward') ?? on[0]
	const isClaimed = claim !== undefined && (reached[claim.state] ?? 0) >= 1
	const has = (purpose: string) => order.files.some((file) => file.purpose === purpose)
	const isWorked = isClaimed || order.acceptedAt !== null
	return [
		...gap(
			'order',
			'no_contract',
			order.number,
			isWorked && (!order.contractNo || !order.contractedAt || !has('contract')),
		),
		...gap('order', 'no_invoice', order.number, isClaimed && order.invoices.length === 0),
		...gap(
			'order',
			'invoice_unverified',
			order.number,
			claim !== undefined && isApproved(claim) && order.invoices.some((invoice) => invoice.verification !== 'genuine'),
		),
		...gap('order', 'no_own_payment', order.number, isClaimed && order.ownConfirmedFen < ownDue(order, claim?.mode)),
		...gap('report', 'no_report', order.number, isWorked && !(order.reportNo && order.reportOn)),
		...gap('report', 'no_report_file', order.number, isWorked && !has('report')),
		...gap('report', 'not_accepted', order.number, isClaimed && order.acceptedAt === null),
		...gap('voucher', 'no_voucher', order.number, order.voucherFen > 0n && order.voucher === null),
	]
}

/** What the enterprise had to pay itself: the price less the voucher where it is deducted, else all of it; less what was written back. */
const ownDue = (order: OrderLink, mode: string | undefined) =>
	(mode === 'reimburse' ? order.priceFen : order.priceFen - order.voucherFen) - order.redFen

function claimGaps(claim: ClaimLink): TrailGap[] {
	const approved = isApproved(claim)
	const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n)
	const isPaid = claim.state === 'paid' || claim.state === 'partly_paid'
	return [
		...gap(
			'claim',
			'line_without_papers',
			claim.number,
			!claim.isClearing &&
				(reached[claim.state] ?? 0) >= 1 &&
				claim.lines.some((line) => line.order === null && line.files.length === 0),
		),
		...gap('claim', 'lines_differ', claim.number, sum(claim.lines.map((line) => line.claimedFen)) !== claim.claimedFen),
		...gap('review', 'no_reviewer', claim.number, approved && claim.reviewedBy === null),
		...gap('review', 'reviewed_own', claim.number, claim.isReviewerSubmitter),
		...gap(
			'review',
			'pay_lines_differ',
			claim.number,
			approved && sum(claim.payLines.map((line) => line.amountFen)) !== claim.approvedFen,
		),
		...gap('payment', 'no_payment', claim.number, isPaid && claim.payLines.every((line) => line.payments.length === 0)),
	]
}

function noticeGaps({ claims, notices }: TrailLinks): TrailGap[] {
	return claims.flatMap((claim) => {
		const own = notices.filter((notice) => notice.state !== 'withdrawn' && notice.claims.includes(claim.number))
		const open = own.some((notice) =>
			notice.objections.some((each) => each.claim === claim.number && each.state === 'open'),
		)
		return [
			...gap('notice', 'no_notice', claim.number, claim.needsNotice && isApproved(claim) && own.length === 0),
			...gap('notice', 'objection_open', claim.number, isApproved(claim) && open),
		]
	})
}

function batchGaps(batch: BatchLink): TrailGap[] {
	const isSent = ['sent', 'partly_paid', 'closed'].includes(batch.state)
	return [
		...gap('batch', 'batch_unlocked', batch.number, isSent && !batch.contentHash),
		...gap('batch', 'no_approval_document', batch.number, isSent && !batch.approvalDocumentNo),
		...gap('batch', 'one_person', batch.number, batch.isOnePerson),
	]
}

function paymentGaps(payment: PaymentLink): TrailGap[] {
	const due = payment.state === 'confirmed' ? payment.amountFen : 0n
	return [
		...gap(
			'bank',
			'no_bank_line',
			payment.number,
			payment.state === 'confirmed' && !payment.isBooked && payment.lineCount === 0,
		),
		...gap('bank', 'bank_differs', payment.number, payment.lineCount > 0 && payment.bankFen !== due),
	]
}

const bankGaps = (line: BankLink) =>
	gap(
		'bank',
		'no_payment',
		`${line.statement}/${line.lineNo}`,
		line.state === 'unmatched' && line.payments.length === 0,
	)

/** How a link of the chain stands: whole, broken, or not reached yet; `none`: not part of this kind of chain. */
export type StageState = 'whole' | 'broken' | 'none' | 'open'
export function stageStates(links: TrailLinks, gaps: readonly TrailGap[]): Record<TrailStage, StageState> {
	const isClaimOnly = links.claims.length > 0 && links.orders.length === 0
	const counts: Record<TrailStage, number> = {
		budget: links.budgets.length,
		voucher: links.vouchers.length,
		order: links.orders.length,
		report: links.orders.filter((order) => order.reportNo).length,
		claim: links.claims.length,
		review: links.claims.filter((claim) => claim.reviewedBy).length,
		notice: links.notices.length,
		batch: links.batches.length,
		payment: links.payments.length,
		bank: links.bankLines.length,
	}
	const isAbsent = (stage: TrailStage) =>
		(isClaimOnly && ['voucher', 'order', 'report'].includes(stage)) ||
		(stage === 'bank' && links.payments.length > 0 && links.payments.every((payment) => payment.isBooked)) ||
		(stage === 'notice' && links.claims.length > 0 && links.claims.every((claim) => !claim.needsNotice))
	return Object.fromEntries(
		trailStages.map((stage) => [
			stage,
			gaps.some((each) => each.stage === stage)
				? 'broken'
				: counts[stage] > 0
					? 'whole'
					: isAbsent(stage)
						? 'none'
						: 'open',
		]),
	) as Record<TrailStage, StageState>
}
