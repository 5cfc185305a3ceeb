import { listingsWithMarksEnded } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { documentsOf } from './documents.server.ts'
import { searchEngine } from './engine.server.ts'
import type { SearchEngine } from './engine.ts'

/**
 * Brings search up to date with one listing, whatever happened to it (topics listing.published, listing.changed,
 * listing.suspended): it is looked up, put in when public, else taken out. Events may come twice or out of order.
 */
export async function handleListingEvent(
	ctx: Context,
	event: { payload: unknown },
	engine: SearchEngine = searchEngine,
): Promise<void> {
	const { listingId } = event.payload as { listingId: string | number }
	await refresh(ctx, [BigInt(listingId)], engine)
}

/** Brings search up to date with some listings. */
export async function refresh(
	ctx: Context,
	ids: readonly bigint[],
	engine: SearchEngine = searchEngine,
): Promise<void> {
	const documents = await documentsOf(ctx, ids)
	const kept = new Set(documents.map((document) => document.id))
	await engine.index(documents)
	const gone = ids.filter((id) => !kept.has(id))
	if (gone.length > 0) await engine.remove(gone)
}

/** Takes marks that ran out in the last days out of search. Run once a day after midnight; running twice does no harm. */
export async function refreshExpiredMarks(ctx: Context, engine: SearchEngine = searchEngine): Promise<number> {
	const today = shanghaiDay(ctx.now)
	const ids = await listingsWithMarksEnded(ctx, addDays(today, -8), today)
	for (let start = 0; start < ids.length; start += 500) await refresh(ctx, ids.slice(start, start + 500), engine)
	return ids.length
}

/** Builds every document anew, 500 at a time, and calls `progress` with how many of how many are done. */
export async function reindex(
	ctx: Context,
	progress: (done: number, total: number) => void = () => {},
	engine: SearchEngine = searchEngine,
): Promise<number> {
	const total = await ctx.db.listing.count()
	let done = 0
	let after = 0n
	for (;;) {
		const rows = await ctx.db.listing.findMany({
			where: { id: { gt: after } },
			orderBy: { id: 'asc' },
			take: 500,
			select: { id: true },
		})
		const last = rows.at(-1)
		if (!last) return done
		await refresh(
			ctx,
			rows.map((row) => row.id),
			engine,
		)
		after = last.id
		done += rows.length
		progress(done, total)
	}
}
