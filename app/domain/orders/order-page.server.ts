import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { fen, type Money, split } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import { type EvidenceGap, missingEvidence } from './claim-evidence.ts'
import { finalShare } from './confirm-price.server.ts'
import { type ListingSnapshot, marksOn, readSnapshot } from './listing-snapshot.ts'
import { isAccepted, isEnded, isPriced, isUnderContract } from './order.ts'
import { orderHistory } from './order-history.server.ts'
import { comesBack, ownShare, standingPrice, taxWithin } from './order-money.ts'
import { findOrder, type OrderRow } from './order-row.server.ts'
import { nextActor, openSteps, sideOf } from './orders.server.ts'

type PaperFile = { uuid: string; name: string; sha256: string; createdAt: Date }
export type OrderInvoice = {
	number: string
	code: string
	issuedOn: LocalDate
	amountFen: bigint
	taxFen: bigint
	/** the part that belongs to this order, less red-letter fapiao */
	partFen: bigint
	/** red-letter fapiao to it, in all */
	redFen: bigint
	verification: string | null
	verifiedAt: Date | null
	uploadedByMe: boolean
	file: { uuid: string; name: string } | null
}
export type OrderPayment = {
	id: string
	amountFen: bigint
	paidOn: LocalDate
	reference: string
	confirmedAt: Date | null
	slip: { uuid: string; name: string } | null
}
/** A public source's part of an order's voucher share. */
export type OrderSource = { sourceNo: number; code: string; name: string; nameEn: string | null; amountFen: Money }
type Frame = {
	voucherNumber: string | null
	programmeName: string | null
	programmeNameEn: string | null
	programmeNumber: string | null
	versionNo: number | null
	claimNumber: string | null
	claimState: string | null
}

/** Everything an order's page shows, for either side: the same record, the reader's own steps. Throws not_found. */
export async function getOrder(ctx: Context, number: string) {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.view', order)
	const me = memberOf(ctx.actor)
	const side = sideOf(ctx, order)
	const [parties, files, invoices, payments, sources, frame] = await Promise.all([
		ctx.db.organisation.findMany({ where: { id: { in: [order.enterpriseId, order.providerId] } } }),
		ctx.db.storedFile.findMany({
			where: { orderId: order.id },
			select: { id: true, uuid: true, name: true, sha256: true, purpose: true, createdAt: true },
			orderBy: { id: 'desc' },
		}),
		invoicesOf(ctx, order.id),
		ctx.db.ownPayment.findMany({ where: { orderId: order.id }, orderBy: { id: 'asc' } }),
		sourcesOf(ctx, order),
		frameOf(ctx, order),
	])
	const steps = openSteps(ctx, order)
	const history = await orderHistory(ctx, order, frame.claimNumber)
	const fileOf = (id: bigint | null) => files.find((file) => file.id === id) ?? null
	const newest = (purpose: string): PaperFile | null => files.find((file) => file.purpose === purpose) ?? null
	const contractFile = newest('contract')
	const reportFile = newest('report')
	const listing = readSnapshot(order.listingSnapshot)
	const missing: EvidenceGap[] = missingEvidence({
		...order,
		accepted: isAccepted(order.state),
		contractConfirmed: order.contractedAt !== null,
		hasContractFile: contractFile !== null,
		hasReportFile: reportFile !== null,
		invoices,
		payments: payments.map((payment) => ({ amountFen: payment.amountFen, confirmed: payment.confirmedAt !== null })),
	})
	const paid = payments.reduce((sum, payment) => sum + payment.amountFen, 0n)
	const invoiced = invoices
		.filter((invoice) => invoice.verification === null || invoice.verification === 'genuine')
		.reduce((sum, invoice) => sum + invoice.partFen, 0n)
	const partyOf = (id: bigint) => {
		const { name, nameEn, isDemo, creditCode, contactName, contactPhone } = parties.find((other) => other.id === id)!
		return { name, nameEn, isDemo, creditCode, contactName, contactPhone }
	}
	return {
		...facts(order, listing),
		side,
		listing,
		enterprise: partyOf(order.enterpriseId),
		provider: partyOf(order.providerId),
		contractFile,
		reportFile,
		marks: order.reportOn ? marksOn(listing, dayOf(order.reportOn)) : [],
		invoices: invoices.map(({ createdById, fileId, ...invoice }) => ({
			...invoice,
			uploadedByMe: createdById === me.accountId,
			file: fileOf(fileId),
		})) satisfies OrderInvoice[],
		payments: payments.map((payment) => ({
			id: payment.id.toString(),
			amountFen: payment.amountFen,
			paidOn: dayOf(payment.paidOn),
			reference: payment.reference,
			confirmedAt: payment.confirmedAt,
			slip: fileOf(payment.slipFileId),
		})) satisfies OrderPayment[],
		sources,
		frame,
		history,
		missing,
		steps,
		/** what the voucher pays of the proposed price, for whoever is to confirm it */
		offer: steps.includes('confirm_price') ? await finalShare(ctx, order) : null,
		nextActor: nextActor(order),
		leftToPay: fen(greatest0(ownShare(order) - paid)),
		leftToInvoice: fen(greatest0(standingPrice(order) - invoiced)),
		mayUploadFapiao: isPriced(order.state) && can(ctx.actor, 'order.upload_fapiao', order),
		mayRecordPayment: isUnderContract(order.state) && can(ctx.actor, 'order.record_own_payment', order),
		mayConfirmPayment: can(ctx.actor, 'order.confirm_own_payment', order),
		mayRedLetter: can(ctx.actor, 'invoice.red_letter', order),
		mayVerify: can(ctx.actor, 'invoice.verify', order),
	}
}
export type OrderPage = Awaited<ReturnType<typeof getOrder>>

const greatest0 = (amount: bigint) => (amount > 0n ? amount : 0n)

/** The order's own columns as a page reads them. */
function facts(order: OrderRow, listing: ListingSnapshot) {
	return {
		number: order.number,
		state: order.state,
		isEnded: isEnded(order.state),
		isPriced: isPriced(order.state),
		quantity: order.quantity,
		unitPrice: fen(order.unitPriceFen),
		orderedPrice: fen(order.priceFen),
		price: standingPrice(order),
		finalPrice: order.finalPriceFen === null ? null : fen(order.finalPriceFen),
		tax: taxWithin(standingPrice(order), listing.taxRateBp),
		own: ownShare(order),
		comesBack: comesBack(order),
		voucherFen: fen(order.voucherFen),
		mode: order.mode as 'deduct' | 'reimburse' | null,
		cutBearer: order.cutBearer,
		note: order.note,
		placedAt: order.placedAt,
		confirmedAt: order.confirmedAt,
		replyDueAt: order.replyDueAt,
		contractNo: order.contractNo,
		contractOn: order.contractOn && dayOf(order.contractOn),
		contractSignature: order.contractSignature,
		contractedAt: order.contractedAt,
		sampleNote: order.sampleNote,
		sampleAt: order.sampleAt,
		priceConfirmedAt: order.priceConfirmedAt,
		reportNo: order.reportNo,
		reportOn: order.reportOn && dayOf(order.reportOn),
		deliveredAt: order.deliveredAt,
		revisionNote: order.revisionNote,
		acceptedAt: order.acceptedAt,
		endedAt: order.endedAt,
		endReason: order.endReason,
	}
}

type InvoiceRow = Omit<OrderInvoice, 'uploadedByMe' | 'file'> & { createdById: bigint; fileId: bigint | null }

async function invoicesOf(ctx: Context, orderId: bigint): Promise<InvoiceRow[]> {
	const rows = await ctx.db.$queryRaw<(Omit<InvoiceRow, 'issuedOn'> & { issuedOn: Date })[]>`
		SELECT i.number, i.code, i.issued_on AS "issuedOn", i.amount_fen AS "amountFen", i.tax_fen AS "taxFen",
			invoice_part_net(p.id) AS "partFen", i.amount_fen - invoice_net(i.id) AS "redFen", i.verification, i.verified_at AS "verifiedAt", i.created_by_id AS "createdById", i.file_id AS "fileId"
		FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id WHERE p.order_id = ${orderId} ORDER BY p.id`
	return rows.map((row) => ({ ...row, issuedOn: dayOf(row.issuedOn) }))
}

/** The voucher share per source, from the holds themselves: what is held, later what was redeemed of them. */
async function sourcesOf(ctx: Context, order: OrderRow): Promise<OrderSource[]> {
	if (order.voucherId === null) return []
	const rows = await ctx.db.$queryRaw<
		{ sourceNo: number; code: string; name: string; nameEn: string | null; part: bigint }[]
	>`
		SELECT s.source_no AS "sourceNo", s.code, s.name, s.name_en AS "nameEn", coalesce(sum(u.p), 0)::bigint AS part
		FROM voucher v JOIN funding_source s ON s.fund_id = v.fund_id
		LEFT JOIN (
			SELECT u.n, u.p FROM hold h LEFT JOIN hold_resolution r ON r.hold_id = h.id,
				unnest(CASE WHEN r.hold_id IS NULL THEN h.part_fen ELSE r.redeemed_fen END) WITH ORDINALITY u(p, n)
			WHERE h.order_id = ${order.id}
		) u ON u.n = s.source_no
		WHERE v.id = ${order.voucherId} GROUP BY s.source_no, s.code, s.name, s.name_en ORDER BY s.source_no`
	const parts = rows.map((row) => row.part)
	const held = parts.reduce((sum, part) => sum + part, 0n)
	const share = held < order.voucherFen ? fen(held) : fen(order.voucherFen) // a lower final price leaves more held than will be used
	const shares = split(share, parts)
	return rows.map(({ part: _part, ...source }, index) => ({ ...source, amountFen: shares[index]! }))
}

async function frameOf(ctx: Context, order: OrderRow): Promise<Frame> {
	const rows = await ctx.db.$queryRaw<Frame[]>`
		SELECT v.number AS "voucherNumber", p.name AS "programmeName", p.name_en AS "programmeNameEn", p.number AS "programmeNumber",
			w.version_no AS "versionNo", c.number AS "claimNumber", c.state AS "claimState"
		FROM (SELECT 1) one
		LEFT JOIN voucher v ON v.id = ${order.voucherId}
		LEFT JOIN programme p ON p.id = ${order.programmeId}
		LEFT JOIN programme_version w ON w.id = ${order.versionId}
		LEFT JOIN claim_line l ON l.order_id = ${order.id}
		LEFT JOIN claim c ON c.id = l.claim_id AND c.state <> 'withdrawn'
		ORDER BY c.id DESC NULLS LAST LIMIT 1`
	return rows[0]!
}
