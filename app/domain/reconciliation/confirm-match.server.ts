import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf } from '#app/lib/time.ts'
import { findLine } from './find-line.server.ts'
import { findPayment } from './match-pool.server.ts'
import { settleLine } from './match-statement.server.ts'
import { compare } from './matching.ts'

/**
 * A person says which payment a bank line is: money out settles it, money in returns it. Only equal amounts close
 * (payment.amount_differs), and only a payment under way, or one that was paid and now comes back.
 */
export async function confirmMatch(ctx: Context, input: { lineId: string; paymentNumber: string }): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	const payment = await findPayment(ctx, line.authorityId, input.paymentNumber.trim())
	if (!payment) throw new DomainError('not_found', { field: 'paymentNumber' })
	const candidate = compare({ ...line, bookedOn: dayOf(line.bookedOn) }, payment)
	const amount = line.amountFen === null ? null : line.amountFen < 0n ? -line.amountFen : line.amountFen
	if (amount !== payment.amountFen)
		throw new DomainError('payment.amount_differs', { number: payment.number, field: 'paymentNumber' })

	await settleLine(ctx, line, candidate)
}
