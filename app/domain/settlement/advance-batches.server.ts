import type { Context } from '#app/domain/context.server.ts'
import { databaseError } from '#app/domain/ledger/call-books.server.ts'
import { refusals } from '#app/lib/errors.ts'

/** A chunk that could not be done is tried again after so many seconds. */
const pauseSeconds = 30

/**
 * Does the next chunk of a batch that is being locked or sent: one transaction, and the cursor moves with it, so that
 * whoever dies, the next goes on where the last chunk ended. Two workers never do the same chunk. What refuses it is kept
 * for people to see, and it is tried again. False when nothing is under way.
 */
export async function advanceNextBatch(ctx: Context): Promise<boolean> {
	const [run] = await ctx.db.$queryRaw<{ batchId: bigint }[]>`
		SELECT batch_id AS "batchId" FROM batch_run
		WHERE error IS NULL OR tried_at < ${ctx.now}::timestamptz - make_interval(secs => ${pauseSeconds})
		ORDER BY tried_at, batch_id LIMIT 1`
	if (!run) return false
	try {
		await ctx.db.$queryRaw`SELECT advance_batch(${run.batchId}, ${ctx.now}::timestamptz)::text AS answer`
	} catch (error) {
		const { state, message, detail } = databaseError(error)
		const isRefusal = state === 'VR001' && Object.hasOwn(refusals, message)
		const why = isRefusal ? { code: message, details: JSON.parse(detail || '{}') } : { code: 'unknown', details: {} }
		await ctx.db
			.$queryRaw`SELECT stop_batch(${run.batchId}, ${JSON.stringify(why)}::jsonb, ${ctx.now}::timestamptz)::text AS answer`
		if (!isRefusal) throw error
	}
	return true
}
