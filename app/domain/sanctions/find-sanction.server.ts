import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A sanction by its number. Throws not_found. Authorise before using it. */
export async function findSanction(ctx: Context, number: string) {
	const sanction = await ctx.db.sanction.findUnique({ where: { number } })
	if (!sanction) throw new DomainError('not_found', { number })
	return sanction
}
