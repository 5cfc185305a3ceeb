import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { pool } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { mostRecent } from './saved-search.ts'

/** Notes are written together after so long: looking for something costs no write of its own. */
const secondsTogether = 1
const noted = new Map<bigint, string[]>()
let timer: NodeJS.Timeout | undefined

/** Notes what a signed-in person looked for; others are not noted. Within a second it stands in the table. */
export function noteSearch({ actor }: Pick<Context, 'actor'>, text: string): void {
	if (actor.type !== 'member' || text === '') return
	const texts = noted.get(actor.accountId) ?? []
	noted.set(actor.accountId, [text, ...texts.filter((other) => other !== text)].slice(0, mostRecent))
	if (timer) return
	timer = setTimeout(() => {
		timer = undefined
		// a note lost is no harm to anybody, an error unseen is
		writeNotes().catch((error: unknown) => logger.error({ err: error }, 'recent searches not written'))
	}, secondsTogether * 1000).unref()
}

/** Writes what was noted in this process. */
export async function writeNotes(): Promise<void> {
	if (noted.size === 0) return
	const rows = [...noted].map(([account, texts]) => ({ account: account.toString(), texts }))
	noted.clear()
	await pool.query(
		`INSERT INTO recent_search AS r (account_id, texts)
		SELECT account, texts FROM jsonb_to_recordset($1::jsonb) AS n(account bigint, texts text[]) ORDER BY account
		ON CONFLICT (account_id) DO UPDATE SET texts =
			(excluded.texts || ARRAY(SELECT t FROM unnest(r.texts) WITH ORDINALITY u(t, n) WHERE t <> ALL (excluded.texts) ORDER BY n))[1:$2]`,
		[JSON.stringify(rows), mostRecent],
	)
}

/** What one looked for lately, newest first. */
export async function recentSearches(ctx: Context): Promise<string[]> {
	if (ctx.actor.type !== 'member') return []
	const row = await ctx.db.recentSearch.findUnique({ where: { accountId: ctx.actor.accountId } })
	// what this process has not written yet comes first
	const fresh = noted.get(ctx.actor.accountId) ?? []
	return [...fresh, ...(row?.texts ?? []).filter((text) => !fresh.includes(text))].slice(0, mostRecent)
}

/** Forgets what one looked for. */
export async function clearRecentSearches(ctx: Context): Promise<void> {
	const { accountId } = memberOf(ctx.actor)
	noted.delete(accountId)
	await ctx.db.recentSearch.deleteMany({ where: { accountId } })
}
