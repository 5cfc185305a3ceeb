import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { marksOn, readSnapshot } from './listing-snapshot.ts'
import { orderMachine } from './order.ts'
import type { deliverForm } from './order-forms.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

/**
 * The provider delivers the report: file, number and date → delivered. Which marks (CMA, CNAS) were valid on the report's
 * date is written down with it. A report is not dated in the future.
 */
export async function deliverOrder(
	ctx: Context,
	input: { number: string } & z.output<typeof deliverForm>,
): Promise<void> {
	const order = await findOrder(ctx, input.number)
	authorize(ctx.actor, 'order.deliver', order)
	const state = step(orderMachine, 'deliver', order.state)
	if (input.reportOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'reportOn' })
	const marks = marksOn(readSnapshot(order.listingSnapshot), input.reportOn)
	const data = { state, reportNo: input.reportNo, reportOn: dateOf(input.reportOn), deliveredAt: ctx.now }
	await changeOrder(ctx, order, { data, action: 'order.delivered' }, async (tx) => {
		const { organisationId } = memberOf(tx.actor)
		const file = await storeFile(tx, input.file, { purpose: 'report', organisationId, orderId: order.id })
		return {
			reportNo: input.reportNo,
			reportOn: input.reportOn,
			file: file.uuid,
			sha256: file.sha256,
			validMarks: marks
				.filter((m) => m.valid)
				.map((m) => `${m.kind} ${m.number}`)
				.join(', '),
		}
	})
}
