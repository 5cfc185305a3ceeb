import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { offers } from '#app/lib/machine.ts'
import { type Money, sum } from '#app/lib/money.ts'
import { type BatchEvent, batchMachine, filesOf, type PaymentState } from './batch.ts'
import { type FoundBatch, findBatch } from './find-batch.server.ts'

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

export const batchLinesMax = 500

/** A batch with its lines, totals per payee, payments and what the actor may do with it now. Throws not_found. */
export async function getBatch(ctx: Context, number: string) {
	const batch = await findBatch(ctx, number)
	const { authorityId } = batch
	authorize(ctx.actor, 'batch.view', { authorityId })
	const [lines, payees, payments, about] = await Promise.all([
		linesOf(ctx, batch.id),
		payeesOf(ctx, batch.id),
		paymentsOf(ctx, batch.id),
		aboutBatch(ctx, batch),
	])
	const makers = [batch.createdById, batch.lockedById]
	const rights: Record<BatchEvent, boolean> = {
		change: can(ctx.actor, 'batch.lock', { authorityId }),
		lock: can(ctx.actor, 'batch.lock', { authorityId, doneBy: about.reviewers.map(BigInt) }),
		approve: can(ctx.actor, 'batch.approve', { authorityId, doneBy: makers }),
		send: can(ctx.actor, 'batch.send', { authorityId }),
		void: can(ctx.actor, batch.state === 'approved' ? 'batch.approve' : 'batch.lock', { authorityId }),
	}
	const deed = (by: bigint | null, at: Date | null) => (by && at ? { by: about.names[String(by)] ?? '', at } : null)
	const mayDownload = batch.messageId !== null && can(ctx.actor, 'batch.download', { authorityId })
	return {
		number: batch.number,
		state: batch.state,
		contentHash: batch.contentHash,
		approvalDocumentNo: batch.approvalDocumentNo,
		messageId: batch.messageId,
		isTest: about.isTest || payments.some((payment) => payment.isDemo),
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
		lineCount: payees.reduce((n, payee) => n + payee.lineCount, 0),
		totalFen: sum(payees.map((payee) => payee.amountFen)),
		freeFen: about.freeFen,
		lines,
		payees,
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

type About = { freeFen: Money; isTest: boolean; reviewers: string[]; names: Record<string, string> }

/** Received money still free at its source, who reviewed its claims, and the names of those who dealt with it. */
async function aboutBatch(ctx: Context, batch: FoundBatch): Promise<About> {
	const people = [batch.createdById, batch.lockedById, batch.approvedById, batch.sentById].filter((id) => id !== null)
	const [about] = await ctx.db.$queryRaw<About[]>`
		SELECT COALESCE((SELECT received_fen - released_fen FROM fund_cash
				WHERE fund_id = ${batch.fundId} AND source_no = ${batch.sourceNo}), 0)::bigint AS "freeFen",
			EXISTS (SELECT FROM organisation WHERE id = ${batch.authorityId} AND is_demo) AS "isTest",
			ARRAY(SELECT DISTINCT c.reviewed_by_id::text
				FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id
				WHERE l.batch_id = ${batch.id} AND c.reviewed_by_id IS NOT NULL) AS reviewers,
			COALESCE((SELECT jsonb_object_agg(id::text, name) FROM account WHERE id = ANY (${people}::bigint[])), '{}') AS names`
	return about!
}
export type BatchDetails = Awaited<ReturnType<typeof getBatch>>

function linesOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<BatchLine[]>`
		SELECT l.pay_line_id AS "payLineId", c.number AS claim, c.mode, o.name AS claimant, o.name_en AS "claimantEn",
			o.is_demo AS "isDemo", l.amount_fen AS "amountFen", l.attempt::int, l.returned, y.number AS payment
		FROM settlement_line l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN organisation o ON o.id = c.claimant_id
		LEFT JOIN payment y ON y.id = l.payment_id
		WHERE l.batch_id = ${batchId} ORDER BY l.id LIMIT ${batchLinesMax}`
}

function payeesOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<PayeeTotal[]>`
		SELECT o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", count(*)::int AS "lineCount",
			sum(l.amount_fen)::bigint AS "amountFen",
			EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed') AS "hasAccount"
		FROM settlement_line l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN organisation o ON o.id = c.claimant_id
		WHERE l.batch_id = ${batchId} GROUP BY o.id ORDER BY sum(l.amount_fen) DESC, o.id`
}

function paymentsOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<BatchPayment[]>`
		SELECT y.number, o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", y.account_no AS "accountNo",
			y.bank_name AS "bankName", y.bank_code AS "bankCode", y.amount_fen AS "amountFen", y.code, y.state,
			y.settled_at AS "settledAt", y.return_reason AS "returnReason",
			(SELECT count(*) FROM settlement_line l WHERE l.payment_id = y.id)::int AS "lineCount",
			m.number AS "statementNumber", m.line_id AS "statementLineId"
		FROM payment y
		JOIN organisation o ON o.id = y.payee_id
		LEFT JOIN LATERAL (
			SELECT s.number, x.statement_line_id AS line_id FROM live_match x
			JOIN statement_line l ON l.id = x.statement_line_id JOIN statement s ON s.id = l.statement_id
			WHERE x.payment_id = y.id ORDER BY x.id DESC LIMIT 1
		) m ON true
		WHERE y.batch_id = ${batchId} ORDER BY y.id`
}
