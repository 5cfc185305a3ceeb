import { system } from '#app/domain/identity/actor.ts'
import { workNextStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** Reads or accepts the next bank file that waits; false when none does. */
export async function workOnNextStatementFile(isStopping: () => boolean): Promise<boolean> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return workNextStatementFile({ db: prisma, actor: system, now: rows[0]!.now }, isStopping)
}
