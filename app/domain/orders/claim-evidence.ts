import { type OrderMoney, ownShare, standingPrice } from './order-money.ts'

/** What can be missing before an order may be claimed (contract, report, invoice and payment must agree). */
export const evidenceGaps = [
	'not_accepted',
	'contract_missing',
	'contract_unconfirmed',
	'report_missing',
	'invoice_missing',
	'invoice_amount',
	'invoice_void',
	'payment_missing',
	'payment_unconfirmed',
	'payment_amount',
] as const
export type EvidenceGap = (typeof evidenceGaps)[number]

/** The papers of one order, reduced to what the check needs. */
export type OrderEvidence = OrderMoney & {
	accepted: boolean
	contractNo: string | null
	contractConfirmed: boolean
	hasContractFile: boolean
	reportNo: string | null
	hasReportFile: boolean
	invoices: readonly { partFen: bigint; verification: string | null }[]
	payments: readonly { amountFen: bigint; confirmed: boolean }[]
}

/**
 * What is still missing for a claim, in the order it should be put right; empty when contract, report, invoice and
 * payment agree: the invoiced parts make up the confirmed price exactly, and the confirmed payments cover what the
 * enterprise pays itself. An invoice the tax bureau does not know counts as missing.
 */
export function missingEvidence(order: OrderEvidence): EvidenceGap[] {
	const gaps: EvidenceGap[] = []
	if (!order.accepted) gaps.push('not_accepted')
	if (!order.contractNo || !order.hasContractFile) gaps.push('contract_missing')
	else if (!order.contractConfirmed) gaps.push('contract_unconfirmed')
	if (!order.reportNo || !order.hasReportFile) gaps.push('report_missing')

	const refused = order.invoices.filter((i) => i.verification === 'not_found' || i.verification === 'void')
	const invoiced = order.invoices.filter((i) => !refused.includes(i)).reduce((sum, i) => sum + i.partFen, 0n)
	if (refused.length > 0) gaps.push('invoice_void')
	if (order.invoices.length === 0) gaps.push('invoice_missing')
	else if (invoiced !== standingPrice(order)) gaps.push('invoice_amount')

	const due = ownShare(order)
	const confirmed = order.payments.filter((p) => p.confirmed).reduce((sum, p) => sum + p.amountFen, 0n)
	const recorded = order.payments.reduce((sum, p) => sum + p.amountFen, 0n)
	if (due > 0n && order.payments.length === 0) gaps.push('payment_missing')
	else if (confirmed < due) gaps.push(recorded >= due ? 'payment_unconfirmed' : 'payment_amount')
	return gaps
}
