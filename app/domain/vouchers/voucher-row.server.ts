import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A voucher with what its endings ask about, and the authority it is of. Throws not_found. Authorise before using it. */
export async function findVoucher(ctx: Context, number: string) {
	const voucher = await ctx.db.voucher.findUnique({
		where: { number },
		include: { entitlement: { select: { useBy: true, redeemBy: true } } },
	})
	if (!voucher) throw new DomainError('not_found', { number })
	const { authorityId } = await ctx.db.programme.findUniqueOrThrow({
		where: { id: voucher.programmeId },
		select: { authorityId: true },
	})
	return { ...voucher, authorityId }
}
