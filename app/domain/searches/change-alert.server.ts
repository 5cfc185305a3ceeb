import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Alert } from './saved-search.ts'
import { signedSearch } from './saved-searches.server.ts'

/** Changes how one's own saved search tells of new listings. Turned on, it begins with what becomes public from now on. */
export async function changeAlert(ctx: Context, input: { search: bigint; alert: Alert }): Promise<void> {
	const { accountId } = memberOf(ctx.actor)
	const count = await setAlert(ctx, input.search, input.alert, accountId)
	if (count === 0) throw new DomainError('not_found')
}

/** Ends the alert of a saved search by the signed link of its mail, without signing in. Answers its name; null: no such link. */
export async function stopAlert(ctx: Context, id: string, signature: string): Promise<string | null> {
	const search = await signedSearch(ctx, id, signature)
	if (!search) return null
	await setAlert(ctx, search.id, 'off', null)
	return search.name
}

const setAlert = (ctx: Context, id: bigint, alert: Alert, accountId: bigint | null) => ctx.db.$executeRaw`
	UPDATE saved_search s SET alert = ${alert},
		seen_id = CASE WHEN s.alert = 'off' THEN greatest(s.seen_id, coalesce((SELECT max(id) FROM fresh_listing), 0)) ELSE s.seen_id END
	WHERE s.id = ${id} AND (${accountId}::bigint IS NULL OR s.account_id = ${accountId})`
