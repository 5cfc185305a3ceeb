import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

export type OrderFilePurpose = 'contract' | 'report' | 'fapiao' | 'transfer-slip'

/** The newest file of a purpose of an order, or null. */
export function newestFile(ctx: Context, orderId: bigint, purpose: OrderFilePurpose) {
	return ctx.db.storedFile.findFirst({ where: { orderId, purpose }, orderBy: { id: 'desc' } })
}

/**
 * Makes sure that somebody agrees to the very file they looked at (`seen` is its SHA-256). Throws state.changed_meanwhile
 * when a newer one was put in its place, order.contract_missing when there is none.
 */
export async function sameFileAsSeen(ctx: Context, orderId: bigint, purpose: 'contract', seen: string): Promise<void> {
	const newest = await newestFile(ctx, orderId, purpose)
	if (!newest) throw new DomainError('order.contract_missing')
	if (newest.sha256 !== seen) throw new DomainError('state.changed_meanwhile')
}
