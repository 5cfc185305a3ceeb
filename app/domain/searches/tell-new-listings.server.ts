import { type Context, transact } from '#app/domain/context.server.ts'
import { writeMail } from '#app/domain/notifications/write-mail.server.ts'
import { type Alert, mostNamed } from './saved-search.ts'

/** A listing became public (topic listing.published) and search has it: it is new to alerts, the first time only. */
export async function noteFreshListing(ctx: Context, event: { payload: unknown }): Promise<void> {
	const { listingId } = event.payload as { listingId: string | number }
	await ctx.db.$executeRaw`SELECT note_fresh_listing(${BigInt(listingId)})`
}

/** Which of some listings a saved search finds; given by whoever knows the search engine. */
export type Matcher = (
	search: { query: string; accountId: bigint; organisationId: bigint },
	among: readonly bigint[],
) => Promise<bigint[]>

/** New listings looked through at once for one search. */
const window = 1_000
const searchesAtOnce = 200

type Due = {
	id: bigint
	accountId: bigint
	organisationId: bigint
	name: string
	query: string
	seenId: bigint
}

/**
 * Looks through the listings that became public since each search of this kind of alert last did, and mails what it finds:
 * one mail per search, nothing twice, nothing missed. The mark moves on with the mail in one transaction; of two workers
 * the slower one's work is thrown away. Answers how many mails were written.
 */
export async function tellNewListings(ctx: Context, alert: Exclude<Alert, 'off'>, match: Matcher): Promise<number> {
	const [newest] = await ctx.db.$queryRaw<{ id: bigint | null }[]>`SELECT max(id) AS id FROM fresh_listing`
	const head = newest?.id ?? 0n
	let told = 0
	for (let after = 0n; ; ) {
		const searches: Due[] = await ctx.db.savedSearch.findMany({
			where: { alert, seenId: { lt: head }, id: { gt: after } },
			orderBy: { id: 'asc' },
			take: searchesAtOnce,
		})
		for (const search of searches) if (await tellOne(ctx, search, head, match)) told++
		const last = searches.at(-1)
		if (!last) return told
		after = last.id
	}
}

async function tellOne(ctx: Context, search: Due, head: bigint, match: Matcher): Promise<boolean> {
	const found: bigint[] = []
	for (let seen = search.seenId; seen < head; ) {
		const fresh = await ctx.db.freshListing.findMany({
			where: { id: { gt: seen, lte: head } },
			orderBy: { id: 'asc' },
			take: window,
		})
		const last = fresh.at(-1)
		if (!last) break
		found.push(
			...(await match(
				search,
				fresh.map((row) => row.listingId),
			)),
		)
		seen = last.id
	}
	const named = found.slice(0, mostNamed)
	const rows = await ctx.db.listing.findMany({
		where: { id: { in: named } },
		select: { id: true, number: true, name: true, nameEn: true, provider: { select: { name: true, nameEn: true } } },
	})
	const listings = named.flatMap((id) => {
		const row = rows.find((one) => one.id === id)
		if (!row) return []
		const { number, name, nameEn, provider } = row
		return { number, name, nameEn, provider: provider.name, providerEn: provider.nameEn }
	})
	return transact(ctx, async (tx) => {
		const { count } = await tx.db.savedSearch.updateMany({
			where: { id: search.id, seenId: search.seenId, alert: { not: 'off' } },
			data: { seenId: head, ...(found.length > 0 ? { toldAt: tx.now } : {}) },
		})
		if (count === 0 || listings.length === 0) return false
		const details = {
			search: search.id.toString(),
			name: search.name,
			query: search.query,
			count: found.length,
			listings,
		}
		const event = `search/${search.id}/${head}`
		return (await writeMail(tx, { event, kind: 'new_listings', to: [search.accountId], details })) > 0
	})
}
