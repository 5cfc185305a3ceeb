import { system } from '#app/domain/identity/actor.ts'
import { workNextImport } from '#app/domain/imports/work-import.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** Reads or takes the next file of listings that waits; false when none does. */
export async function workOnNextImport(isStopping: () => boolean): Promise<boolean> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return workNextImport({ db: prisma, actor: system, now: rows[0]!.now }, isStopping)
}
