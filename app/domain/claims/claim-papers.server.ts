import type { Context } from '#app/domain/context.server.ts'
import type { FapiaoReading } from '#app/domain/invoices/fapiao-reading.ts'
import { fen, type Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'

export type LineInvoice = {
	number: string
	code: string
	sellerCode: string
	buyerCode: string
	issuedOn: LocalDate
	/** the part that belongs to this line, less what red-letter fapiao took from it */
	partFen: Money
	/** what the paper says */
	totalFen: Money
	taxFen: Money
	/** what the invoice is still worth: its total less red-letter fapiao */
	netFen: Money
	/** what claims of this programme rest on the invoice, this line included */
	usedFen: Money
	/** subsidy that claims of other programmes draw on the same fen of the invoice */
	otherSubsidyFen: Money
	/** those programmes, by the id of their rules; null: none */
	otherProgrammes: string[] | null
	/** what the tax bureau's look-up said: genuine, not_found, void; null: not looked up */
	verification: string | null
	verifiedBy: string | null
	verifiedAt: Date | null
	redLetters: RedLetter[]
	earlier: EarlierClaim[]
	/** what the platform read in the fapiao's own file; null: nothing was read */
	reading: FapiaoReading | null
}

/** A red-letter fapiao and what it took from the line's part. */
export type RedLetter = { number: string; issuedOn: LocalDate; amountFen: Money; partFen: Money; reason: string }

/** Another claim that rests on the same invoice. Of a claim of another authority only its number is told. */
export type EarlierClaim = {
	number: string
	own: { state: string; programme: string; claimant: string; title: string; amountFen: Money; claimedFen: Money } | null
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
 * Invoices, payments and files of a claim's lines, by line number, in one statement: those of the order where the line is
 * an order, else the line's own. The bodies of reports are left out for readers who are no party (`withReports` false).
 */
export async function linePapers(
	ctx: Context,
	claimId: bigint,
	withReports: boolean,
): Promise<Map<number, LinePapers>> {
	const rows = await readPapers(ctx, claimId)
	return new Map(
		rows.map(({ lineNo, invoices, payments, files }) => [
			lineNo,
			{
				invoices: (invoices ?? []).map(invoiceOf),
				payments: (payments ?? []).map((payment) => ({ ...payment, amountFen: fen(payment.amountFen) })),
				files: (files ?? []).map(({ uuid, at, ...file }) => ({
					...file,
					at: new Date(at),
					uuid: withReports || file.purpose !== 'report' ? uuid : null,
				})),
			},
		]),
	)
}

const amountsOfInvoice = ['partFen', 'totalFen', 'taxFen', 'netFen', 'usedFen', 'otherSubsidyFen'] as const
type Amounts = (typeof amountsOfInvoice)[number]
/** As JSON carries it: amounts and moments as text. */
type StoredInvoice = Omit<LineInvoice, Amounts | 'verifiedAt' | 'redLetters' | 'earlier'> &
	Record<Amounts, string> & {
		verifiedAt: string | null
		redLetters: (Omit<RedLetter, 'amountFen' | 'partFen'> & { amountFen: string; partFen: string })[] | null
		earlier: StoredEarlier[] | null
	}
type StoredEarlier = {
	number: string
	isOwn: boolean
	state: string
	programme: string
	claimant: string
	title: string
	amountFen: string
	claimedFen: string
}

function invoiceOf({ redLetters, earlier, verifiedAt, ...stored }: StoredInvoice): LineInvoice {
	const amounts = Object.fromEntries(amountsOfInvoice.map((name) => [name, fen(stored[name])])) as Record<
		Amounts,
		Money
	>
	return {
		...stored,
		...amounts,
		verifiedAt: verifiedAt === null ? null : new Date(verifiedAt),
		redLetters: (redLetters ?? []).map((red) => ({ ...red, amountFen: fen(red.amountFen), partFen: fen(red.partFen) })),
		earlier: (earlier ?? []).map(({ number, isOwn, amountFen, claimedFen, ...own }) => ({
			number,
			own: isOwn ? { ...own, amountFen: fen(amountFen), claimedFen: fen(claimedFen) } : null,
		})),
	}
}

type Row = {
	lineNo: number
	invoices: StoredInvoice[] | null
	payments: (Omit<LinePayment, 'amountFen'> & { amountFen: string })[] | null
	files: (Omit<LineFile, 'at'> & { at: string })[] | null
}

const readPapers = (ctx: Context, claimId: bigint) => ctx.db.$queryRaw<Row[]>`
	SELECT l.line_no AS "lineNo", (
		SELECT jsonb_agg(jsonb_build_object('number', i.number, 'code', i.code, 'sellerCode', trim(i.seller_code), 'buyerCode', trim(i.buyer_code),
			'issuedOn', i.issued_on, 'partFen', invoice_part_net(p.id)::text, 'totalFen', i.amount_fen::text, 'taxFen', i.tax_fen::text,
			'netFen', invoice_net(i.id)::text,
			'usedFen', (SELECT coalesce(sum(invoice_part_net(a.part_id)), 0)::text FROM invoice_allocation a JOIN claim o ON o.id = a.claim_id
				WHERE a.invoice_id = i.id AND a.programme_id = c.programme_id AND o.state NOT IN ('withdrawn', 'refused')),
			'otherSubsidyFen', CASE WHEN shared.is_so THEN trunc(invoice_subsidy(i.id, c.programme_id))::text ELSE '0' END,
			'otherProgrammes', CASE WHEN shared.is_so THEN (SELECT jsonb_agg(DISTINCT v.document ->> 'id') FROM invoice_allocation a
				JOIN claim o ON o.id = a.claim_id JOIN programme_version v ON v.id = o.version_id
				WHERE a.invoice_id = i.id AND a.programme_id <> c.programme_id AND o.state NOT IN ('withdrawn', 'refused')) END,
			'verification', i.verification, 'verifiedAt', i.verified_at,
			'verifiedBy', (SELECT name FROM account WHERE id = i.verified_by_id),
			'redLetters', (SELECT jsonb_agg(jsonb_build_object('number', r.number, 'issuedOn', r.issued_on, 'amountFen', r.amount_fen::text, 'reason', r.reason,
				'partFen', coalesce((SELECT x.amount_fen FROM red_letter_part x WHERE x.red_letter_id = r.id AND x.part_id = p.id), 0)::text) ORDER BY r.id)
				FROM red_letter r WHERE r.invoice_id = i.id),
			'earlier', (SELECT jsonb_agg(DISTINCT jsonb_build_object('number', o.number, 'isOwn', of.authority_id = f.authority_id, 'state', o.state,
				'programme', g.name, 'claimant', w.name, 'title', ol.title, 'amountFen', a.amount_fen::text, 'claimedFen', coalesce(ol.approved_fen, ol.claimed_fen)::text))
				FROM invoice_allocation a JOIN claim o ON o.id = a.claim_id JOIN claim_line ol ON ol.id = a.claim_line_id JOIN fund of ON of.id = o.fund_id
				JOIN programme g ON g.id = o.programme_id JOIN organisation w ON w.id = o.claimant_id
				WHERE a.invoice_id = i.id AND a.claim_id <> c.id AND o.state NOT IN ('draft', 'withdrawn')),
			'reading', (SELECT s.reading FROM stored_file s WHERE s.id = i.file_id)) ORDER BY p.id)
		FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id, LATERAL (
			-- the same fen of it are claimed under more than one programme
			SELECT coalesce(sum(invoice_part_net(a.part_id)), 0) > invoice_net(i.id) AS is_so FROM invoice_allocation a JOIN claim o ON o.id = a.claim_id
			WHERE a.invoice_id = i.id AND o.state NOT IN ('withdrawn', 'refused')) shared
		WHERE p.claim_line_id = l.id OR p.order_id = l.order_id) AS invoices, (
		SELECT jsonb_agg(jsonb_build_object('amountFen', p.amount_fen::text, 'paidOn', p.paid_on, 'reference', p.reference,
			'isConfirmed', p.confirmed_at IS NOT NULL, 'hasSlip', p.slip_file_id IS NOT NULL) ORDER BY p.id)
		FROM own_payment p WHERE p.claim_line_id = l.id OR p.order_id = l.order_id) AS payments, (
		WITH found AS (
			SELECT f.id, f.purpose FROM stored_file f WHERE f.order_id = l.order_id AND f.purpose IN ('fapiao', 'transfer-slip')
			UNION SELECT max(f.id), f.purpose FROM stored_file f WHERE f.order_id = l.order_id AND f.purpose IN ('contract', 'report') GROUP BY f.purpose
			UNION SELECT lf.file_id, lf.purpose FROM claim_line_file lf WHERE lf.claim_line_id = l.id
			UNION SELECT i.file_id, 'fapiao' FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id WHERE p.claim_line_id = l.id AND i.file_id IS NOT NULL
			UNION SELECT p.slip_file_id, 'transfer-slip' FROM own_payment p WHERE p.claim_line_id = l.id AND p.slip_file_id IS NOT NULL)
		SELECT jsonb_agg(jsonb_build_object('purpose', found.purpose, 'uuid', f.uuid::text, 'name', f.name, 'mime', f.mime, 'sizeBytes', f.size_bytes,
			'sha256', trim(f.sha256), 'at', f.created_at) ORDER BY array_position(ARRAY['contract', 'fapiao', 'transfer-slip', 'report'], found.purpose), f.id)
		FROM found JOIN stored_file f ON f.id = found.id) AS files
	FROM claim_line l JOIN claim c ON c.id = l.claim_id JOIN fund f ON f.id = c.fund_id
	WHERE l.claim_id = ${claimId}`
