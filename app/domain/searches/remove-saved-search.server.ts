import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'

/** Gives up one's own saved search; its mails end with it. */
export async function removeSavedSearch(ctx: Context, id: bigint): Promise<void> {
	const { accountId } = memberOf(ctx.actor)
	await ctx.db.savedSearch.deleteMany({ where: { id, accountId } })
}
