import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, type LocalDate } from '#app/lib/time.ts'

/** What the face of an invoice says, and who hands it in. */
export type InvoiceFace = {
	number: string
	code: string
	sellerCode: string
	buyerCode: string
	issuedOn: LocalDate
	amountFen: bigint
	taxFen: bigint
	fileId: bigint | null
	createdById: bigint
}

/**
 * The invoice's id: the one already known with exactly these figures, or a new one; two that write it at the same moment
 * get the same. Throws invoice.taken at `field` when it is known with other figures.
 */
export async function writeInvoice(tx: Context, face: InvoiceFace, field: string): Promise<bigint> {
	const issuedOn = dateOf(face.issuedOn)
	await tx.db.invoice.createMany({ data: { ...face, issuedOn, createdAt: tx.now }, skipDuplicates: true })
	const { sellerCode, number, code } = face
	const known = await tx.db.invoice.findUniqueOrThrow({
		where: { sellerCode_number_code: { sellerCode, number, code } },
	})
	const isSame =
		known.buyerCode === face.buyerCode &&
		known.amountFen === face.amountFen &&
		known.taxFen === face.taxFen &&
		known.issuedOn.getTime() === issuedOn.getTime()
	if (!isSame) throw new DomainError('invoice.taken', { field })
	return known.id
}
