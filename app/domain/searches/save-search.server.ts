import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { mostSaved, type SaveSearchInput } from './saved-search.ts'

/**
 * Keeps a search under a name; alerts tell of listings that become public from now on. The same search saved again takes
 * the new name and alert. Refuses search.too_many beyond `mostSaved`.
 */
export async function saveSearch(ctx: Context, { name, query, alert }: SaveSearchInput): Promise<void> {
	const { accountId, organisationId } = memberOf(ctx.actor)
	const count = await ctx.db.$executeRaw`
		INSERT INTO saved_search (account_id, organisation_id, name, query, alert, seen_id)
		SELECT ${accountId}, ${organisationId}, ${name}, ${query}, ${alert}, coalesce((SELECT max(id) FROM fresh_listing), 0)
		WHERE (SELECT count(*) FROM saved_search WHERE account_id = ${accountId} AND query <> ${query}) < ${mostSaved}
		ON CONFLICT ON CONSTRAINT saved_search_once DO UPDATE SET name = excluded.name, alert = excluded.alert,
			seen_id = CASE WHEN saved_search.alert = 'off' THEN excluded.seen_id ELSE saved_search.seen_id END`
	if (count === 0) throw new DomainError('search.too_many', { n: mostSaved })
}
