import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { offers } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { type BatchEvent, batchMachine, batchPageSize, filesOf, type PaymentState } from './batch.ts'
import { type FoundBatch, findBatch } from './find-batch.server.ts'
import type { BatchPick } from './pick.ts'

export type BatchLine = {
	payLineId: bigint
	claim: string
	mode: string
	claimant: string
	claimantEn: string | null
	isDemo: boolean
	amountFen: Money
	attempt: number
	returned: boolean
	payment: string | null
}
export type BatchPayment = {
	number: string
	payee: string
	payeeEn: string | null
	isDemo: boolean
	accountNo: string
	bankName: string
	bankCode: string
	lineCount: number
	amountFen: Money
	code: string
	state: PaymentState
	settledAt: Date | null
	returnReason: string | null
	/** the bank line that explains it */
	statementNumber: string | null
	statementLineId: bigint | null
}
export type PayeeTotal = {
	payee: string
	payeeEn: string | null
	isDemo: boolean
	lineCount: number
	amountFen: Money
	hasAccount: boolean
}

/** What of a batch goes to payees of one district. */
export type DistrictTotal = {
	division: string
	name: string
	nameEn: string
	payeeCount: number
	lineCount: number
	amountFen: Money
}

/** Which page of its lists. */
export type BatchPages = { payees: number; lines: number }

/** A batch: totals, one page of its lists, how far it is, and what the actor may do with it now. Throws not_found. */
export async function getBatch(ctx: Context, number: string, pages: BatchPages = { payees: 1, lines: 1 }) {
	const batch = await findBatch(ctx, number)
	const { authorityId } = batch
	authorize(ctx.actor, 'batch.view', { authorityId })
	const [lines, payees, payments, districts, about] = await Promise.all([
		linesOf(ctx, batch.id, pages.lines),
		payeesOf(ctx, batch, pages.payees),
		paymentsOf(ctx, batch.id, pages.payees),
		districtsOf(ctx, batch),
		aboutBatch(ctx, batch),
	])
	const makers = [batch.createdById, batch.lockedById]
	const rights: Record<BatchEvent, boolean> = {
		change: !about.run && !about.rule && can(ctx.actor, 'batch.lock', { authorityId }),
		lock: !about.run && can(ctx.actor, 'batch.lock', { authorityId, doneBy: about.reviewers.map(BigInt) }),
		approve: can(ctx.actor, 'batch.approve', { authorityId, doneBy: makers }),
		send: !about.run && can(ctx.actor, 'batch.send', { authorityId }),
		void:
			about.run?.step !== 'send' &&
			can(ctx.actor, batch.state === 'approved' ? 'batch.approve' : 'batch.lock', { authorityId }),
	}
	const deed = (by: bigint | null, at: Date | null) => (by && at ? { by: about.names[String(by)] ?? '', at } : null)
	const mayDownload = batch.messageId !== null && can(ctx.actor, 'batch.download', { authorityId })
	return {
		number: batch.number,
		state: batch.state,
		contentHash: batch.contentHash,
		approvalDocumentNo: batch.approvalDocumentNo,
		messageId: batch.messageId,
		isTest: about.isTest,
		fund: { number: batch.fundNumber, name: batch.fundName },
		source: {
			no: batch.sourceNo,
			name: batch.sourceName,
			nameEn: batch.sourceNameEn,
			profile: batch.payerProfile,
			accountName: batch.accountName,
			accountNo: maskAccount(batch.accountNo),
			bankName: batch.bankName,
		},
		lineCount: districts.reduce((n, district) => n + district.lineCount, 0),
		payeeCount: districts.reduce((n, district) => n + district.payeeCount, 0),
		totalFen: districts.reduce((total, district) => total + district.amountFen, 0n) as Money,
		freeFen: about.freeFen,
		/** the rule it takes by, when lines were not ticked */
		rule: about.rule,
		/** locking or sending, while it is under way */
		run: about.run,
		paymentCount: about.paymentCount,
		waitingCount: about.waitingCount,
		settledLines: about.settledLines,
		lines,
		payees,
		districts,
		payments: payments.map((payment) => ({ ...payment, accountNo: maskAccount(payment.accountNo) })),
		files: mayDownload ? filesOf[batch.payerProfile] : [],
		created: deed(batch.createdById, batch.createdAt),
		locked: deed(batch.lockedById, batch.lockedAt),
		approved: deed(batch.approvedById, batch.approvedAt),
		sent: deed(batch.sentById, batch.sentAt),
		closedAt: batch.closedAt,
		may: offers(batchMachine, batch.state).filter((event) => rights[event]),
	}
}

type About = {
	freeFen: Money
	isTest: boolean
	rule: BatchPick | null
	run: { step: 'lock' | 'send'; linesDone: number; linesTotal: number; error: { code: string } | null } | null
	paymentCount: number
	waitingCount: number
	settledLines: number
	reviewers: string[]
	names: Record<string, string>
}

/** What a batch is besides its lists: free money, rule, progress, who reviewed its claims, names of those who dealt with it. */
async function aboutBatch(ctx: Context, batch: FoundBatch): Promise<About> {
	const people = [batch.createdById, batch.lockedById, batch.approvedById, batch.sentById].filter((id) => id !== null)
	const [about] = await ctx.db.$queryRaw<About[]>`
		SELECT COALESCE((SELECT received_fen - released_fen FROM fund_cash
				WHERE fund_id = ${batch.fundId} AND source_no = ${batch.sourceNo}), 0)::bigint AS "freeFen",
			EXISTS (SELECT FROM organisation WHERE id = ${batch.authorityId} AND is_demo)
				OR EXISTS (SELECT FROM payment y JOIN organisation o ON o.id = y.payee_id WHERE y.batch_id = ${batch.id} AND o.is_demo) AS "isTest",
			(SELECT pick FROM batch WHERE id = ${batch.id}) AS rule,
			(SELECT jsonb_build_object('step', step, 'linesDone', lines_done, 'linesTotal', lines_total, 'error', error)
				FROM batch_run WHERE batch_id = ${batch.id}) AS run,
			y.n::int AS "paymentCount", y.waiting::int AS "waitingCount", y.settled::int AS "settledLines",
			ARRAY(SELECT DISTINCT c.reviewed_by_id::text
				FROM batch_content(${batch.id}) l JOIN claim c ON c.id = l.claim_id
				WHERE ${batch.state} = 'open' AND c.reviewed_by_id IS NOT NULL) AS reviewers,
			COALESCE((SELECT jsonb_object_agg(id::text, name) FROM account WHERE id = ANY (${people}::bigint[])), '{}') AS names
		FROM (SELECT count(*) AS n, count(*) FILTER (WHERE state = 'sent') AS waiting,
			COALESCE(sum(line_count) FILTER (WHERE state = 'confirmed'), 0) AS settled FROM payment WHERE batch_id = ${batch.id}) y`
	return about!
}
export type BatchDetails = Awaited<ReturnType<typeof getBatch>>

function linesOf(ctx: Context, batchId: bigint, page: number) {
	return ctx.db.$queryRaw<BatchLine[]>`
		SELECT l.pay_line_id AS "payLineId", c.number AS claim, c.mode, o.name AS claimant, o.name_en AS "claimantEn",
			o.is_demo AS "isDemo", l.amount_fen AS "amountFen", l.attempt::int, l.returned, y.number AS payment
		FROM (SELECT * FROM settlement_line WHERE batch_id = ${batchId}
			ORDER BY id LIMIT ${batchPageSize} OFFSET ${(page - 1) * batchPageSize}) l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN organisation o ON o.id = c.claimant_id
		LEFT JOIN payment y ON y.id = l.payment_id
		ORDER BY l.id`
}

/** What each payee gets: of the payments once they are formed, else of the lines and the rule. */
const perPayee = (batch: FoundBatch) =>
	batch.state === 'open' || batch.state === 'voided'
		? Prisma.sql`SELECT claimant_id AS payee_id, count(*) AS n, sum(amount_fen) AS amount FROM batch_content(${batch.id}) GROUP BY 1`
		: Prisma.sql`SELECT payee_id, sum(line_count) AS n, sum(amount_fen) AS amount FROM payment WHERE batch_id = ${batch.id} GROUP BY 1`

function payeesOf(ctx: Context, batch: FoundBatch, page: number) {
	return ctx.db.$queryRaw<PayeeTotal[]>`
		SELECT o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", s.n::int AS "lineCount",
			s.amount::bigint AS "amountFen",
			EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed') AS "hasAccount"
		FROM (${perPayee(batch)}) s JOIN organisation o ON o.id = s.payee_id
		ORDER BY s.amount DESC, o.id LIMIT ${batchPageSize} OFFSET ${(page - 1) * batchPageSize}`
}

function districtsOf(ctx: Context, batch: FoundBatch) {
	return ctx.db.$queryRaw<DistrictTotal[]>`
		SELECT o.division_code AS division, COALESCE(d.name, o.division_code) AS name, COALESCE(d.name_en, o.division_code) AS "nameEn",
			count(*)::int AS "payeeCount", sum(s.n)::int AS "lineCount", sum(s.amount)::bigint AS "amountFen"
		FROM (${perPayee(batch)}) s JOIN organisation o ON o.id = s.payee_id LEFT JOIN division d ON d.code = o.division_code
		GROUP BY 1, 2, 3 ORDER BY 1`
}

function paymentsOf(ctx: Context, batchId: bigint, page: number) {
	return ctx.db.$queryRaw<BatchPayment[]>`
		SELECT y.number, o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", y.account_no AS "accountNo",
			y.bank_name AS "bankName", y.bank_code AS "bankCode", y.amount_fen AS "amountFen", y.code, y.state,
			y.settled_at AS "settledAt", y.return_reason AS "returnReason", y.line_count AS "lineCount",
			m.number AS "statementNumber", m.line_id AS "statementLineId"
		FROM (SELECT * FROM payment WHERE batch_id = ${batchId}
			ORDER BY id LIMIT ${batchPageSize} OFFSET ${(page - 1) * batchPageSize}) y
		JOIN organisation o ON o.id = y.payee_id
		LEFT JOIN LATERAL (
			SELECT s.number, x.statement_line_id AS line_id FROM live_match x
			JOIN statement_line l ON l.id = x.statement_line_id JOIN statement s ON s.id = l.statement_id
			WHERE x.payment_id = y.id ORDER BY x.id DESC LIMIT 1
		) m ON true
		ORDER BY y.id`
}
