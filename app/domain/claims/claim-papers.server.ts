import type { Context } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'

export type LineInvoice = {
	number: string
	code: string
	sellerCode: string
	buyerCode: string
	issuedOn: LocalDate
	/** the part that belongs to this line */
	partFen: Money
	totalFen: Money
	taxFen: Money
	/** all parts of the invoice given out so far, this one included */
	usedFen: Money
	/** what the tax bureau's look-up said: genuine, not_found, void; null: not looked up */
	verification: string | null
}

export type LinePayment = {
	amountFen: Money
	paidOn: LocalDate
	reference: string
	isConfirmed: boolean
	hasSlip: boolean
}

/** A paper of a line. `uuid` null: this reader sees that it is there, its date and fingerprint, and not its body. */
export type LineFile = {
	purpose: string
	uuid: string | null
	name: string
	mime: string
	sizeBytes: number
	sha256: string
	at: Date
}

export type LinePapers = { invoices: LineInvoice[]; payments: LinePayment[]; files: LineFile[] }

/**
 * Invoices, payments and files of a claim's lines, by line number: those of the order where the line is an order, else
 * the line's own. The bodies of reports are left out for readers who are no party (`withReports` false).
 */
export async function linePapers(
	ctx: Context,
	claimId: bigint,
	withReports: boolean,
): Promise<Map<number, LinePapers>> {
	const [invoices, payments, files] = await Promise.all([
		readInvoices(ctx, claimId),
		readPayments(ctx, claimId),
		readFiles(ctx, claimId),
	])
	const papers = new Map<number, LinePapers>()
	const of = (lineNo: number) => {
		const found = papers.get(lineNo) ?? { invoices: [], payments: [], files: [] }
		papers.set(lineNo, found)
		return found
	}
	for (const { lineNo, issuedOn, partFen, totalFen, taxFen, usedFen, ...invoice } of invoices)
		of(lineNo).invoices.push({
			...invoice,
			issuedOn: dayOf(issuedOn),
			partFen: fen(partFen),
			totalFen: fen(totalFen),
			taxFen: fen(taxFen),
			usedFen: fen(usedFen),
		})
	for (const { lineNo, paidOn, amountFen, ...payment } of payments)
		of(lineNo).payments.push({ ...payment, paidOn: dayOf(paidOn), amountFen: fen(amountFen) })
	for (const { lineNo, uuid, ...file } of files)
		of(lineNo).files.push({ ...file, uuid: withReports || file.purpose !== 'report' ? uuid : null })
	return papers
}

type InvoiceRow = Omit<LineInvoice, 'issuedOn' | 'partFen' | 'totalFen' | 'taxFen' | 'usedFen'> & {
	lineNo: number
	issuedOn: Date
	partFen: bigint
	totalFen: bigint
	taxFen: bigint
	usedFen: bigint
}

const readInvoices = (ctx: Context, claimId: bigint) => ctx.db.$queryRaw<InvoiceRow[]>`
	SELECT l.line_no AS "lineNo", i.number, i.code, trim(i.seller_code) AS "sellerCode", trim(i.buyer_code) AS "buyerCode",
		i.issued_on AS "issuedOn", p.amount_fen AS "partFen", i.amount_fen AS "totalFen", i.tax_fen AS "taxFen",
		(SELECT sum(a.amount_fen)::bigint FROM invoice_part a WHERE a.invoice_id = i.id) AS "usedFen", i.verification
	FROM claim_line l
	JOIN invoice_part p ON p.claim_line_id = l.id OR p.order_id = l.order_id
	JOIN invoice i ON i.id = p.invoice_id
	WHERE l.claim_id = ${claimId}
	ORDER BY l.line_no, p.id`

type PaymentRow = Omit<LinePayment, 'paidOn' | 'amountFen'> & { lineNo: number; paidOn: Date; amountFen: bigint }

const readPayments = (ctx: Context, claimId: bigint) => ctx.db.$queryRaw<PaymentRow[]>`
	SELECT l.line_no AS "lineNo", p.amount_fen AS "amountFen", p.paid_on AS "paidOn", p.reference,
		p.confirmed_at IS NOT NULL AS "isConfirmed", p.slip_file_id IS NOT NULL AS "hasSlip"
	FROM claim_line l
	JOIN own_payment p ON p.claim_line_id = l.id OR p.order_id = l.order_id
	WHERE l.claim_id = ${claimId}
	ORDER BY l.line_no, p.paid_on, p.id`

const readFiles = (ctx: Context, claimId: bigint) => ctx.db.$queryRaw<(LineFile & { lineNo: number; uuid: string })[]>`
	WITH found AS (
		SELECT l.line_no, f.id AS file_id, f.purpose FROM claim_line l JOIN stored_file f ON f.order_id = l.order_id
		WHERE l.claim_id = ${claimId} AND f.purpose IN ('fapiao', 'transfer-slip')
		UNION SELECT l.line_no, max(f.id), f.purpose FROM claim_line l JOIN stored_file f ON f.order_id = l.order_id
		WHERE l.claim_id = ${claimId} AND f.purpose IN ('contract', 'report') GROUP BY l.line_no, f.purpose
		UNION SELECT l.line_no, lf.file_id, lf.purpose FROM claim_line l JOIN claim_line_file lf ON lf.claim_line_id = l.id
		WHERE l.claim_id = ${claimId}
		UNION SELECT l.line_no, i.file_id, 'fapiao' FROM claim_line l JOIN invoice_part p ON p.claim_line_id = l.id
		JOIN invoice i ON i.id = p.invoice_id WHERE l.claim_id = ${claimId} AND i.file_id IS NOT NULL
		UNION SELECT l.line_no, p.slip_file_id, 'transfer-slip' FROM claim_line l JOIN own_payment p ON p.claim_line_id = l.id
		WHERE l.claim_id = ${claimId} AND p.slip_file_id IS NOT NULL)
	SELECT found.line_no AS "lineNo", found.purpose, f.uuid::text AS uuid, f.name, f.mime, f.size_bytes AS "sizeBytes",
		trim(f.sha256) AS sha256, f.created_at AS at
	FROM found JOIN stored_file f ON f.id = found.file_id
	ORDER BY found.line_no, array_position(ARRAY['contract', 'fapiao', 'transfer-slip', 'report'], found.purpose), f.id`
