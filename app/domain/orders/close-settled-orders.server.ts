import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { claimEvidence } from './claim-evidence.server.ts'
import { orderMachine } from './order.ts'
import { changeOrder, type OrderRow } from './order-row.server.ts'

/**
 * Closes the accepted orders on which nothing is left to do: with public money once its claim is paid, without once
 * contract, report, invoice and payment agree. The worker calls it; at most `limit` at a time, answers how many closed.
 */
export async function closeSettledOrders(ctx: Context, limit = 200): Promise<number> {
	const rows = await ctx.db.$queryRaw<{ id: bigint; paid: boolean }[]>`
		SELECT o.id, o.voucher_fen > 0 AS paid FROM "order" o
		WHERE o.state = 'accepted' AND CASE WHEN o.voucher_fen > 0
			THEN EXISTS (SELECT FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE l.order_id = o.id AND c.state = 'paid')
			ELSE EXISTS (SELECT FROM invoice_part i WHERE i.order_id = o.id) AND o.final_price_fen <= (
				SELECT sum(p.amount_fen) FROM own_payment p WHERE p.order_id = o.id AND p.confirmed_at IS NOT NULL) END
		ORDER BY o.id LIMIT ${limit}`
	const withoutPublicMoney = rows.filter(({ paid }) => !paid).map(({ id }) => id)
	const evidence = await claimEvidence(ctx, withoutPublicMoney)
	const open = new Set(evidence.filter(({ missing }) => missing.length > 0).map(({ orderId }) => orderId))
	const settled = rows.map(({ id }) => id).filter((id) => !open.has(id))
	const orders = (await ctx.db.order.findMany({ where: { id: { in: settled }, state: 'accepted' } })) as OrderRow[]
	let closed = 0
	for (const order of orders) {
		try {
			await changeOrder(ctx, order, {
				data: { state: step(orderMachine, 'close', order.state) },
				action: 'order.closed',
			})
			closed++
		} catch (error) {
			// why: another worker was faster
			if (!(error instanceof DomainError)) throw error
		}
	}
	return closed
}
