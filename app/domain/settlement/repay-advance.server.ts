import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { RepayAdvanceInput } from './advance.ts'
import { findAdvance } from './find-advance.server.ts'

/**
 * Records that what a level owes for an advance came back, whole or in part: its money came in for it, or it is taken from its money
 * received before by a clearing decision. Throws advance.above_due, fund.not_received, order.date_in_future.
 */
export async function repayAdvance(ctx: Context, input: RepayAdvanceInput): Promise<void> {
	const advance = await findAdvance(ctx, input.advance)
	authorize(ctx.actor, 'receipt.record', { authorityId: advance.authorityId })
	if (input.repaidOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'repaidOn' })
	const { kind, amount: amountFen, documentNo, repaidOn } = input
	await callBooks(ctx, 'repay_advance', { advanceId: advance.id, kind, amountFen, documentNo, repaidOn })
}
