import { system } from '#app/domain/identity/actor.ts'
import { advanceNextBatch } from '#app/domain/settlement/advance-batches.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** Locks or sends the next part of a large batch; false when none is under way. */
export async function advanceNext(): Promise<boolean> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return advanceNextBatch({ db: prisma, actor: system, now: rows[0]!.now })
}
