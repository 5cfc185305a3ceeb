import type { Context } from '#app/domain/context.server.ts'

/**
 * Gives the invoices of off-platform lines back: their parts go, and an invoice no part uses any more goes with them, so
 * that it can be claimed again; one that a red-letter fapiao names stays on record. Answers what it freed.
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
	await tx.db.$executeRaw`
		DELETE FROM invoice i WHERE i.id = ANY (${parts.map((part) => part.invoiceId)})
			AND NOT EXISTS (SELECT FROM invoice_part p WHERE p.invoice_id = i.id)
			AND NOT EXISTS (SELECT FROM red_letter r WHERE r.invoice_id = i.id)`
	return parts.map((part) => part.invoice)
}
