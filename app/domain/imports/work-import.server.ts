import { setImmediate as breathe } from 'node:timers/promises'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { ListingImport } from '#app/platform/.server/prisma/client.ts'
import { takeImport } from './accept-import.server.ts'
import type { ImportRefusal, KnownMapping } from './listing-import.ts'
import { readImport } from './read-import.server.ts'

/** Seconds without a beat after which another worker takes a file over, and how often it is tried in all. */
const silentSeconds = 60
const mostAttempts = 3
const beatMilliseconds = 500

/** Thrown out of a reading that is not to go on: another worker has it, or this one stops. */
class Left extends Error {}

/** Works on the next file of listings that waits to be read or accepted; answers whether there was one. */
export async function workNextImport(ctx: Context, isStopping: () => boolean = () => false): Promise<boolean> {
	const [next] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT id FROM listing_import WHERE state IN ('queued', 'reading', 'accepting')
			AND (beat_at IS NULL OR beat_at < now() - make_interval(secs => ${silentSeconds})) ORDER BY id LIMIT 1`
	return next ? workImport(ctx, next.id, isStopping) : false
}

/** Reads a file that waits, or takes one that a person accepted. False when it waits for nobody, or somebody else has it. */
export async function workImport(ctx: Context, id: bigint, isStopping: () => boolean = () => false): Promise<boolean> {
	const [mine] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		UPDATE listing_import SET state = CASE state WHEN 'queued' THEN 'reading' ELSE state END, attempts = attempts + 1, beat_at = now()
		WHERE id = (SELECT id FROM listing_import WHERE id = ${id} AND state IN ('queued', 'reading', 'accepting')
			AND (beat_at IS NULL OR beat_at < now() - make_interval(secs => ${silentSeconds})) FOR UPDATE SKIP LOCKED)
		RETURNING id`
	const file = mine && (await ctx.db.listingImport.findUniqueOrThrow({ where: { id } }))
	if (!file) return false
	try {
		if (file.attempts > mostAttempts) throw new DomainError('import.given_up', { n: mostAttempts })
		if (file.state === 'accepting') await takeImport(ctx, file)
		else await read(ctx, file, isStopping)
	} catch (error) {
		if (error instanceof Left) return true
		if (!(error instanceof DomainError)) throw error
		await refuseImport(ctx, id, { code: error.code, details: error.details as ImportRefusal['details'] })
	}
	return true
}

async function read(ctx: Context, file: ListingImport, isStopping: () => boolean): Promise<void> {
	const { id, attempts, sha256 } = file
	const mine = { id, attempts, state: 'reading' }
	let last = performance.now()
	const figures = await readImport(ctx, { id, sha256, mapping: file.mapping as KnownMapping }, async (so) => {
		await breathe()
		if (isStopping()) {
			const back = { state: 'queued', attempts: attempts - 1, beatAt: null }
			await ctx.db.listingImport.updateMany({ where: mine, data: back })
			throw new Left()
		}
		if (performance.now() - last < beatMilliseconds) return
		last = performance.now()
		const { count } = await ctx.db.listingImport.updateMany({ where: mine, data: { ...so, beatAt: new Date() } })
		if (count === 0) throw new Left()
	})
	await ctx.db.listingImport.updateMany({
		where: mine,
		data: { ...figures, state: 'preview', doneBytes: file.sizeBytes, attempts: 0, beatAt: null },
	})
}

/** Keeps a refused file with its sentence; what was read of it goes. */
async function refuseImport(ctx: Context, id: bigint, refusal: ImportRefusal): Promise<void> {
	await ctx.db.listingImport.updateMany({
		where: { id, state: { in: ['reading', 'accepting'] } },
		data: { state: 'refused', refusal, endedAt: ctx.now },
	})
	await ctx.db.$executeRaw`DELETE FROM staged_listing WHERE import_id = ${id}`
}
