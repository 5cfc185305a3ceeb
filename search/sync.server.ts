import { listingsWithMarksEnded } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { documentsOf } from './documents.server.ts'
import { ownEngine, searchEngine } from './engine.server.ts'
import type { SearchEngine } from './engine.ts'
import type { MeiliIndex } from './meili-index.server.ts'

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
	for (let start = 0; start < ids.length; start += chunk) await refresh(ctx, ids.slice(start, start + chunk), engine)
	return ids.length
}

/** Builds every document of the database's own engine anew, 500 at a time, and calls `progress` with how many of how many are done. */
export async function reindex(
	ctx: Context,
	progress: (done: number, total: number) => void = () => {},
	engine: SearchEngine = ownEngine,
): Promise<number> {
	let done = 0
	for await (const { ids, total } of allListings(ctx)) {
		await refresh(ctx, ids, engine)
		done += ids.length
		progress(done, total)
	}
	return done
}

/**
 * Builds the index of a server anew beside the one in use, which is taken out of use when the new one is whole. What was
 * changed meanwhile went to the old one: it is brought up to date afterwards.
 */
export async function rebuildIndex(
	ctx: Context,
	progress: (done: number, total: number) => void,
	server: SearchEngine & MeiliIndex,
): Promise<number> {
	let done = 0
	async function* batches() {
		for await (const { ids, total } of allListings(ctx)) {
			yield await documentsOf(ctx, ids)
			done += ids.length
			progress(done, total)
		}
	}
	await server.rebuild(batches())
	const changed = await ctx.db.listing.findMany({ where: { updatedAt: { gte: ctx.now } }, select: { id: true } })
	for (let start = 0; start < changed.length; start += chunk)
		await refresh(
			ctx,
			changed.slice(start, start + chunk).map(({ id }) => id),
			server,
		)
	return done
}

const chunk = 500

/** Every listing by id, some hundred at a time, with how many there are. */
async function* allListings(ctx: Context): AsyncGenerator<{ ids: bigint[]; total: number }> {
	const total = await ctx.db.listing.count()
	let after = 0n
	for (;;) {
		const rows = await ctx.db.listing.findMany({
			where: { id: { gt: after } },
			orderBy: { id: 'asc' },
			take: chunk,
			select: { id: true },
		})
		const last = rows.at(-1)
		if (!last) return
		yield { ids: rows.map((row) => row.id), total }
		after = last.id
	}
}
