import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan, type Money } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { FoundBatch } from './find-batch.server.ts'
import type { OutgoingPayment, PaymentOrder } from './pain001.ts'
import type { SheetBasis } from './payment-sheet.ts'

/** Whether money of a batch could only be demo money: its authority or one of its payees is invented. */
export async function isTestBatch(ctx: Context, batch: { id: bigint; authorityId: bigint }): Promise<boolean> {
	const [answer] = await ctx.db.$queryRaw<{ isTest: boolean }[]>`
		SELECT EXISTS (SELECT FROM organisation WHERE id = ${batch.authorityId} AND is_demo)
			OR EXISTS (SELECT FROM payment p JOIN organisation o ON o.id = p.payee_id
				WHERE p.batch_id = ${batch.id} AND o.is_demo) AS "isTest"`
	return answer!.isTest
}

/** Everything the payer's files say about a sent batch. Throws state.not_allowed before it is sent. */
export async function paymentOrder(ctx: Context, batch: FoundBatch): Promise<PaymentOrder> {
	if (!batch.messageId || !batch.sentAt)
		throw new DomainError('state.not_allowed', { event: 'download', state: batch.state })
	const [authority, payments, isTest] = await Promise.all([
		ctx.db.organisation.findUniqueOrThrow({
			where: { id: batch.authorityId },
			select: { name: true, creditCode: true },
		}),
		outgoingPayments(ctx, batch.id),
		isTestBatch(ctx, batch),
	])
	const { accountName, accountNo, bankName, bankCode } = batch
	return {
		messageId: batch.messageId,
		batchNumber: batch.number,
		createdAt: batch.sentAt,
		executionOn: shanghaiDay(batch.sentAt),
		initiator: authority,
		payer: { accountName, accountNo, bankName, bankCode },
		payments,
		isTest,
	}
}

type AdviceRow = { paymentId: bigint; claim: string; amountFen: Money; orders: string[] | null }

async function outgoingPayments(ctx: Context, batchId: bigint): Promise<OutgoingPayment[]> {
	const payments = await ctx.db.payment.findMany({ where: { batchId }, orderBy: { id: 'asc' } })
	const rows = await ctx.db.$queryRaw<AdviceRow[]>`
		SELECT l.payment_id AS "paymentId", c.number AS claim, l.amount_fen AS "amountFen",
			array_agg(DISTINCT o.number) FILTER (WHERE o.id IS NOT NULL) AS orders
		FROM settlement_line l
		JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id
		LEFT JOIN claim_line cl ON cl.claim_id = c.id LEFT JOIN "order" o ON o.id = cl.order_id
		WHERE l.batch_id = ${batchId}
		GROUP BY l.id, c.number ORDER BY l.id`
	const advice = new Map<bigint, string[]>()
	for (const row of rows) {
		const told = advice.get(row.paymentId) ?? []
		told.push(`${row.claim} ${formatYuan(row.amountFen)}${row.orders ? `：${row.orders.join('、')}` : ''}`)
		advice.set(row.paymentId, told)
	}
	return payments.map((payment) => ({
		...payment,
		amountFen: payment.amountFen as Money,
		advice: advice.get(payment.id) ?? [],
	}))
}

/** The budget side of a batch's sheet. */
export async function sheetBasis(ctx: Context, batch: FoundBatch): Promise<SheetBasis> {
	const appropriations = await ctx.db.appropriation.findMany({
		where: { fundId: batch.fundId, sourceNo: batch.sourceNo, state: 'approved' },
		orderBy: { id: 'asc' },
		select: { documentNo: true },
	})
	return {
		approvalDocumentNo: batch.approvalDocumentNo ?? '',
		fundName: batch.fundName,
		sourceName: batch.sourceName,
		projectCode: batch.projectCode,
		functionalClass: batch.functionalClass,
		economicClass: batch.economicClass,
		appropriationDocuments: [...new Set(appropriations.map((a) => a.documentNo))],
	}
}
