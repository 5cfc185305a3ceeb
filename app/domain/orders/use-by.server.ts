import type { Context } from '#app/domain/context.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { OrderRow } from './order-row.server.ts'

/**
 * Refuses an event that comes too late for the order's voucher: where the rules count this event and it happens after the
 * use-by day. What then remains is an extension, or letting the share lapse. Throws voucher.too_late.
 */
export async function refuseTooLate(
	ctx: Context,
	order: OrderRow,
	event: 'contract' | 'acceptance',
	on: LocalDate,
): Promise<void> {
	if (!order.voucherId || !order.versionId || order.voucherFen === 0n) return
	const voucher = await ctx.db.voucher.findUniqueOrThrow({
		where: { id: order.voucherId },
		select: { number: true, entitlement: { select: { useBy: true } } },
	})
	const useBy = voucher.entitlement.useBy && dayOf(voucher.entitlement.useBy)
	if (!useBy || on <= useBy) return
	const { grant } = await documentOf(ctx, order.versionId)
	if (grant.useBy?.event === event) throw new DomainError('voucher.too_late', { number: voucher.number, useBy })
}
