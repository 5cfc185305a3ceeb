import type { Context } from '#app/domain/context.server.ts'
import type { ClassPrices } from '#app/lib/pay-pieces.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { readBuyer } from './buyer.server.ts'
import { indicativeCurves, subsidyCurves } from './pay-curves.server.ts'

/** Where a voucher pays a part today: an enterprise's own; for any other organisation an open programme would. */
export async function coveredPrices(ctx: Context, organisationId: bigint): Promise<readonly ClassPrices[]> {
	const { kind } = await ctx.db.organisation.findUniqueOrThrow({
		where: { id: organisationId },
		select: { kind: true },
	})
	const curves =
		kind === 'enterprise'
			? await subsidyCurves(ctx, await readBuyer(ctx, organisationId))
			: await indicativeCurves(ctx, shanghaiDay(ctx.now))
	return curves.covered
}
