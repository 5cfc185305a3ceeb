import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { matchNextStatement } from '#app/domain/reconciliation/match-next-statement.server.ts'
import { workNextStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** Reads or accepts the next bank file that waits, or goes on with matching what was taken; false when nothing waits. */
export async function workOnNextStatementFile(isStopping: () => boolean): Promise<boolean> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	const ctx: Context = { db: prisma, actor: system, now: rows[0]!.now }
	return (await workNextStatementFile(ctx, isStopping)) || matchNextStatement(ctx)
}
