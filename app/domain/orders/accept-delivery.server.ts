import { type Context, readByNumber } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type OrderState, orderMachine } from './order.ts'
import { requestAcceptance } from './order-queue.server.ts'
import { findOrder } from './order-row.server.ts'
import { refuseTooLate } from './use-by.server.ts'

/** What acceptance looks at, in one statement. */
type Row = {
	number: string
	id: string
	state: OrderState
	enterpriseId: string
	report: string | null
	useBy: string | null
}
const ordersToAccept = {
	name: 'orders_to_accept',
	text: `SELECT o.number, o.id::text, o.state, o.enterprise_id::text AS "enterpriseId",
		(SELECT f.sha256 FROM stored_file f WHERE f.order_id = o.id AND f.purpose = 'report' ORDER BY f.id DESC LIMIT 1) AS report,
		(SELECT e.use_by::text FROM entitlement e WHERE e.id = o.entitlement_id) AS "useBy"
		FROM "order" o WHERE o.number = ANY ($1::text[])`,
}
const findToAccept = readByNumber<Row>(ordersToAccept)

/**
 * The enterprise accepts the report it has read (`seen` is the file's SHA-256): the confirmed public share is redeemed
 * (核销), the rest of the holds goes back to the voucher. Throws not_found, order.report_missing, or state.changed_meanwhile
 * when another report was delivered since, voucher.too_late where the voucher had to be used up by accepted work before today.
 */
export async function acceptDelivery(ctx: Context, { number, seen }: { number: string; seen: string }): Promise<void> {
	const order = await findToAccept(ctx, number)
	authorize(ctx.actor, 'order.accept', { enterpriseId: BigInt(order.enterpriseId) })
	if (order.state !== 'delivered' && (await isRepeat(ctx, number))) return
	step(orderMachine, 'accept', order.state)
	if (!order.report) throw new DomainError('order.report_missing')
	if (order.report !== seen) throw new DomainError('state.changed_meanwhile')
	const today = shanghaiDay(ctx.now)
	if (order.useBy !== null && order.useBy < today)
		await refuseTooLate(ctx, await findOrder(ctx, number), 'acceptance', today)
	await requestAcceptance(ctx, { orderId: order.id })
}
