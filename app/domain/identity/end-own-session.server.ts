import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from './policy.ts'

/** Signs one other browser of the same person out, or all others (`null`), at once; the browser asking stays. */
export async function endOwnSession(ctx: Context, own: { tokenHash: string }, id: bigint | null): Promise<number> {
	const { accountId } = memberOf(ctx.actor)
	const { count } = await ctx.db.session.updateMany({
		where: { accountId, revokedAt: null, NOT: own, ...(id === null ? {} : { id }) },
		data: { revokedAt: ctx.now },
	})
	return count
}
