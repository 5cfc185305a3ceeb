import type { Context } from '#app/domain/context.server.ts'
import { type EvidenceGap, missingEvidence } from './claim-evidence.ts'
import { isAccepted } from './order.ts'
import type { OrderRow } from './order-row.server.ts'

export type ClaimEvidence = { orderId: bigint; number: string; missing: EvidenceGap[] }

/**
 * For each order: what still stands between it and a claim. Empty `missing`: contract, report, invoice and payment agree.
 * Unknown ids are left out. Four queries, however many orders. Authorise first.
 */
export async function claimEvidence(ctx: Context, orderIds: readonly bigint[]): Promise<ClaimEvidence[]> {
	const orders = (await ctx.db.order.findMany({
		where: { id: { in: [...orderIds] } },
		include: {
			invoices: {
				include: { invoice: { select: { verification: true } }, redLetters: { select: { amountFen: true } } },
			},
			payments: true,
		},
		orderBy: { id: 'asc' },
	})) as (OrderRow & {
		invoices: {
			amountFen: bigint
			invoice: { verification: string | null }
			redLetters: { amountFen: bigint }[]
		}[]
		payments: { amountFen: bigint; confirmedAt: Date | null }[]
	})[]
	const files = await ctx.db.storedFile.findMany({
		where: { orderId: { in: [...orderIds] }, purpose: { in: ['contract', 'report'] } },
		select: { orderId: true, purpose: true },
	})
	const has = (id: bigint, purpose: string) => files.some((file) => file.orderId === id && file.purpose === purpose)
	return orders.map((order) => ({
		orderId: order.id,
		number: order.number,
		missing: missingEvidence({
			...order,
			accepted: isAccepted(order.state),
			contractConfirmed: order.contractedAt !== null,
			hasContractFile: has(order.id, 'contract'),
			hasReportFile: has(order.id, 'report'),
			invoices: order.invoices.map((part) => ({
				partFen: part.redLetters.reduce((left, red) => left - red.amountFen, part.amountFen),
				verification: part.invoice.verification,
			})),
			payments: order.payments.map((payment) => ({
				amountFen: payment.amountFen,
				confirmed: payment.confirmedAt !== null,
			})),
		}),
	}))
}
