import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** The context of work that nobody asked for, at this moment of the database's clock. */
export async function workContext(): Promise<Context> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return { db: prisma, actor: system, now: rows[0]!.now }
}
