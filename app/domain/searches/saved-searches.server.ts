import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { isSignature } from '#app/platform/signing.server.ts'
import { type Alert, stopPurpose } from './saved-search.ts'

/** One's own saved searches, newest first. */
export async function ownSavedSearches(ctx: Context) {
	const { accountId } = memberOf(ctx.actor)
	const rows = await ctx.db.savedSearch.findMany({
		where: { accountId },
		orderBy: { id: 'desc' },
		select: { id: true, name: true, query: true, alert: true, toldAt: true, createdAt: true },
	})
	return rows.map((row) => ({ ...row, id: row.id.toString(), alert: row.alert as Alert }))
}

/** The search a signed link is about, for whoever holds the link; null when the link is not ours or the search is gone. */
export async function signedSearch(ctx: Context, id: string, signature: string) {
	if (!/^\d{1,18}$/.test(id) || !isSignature(stopPurpose, id, signature)) return null
	const row = await ctx.db.savedSearch.findUnique({ where: { id: BigInt(id) } })
	return row && { id: row.id, name: row.name, alert: row.alert as Alert }
}
