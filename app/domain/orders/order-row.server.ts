import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import type { BooksArgs } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { OrderModel } from '#app/platform/.server/prisma/models/Order.ts'
import type { OrderState } from './order.ts'

export type OrderRow = Omit<OrderModel, 'state'> & { state: OrderState }

/** The order of a public number. Throws not_found. Authorise before using it. */
export async function findOrder(ctx: Context, number: string): Promise<OrderRow> {
	const order = await ctx.db.order.findUnique({ where: { number } })
	if (!order) throw new DomainError('not_found', { number })
	return order as OrderRow // why: the database checks the state's values (order_state)
}

type Change = {
	/** columns to write, `state` among them when the step changes it */
	data: Prisma.OrderUpdateManyMutationInput
	/** audit action and outbox topic, such as `order.confirmed` */
	action: string
	/** what the timeline of both sides shows */
	details?: BooksArgs
	/** more that must still be as it was seen, besides the state */
	unchanged?: Prisma.OrderWhereInput
}

/**
 * A step of an order that moves no money: compare and swap, audit entry and outbox event in one transaction; `within`
 * adds what belongs to the same step. Throws state.changed_meanwhile when somebody else was first.
 */
export function changeOrder(
	ctx: Context,
	order: OrderRow,
	change: Change,
	within?: (tx: Context) => Promise<BooksArgs>,
): Promise<void> {
	return transact(ctx, async (tx) => {
		const { count } = await tx.db.order.updateMany({
			where: { id: order.id, state: order.state, ...change.unchanged },
			data: change.data,
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number: order.number })
		const added = within ? await within(tx) : {}
		await record(tx, change.action, order.number, { ...change.details, ...added })
		await announce(tx, change.action, { orderId: order.id, number: order.number })
	})
}
