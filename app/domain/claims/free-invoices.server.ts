import type { Context } from '#app/domain/context.server.ts'

/**
 * Gives the invoices of off-platform lines back: their parts go, and an invoice no part uses any more goes with them, so
 * that it can be claimed again. Answers what it freed.
 */
export async function freeInvoices(
	tx: Context,
	lineIds: readonly bigint[],
): Promise<{ number: string; fileId: bigint | null }[]> {
	const parts = await tx.db.invoicePart.findMany({
		where: { claimLineId: { in: [...lineIds] } },
		include: { invoice: { select: { number: true, fileId: true } } },
		orderBy: { id: 'asc' },
	})
	await tx.db.invoicePart.deleteMany({ where: { claimLineId: { in: [...lineIds] } } })
	await tx.db.invoice.deleteMany({ where: { id: { in: parts.map((part) => part.invoiceId) }, parts: { none: {} } } })
	return parts.map((part) => part.invoice)
}
