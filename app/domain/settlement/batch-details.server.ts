import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { offers } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import { type BatchEvent, batchMachine, filesOf, type PayerProfile, type PaymentState } from './batch.ts'
import { findBatch, reviewersOf } from './find-batch.server.ts'
import { isTestBatch } from './payment-order.server.ts'

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
	authorize(ctx.actor, 'batch.view', { authorityId: batch.authorityId })
	const [lines, payees, payments, people, cash, reviewers, isTest] = await Promise.all([
		linesOf(ctx, batch.id),
		payeesOf(ctx, batch.id),
		paymentsOf(ctx, batch.id),
		peopleOf(ctx, [batch.createdById, batch.lockedById, batch.approvedById, batch.sentById]),
		ctx.db.fundCash.findUnique({ where: { fundId_sourceNo: { fundId: batch.fundId, sourceNo: batch.sourceNo } } }),
		reviewersOf(ctx, batch.id),
		isTestBatch(ctx, batch),
	])
	const makers = [batch.createdById, batch.lockedById]
	const rights: Record<BatchEvent, boolean> = {
		change: can(ctx.actor, 'batch.lock', { authorityId: batch.authorityId }),
		lock: can(ctx.actor, 'batch.lock', { authorityId: batch.authorityId, doneBy: reviewers }),
		approve: can(ctx.actor, 'batch.approve', { authorityId: batch.authorityId, doneBy: makers }),
		send: can(ctx.actor, 'batch.send', { authorityId: batch.authorityId }),
		void: can(ctx.actor, batch.state === 'approved' ? 'batch.approve' : 'batch.lock', {
			authorityId: batch.authorityId,
		}),
	}
	const { fund, source } = batch
	return {
		number: batch.number,
		state: batch.state,
		contentHash: batch.contentHash,
		approvalDocumentNo: batch.approvalDocumentNo,
		messageId: batch.messageId,
		isTest,
		fund: { number: fund.number, name: fund.name },
		source: {
			no: source.sourceNo,
			name: source.name,
			nameEn: source.nameEn,
			profile: source.payerProfile as PayerProfile,
			accountNo: maskAccount(source.accountNo),
			accountName: source.accountName,
			bankName: source.bankName,
		},
		lineCount: payees.reduce((n, payee) => n + payee.lineCount, 0),
		totalFen: payees.reduce((total, payee) => total + payee.amountFen, 0n) as Money,
		freeFen: ((cash?.receivedFen ?? 0n) - (cash?.releasedFen ?? 0n)) as Money,
		lines,
		payees,
		payments: payments.map((payment) => ({ ...payment, accountNo: maskAccount(payment.accountNo) })),
		files:
			batch.messageId && can(ctx.actor, 'batch.download', { authorityId: batch.authorityId })
				? filesOf[source.payerProfile as PayerProfile]
				: [],
		created: { by: people.get(batch.createdById) ?? '', at: batch.createdAt },
		locked: batch.lockedById && batch.lockedAt ? { by: people.get(batch.lockedById) ?? '', at: batch.lockedAt } : null,
		approved:
			batch.approvedById && batch.approvedAt
				? { by: people.get(batch.approvedById) ?? '', at: batch.approvedAt }
				: null,
		sent: batch.sentById && batch.sentAt ? { by: people.get(batch.sentById) ?? '', at: batch.sentAt } : null,
		closedAt: batch.closedAt,
		may: offers(batchMachine, batch.state).filter((event) => rights[event]),
	}
}
export type BatchDetails = Awaited<ReturnType<typeof getBatch>>

function linesOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<BatchLine[]>`
		SELECT l.pay_line_id AS "payLineId", c.number AS claim, c.mode, o.name AS claimant, o.name_en AS "claimantEn", o.is_demo AS "isDemo",
			l.amount_fen AS "amountFen", l.attempt::int, l.returned, y.number AS payment
		FROM settlement_line l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN organisation o ON o.id = c.claimant_id
		LEFT JOIN payment y ON y.id = l.payment_id
		WHERE l.batch_id = ${batchId} ORDER BY l.id LIMIT ${batchLinesMax}`
}

function payeesOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<PayeeTotal[]>`
		SELECT o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", count(*)::int AS "lineCount", sum(l.amount_fen)::bigint AS "amountFen",
			EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed') AS "hasAccount"
		FROM settlement_line l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN organisation o ON o.id = c.claimant_id
		WHERE l.batch_id = ${batchId} GROUP BY o.id ORDER BY sum(l.amount_fen) DESC, o.id`
}

function paymentsOf(ctx: Context, batchId: bigint) {
	return ctx.db.$queryRaw<BatchPayment[]>`
		SELECT y.number, o.name AS payee, o.name_en AS "payeeEn", o.is_demo AS "isDemo", y.account_no AS "accountNo", y.bank_name AS "bankName",
			y.bank_code AS "bankCode", y.amount_fen AS "amountFen", y.code, y.state, y.settled_at AS "settledAt", y.return_reason AS "returnReason",
			(SELECT count(*) FROM settlement_line l WHERE l.payment_id = y.id)::int AS "lineCount",
			m.number AS "statementNumber", m.line_id AS "statementLineId"
		FROM payment y
		JOIN organisation o ON o.id = y.payee_id
		LEFT JOIN LATERAL (
			SELECT s.number, x.statement_line_id AS line_id FROM statement_match x
			JOIN statement_line l ON l.id = x.statement_line_id JOIN statement s ON s.id = l.statement_id
			WHERE x.payment_id = y.id ORDER BY x.id DESC LIMIT 1
		) m ON true
		WHERE y.batch_id = ${batchId} ORDER BY y.id`
}

async function peopleOf(ctx: Context, ids: readonly (bigint | null)[]): Promise<ReadonlyMap<bigint, string>> {
	const people = await ctx.db.account.findMany({
		where: { id: { in: ids.filter((id) => id !== null) } },
		select: { id: true, name: true },
	})
	return new Map(people.map((person) => [person.id, person.name]))
}
