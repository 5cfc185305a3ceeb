import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { handlersOf } from './handlers.ts'

type Event = { id: string; topic: string; payload: unknown; attempts: number; now: Date }

const batchSize = 20
/** After so many failures an event waits for a person: it stays in the table with its error. */
const mostAttempts = 20

/** Seconds until the next try after so many failures: 1, 2, 4 … at most an hour. */
const backOff = (attempts: number) => Math.min(3_600, 2 ** (attempts - 1))

/**
 * Times are kept to the millisecond, rounded: an event may seem half of one in the future.
 * Takes up to `batchSize` waiting events, oldest first, passes each to its handlers and marks it done. Events other
 * workers hold are skipped. A crash gives them all back, so handlers see an event at least once and must bear it twice.
 * Returns how many were taken.
 */
export async function workOutbox(): Promise<number> {
	const client = await pool.connect()
	try {
		await client.query('BEGIN')
		const { rows } = await client.query<Event>(
			`SELECT id, topic, payload, attempts, business_now() AS now FROM outbox_event
			WHERE done_at IS NULL AND not_before <= now() + interval '1 millisecond' AND attempts < $2
			ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
			[batchSize, mostAttempts],
		)
		for (const event of rows) {
			const failure = await handle(event)
			if (failure === null)
				await client.query(
					'UPDATE outbox_event SET done_at = now(), attempts = attempts + 1, last_error = NULL WHERE id = $1',
					[event.id],
				)
			else
				await client.query(
					`UPDATE outbox_event SET attempts = attempts + 1, last_error = $2, not_before = clock_timestamp() + make_interval(secs => $3) WHERE id = $1`,
					[event.id, failure.slice(0, 2_000), backOff(event.attempts + 1)],
				)
		}
		await client.query('COMMIT')
		return rows.length
	} catch (error) {
		await client.query('ROLLBACK').catch(() => {})
		throw error
	} finally {
		client.release()
	}
}

/** Null when every handler of the event's topic did its work, else what went wrong. */
async function handle(event: Event): Promise<string | null> {
	const ctx: Context = { db: prisma, actor: system, now: event.now }
	try {
		for (const handler of handlersOf(event.topic)) await handler(ctx, event)
		return null
	} catch (error) {
		logger.error({ event: event.id, topic: event.topic, attempts: event.attempts + 1, err: error }, 'event not handled')
		return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
	}
}
