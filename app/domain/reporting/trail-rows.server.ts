import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { fen } from '#app/lib/money.ts'
import type {
	BankLink,
	BatchLink,
	BudgetLink,
	ClaimLink,
	NoticeLink,
	OrderLink,
	PaymentLink,
	TrailFile,
	TrailLinks,
	VoucherLink,
} from './trail.ts'
import type { TrailIds } from './trail-seed.server.ts'

/** Makes amounts (`…Fen`) money and moments (`at`, `…At`) dates again, which JSON carries as text, however deep. */
function revive(stored: unknown): unknown {
	if (Array.isArray(stored)) return stored.map(revive)
	if (stored === null || typeof stored !== 'object') return stored
	return Object.fromEntries(
		Object.entries(stored).map(([key, value]) => {
			if (typeof value !== 'string') return [key, revive(value)]
			if (key.endsWith('Fen')) return [key, fen(value)]
			return [key, key === 'at' || key.endsWith('At') ? new Date(value) : value]
		}),
	)
}

type Row = { stage: string; link: unknown }
const linksOf = <T>(rows: readonly Row[], stage: string) =>
	rows.filter((row) => row.stage === stage).map((row) => revive(row.link) as T)

/** Every link of a chain, from the budget down to the bank lines. Two queries. */
export async function readLinks(ctx: Context, ids: TrailIds): Promise<TrailLinks> {
	const [papers, money] = await Promise.all([readPapers(ctx, ids), readMoney(ctx, ids)])
	return {
		budgets: linksOf<BudgetLink>(papers, 'budget'),
		vouchers: linksOf<VoucherLink>(papers, 'voucher'),
		orders: linksOf<OrderLink>(papers, 'order').map((order) => ({ ...order, files: closed(order.files) })),
		claims: linksOf<ClaimLink>(papers, 'claim').map((claim) => ({
			...claim,
			lines: claim.lines.map((line) => ({ ...line, files: closed(line.files) })),
		})),
		notices: linksOf<NoticeLink>(money, 'notice'),
		batches: linksOf<BatchLink>(money, 'batch'),
		payments: linksOf<PaymentLink>(money, 'payment'),
		bankLines: linksOf<BankLink>(money, 'bank').map((line) => ({ ...line, accountNo: maskAccount(line.accountNo) })),
	}
}

/** The body of a report is between its parties: an authority sees that it is there, its date and its fingerprint. */
const closed = (files: readonly TrailFile[]): TrailFile[] =>
	files.map((file) => (file.purpose === 'report' ? { ...file, uuid: null } : file))

/** Budget, vouchers, orders and claims. */
const readPapers = (ctx: Context, { funds, entitlements, orders, claims }: TrailIds) => ctx.db.$queryRaw<Row[]>`
	SELECT 'budget' AS stage, jsonb_build_object('fundId', f.id::text, 'fund', f.number, 'name', f.name, 'budgetYear', f.budget_year, 'projectCode', f.project_code,
		'sourceNo', s.source_no, 'source', s.name, 'sourceEn', s.name_en, 'documents', coalesce(a.documents, '[]'), 'appropriatedFen', coalesce(a.amount, 0)::text,
		'carriedInFen', coalesce(a.carried, 0)::text, 'receivedFen', coalesce(k.received_fen, 0)::text, 'releasedFen', coalesce(k.released_fen, 0)::text) AS link
	FROM fund f JOIN funding_source s ON s.fund_id = f.id LEFT JOIN fund_cash k ON k.fund_id = f.id AND k.source_no = s.source_no
	LEFT JOIN LATERAL (SELECT sum(amount_fen) AS amount, sum(amount_fen) FILTER (WHERE kind = 'carried_in') AS carried,
		jsonb_agg(document_no ORDER BY id) FILTER (WHERE document_no <> '' AND kind = 'document') AS documents
		FROM appropriation WHERE fund_id = f.id AND source_no = s.source_no AND state = 'approved') a ON true
	WHERE f.id = ANY (${funds}::bigint[])
	UNION ALL SELECT 'voucher', jsonb_build_object('number', v.number, 'application', a.number, 'fund', f.number, 'enterprise', o.name, 'faceFen', e.face_fen::text,
		'useBy', e.use_by, 'state', v.state, 'grantedAt', v.granted_at)
	FROM voucher v JOIN entitlement e ON e.id = v.entitlement_id JOIN application a ON a.id = v.application_id JOIN fund f ON f.id = v.fund_id JOIN organisation o ON o.id = v.enterprise_id
	WHERE v.entitlement_id = ANY (${entitlements}::bigint[])
	UNION ALL SELECT 'order', jsonb_build_object('number', o.number, 'title', coalesce(o.listing_snapshot ->> 'name', g.name), 'titleEn', o.listing_snapshot ->> 'nameEn', 'enterprise', b.name, 'provider', p.name,
		'state', o.state, 'priceFen', coalesce(o.final_price_fen, o.price_fen)::text, 'voucherFen', o.voucher_fen::text, 'voucher', v.number,
		'contractNo', o.contract_no, 'contractOn', o.contract_on, 'contractedAt', o.contracted_at, 'reportNo', o.report_no, 'reportOn', o.report_on, 'acceptedAt', o.accepted_at,
		'ownConfirmedFen', (SELECT coalesce(sum(amount_fen), 0)::text FROM own_payment WHERE order_id = o.id AND confirmed_at IS NOT NULL),
		'redFen', (SELECT coalesce(sum(r.amount_fen), 0)::text FROM invoice_part i JOIN red_letter_part r ON r.part_id = i.id WHERE i.order_id = o.id),
		'invoices', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'issuedOn', n.issued_on, 'partFen', i.amount_fen::text, 'verification', n.verification) ORDER BY n.id), '[]')
			FROM invoice_part i JOIN invoice n ON n.id = i.invoice_id WHERE i.order_id = o.id),
		'files', (SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', s.purpose, 'name', s.name, 'uuid', s.uuid, 'sha256', trim(s.sha256), 'at', s.created_at) ORDER BY s.id), '[]')
			FROM stored_file s WHERE s.order_id = o.id AND (s.purpose IN ('fapiao', 'transfer-slip') OR s.id IN (SELECT max(id) FROM stored_file WHERE order_id = o.id AND purpose IN ('contract', 'report') GROUP BY purpose))))
	FROM "order" o JOIN organisation b ON b.id = o.enterprise_id JOIN organisation p ON p.id = o.provider_id JOIN listing g ON g.id = o.listing_id
	LEFT JOIN voucher v ON v.entitlement_id = o.entitlement_id WHERE o.id = ANY (${orders}::bigint[])
	UNION ALL SELECT 'claim', jsonb_build_object('number', c.number, 'kind', c.kind, 'mode', c.mode, 'state', c.state, 'fund', f.number, 'claimant', o.name, 'claimedFen', c.claimed_fen::text,
		'approvedFen', c.approved_fen::text, 'reviewedBy', a.name, 'isReviewerSubmitter', coalesce(c.reviewed_by_id = c.submitted_by_id, false),
		'needsNotice', coalesce(x.document #> '{process,notice,points}' ? 'claim', false) AND NOT cleared.so, 'isClearing', cleared.so,
		'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('order', r.number, 'support', (SELECT s.number FROM claimed_order k JOIN claim s ON s.id = k.claim_id WHERE k.order_id = w.order_id), 'title', l.title, 'claimedFen', l.claimed_fen::text, 'approvedFen', l.approved_fen::text, 'reportNo', l.report_no, 'contractNo', l.contract_no,
			'files', (SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', u.purpose, 'name', s.name, 'uuid', s.uuid, 'sha256', trim(s.sha256), 'at', s.created_at) ORDER BY s.id), '[]')
				FROM (SELECT file_id, purpose FROM claim_line_file WHERE claim_line_id = l.id
					UNION SELECT i.file_id, 'fapiao' FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id WHERE p.claim_line_id = l.id AND i.file_id IS NOT NULL
					UNION SELECT p.slip_file_id, 'transfer-slip' FROM own_payment p WHERE p.claim_line_id = l.id AND p.slip_file_id IS NOT NULL) u JOIN stored_file s ON s.id = u.file_id)) ORDER BY l.line_no), '[]')
			FROM claim_line l LEFT JOIN rewarded_order w ON w.claim_line_id = l.id LEFT JOIN "order" r ON r.id = coalesce(l.order_id, w.order_id) WHERE l.claim_id = c.id),
		'payLines', (SELECT coalesce(jsonb_agg(jsonb_build_object('sourceNo', p.source_no, 'amountFen', p.amount_fen::text, 'clawedBackFen', p.clawed_back_fen::text,
			'payments', (SELECT coalesce(jsonb_agg(y.number ORDER BY y.id), '[]') FROM settlement_line s JOIN payment y ON y.id = s.payment_id WHERE s.pay_line_id = p.id AND NOT s.returned)) ORDER BY p.source_no), '[]')
			FROM pay_line p WHERE p.claim_id = c.id),
		'notices', (SELECT coalesce(jsonb_agg(n.number ORDER BY n.id), '[]') FROM notice_item i JOIN notice n ON n.id = i.notice_id WHERE i.claim_id = c.id))
	FROM claim c JOIN fund f ON f.id = c.fund_id JOIN organisation o ON o.id = c.claimant_id JOIN programme_version x ON x.id = c.version_id LEFT JOIN account a ON a.id = c.reviewed_by_id
	CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM claim_line WHERE claim_id = c.id AND kind = 'clearing') AS so) cleared
	WHERE c.id = ANY (${claims}::bigint[])`

/** Notices, batches, payments and bank lines. */
const readMoney = (ctx: Context, { claims, payments, lines }: TrailIds) => ctx.db.$queryRaw<Row[]>`
	WITH attempt AS MATERIALIZED (SELECT s.batch_id, s.payment_id, s.amount_fen, c.number AS claim FROM settlement_line s JOIN pay_line p ON p.id = s.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE p.claim_id = ANY (${claims}::bigint[]))
	SELECT 'notice' AS stage, jsonb_build_object('number', n.number, 'title', n.title, 'state', n.state, 'opensOn', n.opens_on, 'closesOn', n.closes_on, 'snapshotHash', n.snapshot_hash,
		'claims', (SELECT jsonb_agg(c.number ORDER BY c.id) FROM notice_item i JOIN claim c ON c.id = i.claim_id WHERE i.notice_id = n.id AND c.id = ANY (${claims}::bigint[])),
		'objections', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', b.number, 'claim', c.number, 'state', b.state, 'ruledBy', a.name) ORDER BY b.id), '[]')
			FROM objection b JOIN claim c ON c.id = b.claim_id LEFT JOIN account a ON a.id = b.ruled_by_id WHERE b.notice_id = n.id AND b.claim_id = ANY (${claims}::bigint[]))) AS link
	FROM notice n WHERE n.id IN (SELECT notice_id FROM notice_item WHERE claim_id = ANY (${claims}::bigint[]))
	UNION ALL SELECT 'batch', jsonb_build_object('number', b.number, 'state', b.state, 'sourceNo', b.source_no, 'fund', f.number, 'totalFen', b.total_fen::text, 'approvalDocumentNo', b.approval_document_no,
		'contentHash', trim(b.content_hash), 'messageId', b.message_id, 'isOnePerson', coalesce(b.approved_by_id IN (b.locked_by_id, b.created_by_id), false))
	FROM batch b JOIN fund f ON f.id = b.fund_id WHERE b.id IN (SELECT batch_id FROM attempt UNION SELECT batch_id FROM payment WHERE id = ANY (${payments}::bigint[]))
	UNION ALL SELECT 'payment', jsonb_build_object('number', y.number, 'batch', b.number, 'state', y.state, 'amountFen', y.amount_fen::text, 'payee', y.account_name, 'code', y.code, 'endToEndId', y.end_to_end_id,
		'settledAt', y.settled_at, 'returnReason', y.return_reason,
		'ofClaimsFen', (SELECT coalesce(sum(amount_fen), 0)::text FROM attempt WHERE payment_id = y.id), 'claims', (SELECT coalesce(jsonb_agg(DISTINCT claim), '[]') FROM attempt WHERE payment_id = y.id),
		'isBooked', num_nonnulls(y.set_off_id, y.clearing_id) > 0, 'bankFen', coalesce(m.amount, 0)::text, 'lineCount', coalesce(m.n, 0))
	FROM payment y JOIN batch b ON b.id = y.batch_id LEFT JOIN LATERAL (SELECT -sum(amount_fen) AS amount, count(DISTINCT statement_line_id) AS n FROM live_match WHERE payment_id = y.id) m ON true
	WHERE y.id = ANY (${payments}::bigint[])
	UNION ALL SELECT 'bank', jsonb_build_object('statement', s.number, 'lineNo', l.line_no, 'accountNo', l.account_no, 'bookedOn', l.booked_on, 'amount', l.amount, 'amountFen', l.amount_fen::text, 'currency', l.currency,
		'counterparty', l.counterparty_name, 'reference', l.reference, 'state', l.state, 'asideKind', l.set_aside_kind, 'fileSha256', trim(s.file_sha256), 'fileName', s.file_name,
		'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', y.number, 'kind', m.kind, 'amountFen', m.amount_fen::text, 'byRule', m.by_rule) ORDER BY m.id), '[]')
			FROM live_match m JOIN payment y ON y.id = m.payment_id WHERE m.statement_line_id = l.id))
	FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE l.id = ANY (${lines}::bigint[])
	ORDER BY 1, 2`
