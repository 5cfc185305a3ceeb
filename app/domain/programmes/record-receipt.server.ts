import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { ReceiptInput } from './fund-forms.ts'
import { findFund } from './fund-row.server.ts'

/** Records money that has reached the payer's account for a source; batches pay only from it. Throws fund.not_approved. */
export async function recordReceipt(ctx: Context, number: string, input: ReceiptInput): Promise<void> {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'receipt.record', { authorityId: fund.authorityId })
	if (input.receivedOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'receivedOn' })
	await callBooks(ctx, 'record_receipt', {
		fundId: fund.id,
		sourceNo: input.source,
		documentNo: input.documentNo,
		amountFen: input.amount,
		receivedOn: input.receivedOn,
	})
}
