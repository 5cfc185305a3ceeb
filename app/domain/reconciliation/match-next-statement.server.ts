import type { Context } from '#app/domain/context.server.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { matchStatement } from './match-statement.server.ts'

/** Seconds without a beat after which another worker goes on, and how often it is begun without a line that closes. */
const silentSeconds = 30
const mostAttempts = 3
const isFree = Prisma.sql`attempts < ${mostAttempts} AND (beat_at IS NULL OR beat_at < now() - make_interval(secs => ${silentSeconds}))`

/** Goes on with the next taken statement whose matching was never begun or fell silent; answers whether there was one. */
export async function matchNextStatement(ctx: Context): Promise<boolean> {
	const [next] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT statement_id AS id FROM match_run WHERE ${isFree} ORDER BY statement_id LIMIT 1`
	return next !== undefined && matchTaken(ctx, next.id)
}

/**
 * Closes what is certain of a taken statement, once: killed on the way it is gone on with, and what was closed stays closed.
 * False when nothing of it is to be done, or somebody else is at it.
 */
export async function matchTaken(ctx: Context, statementId: bigint): Promise<boolean> {
	const [mine] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		UPDATE match_run SET attempts = attempts + 1, beat_at = now()
		WHERE statement_id = (SELECT statement_id FROM match_run WHERE statement_id = ${statementId} AND ${isFree} FOR UPDATE SKIP LOCKED)
		RETURNING statement_id AS id`
	if (!mine) return false
	const { number } = await ctx.db.statement.findUniqueOrThrow({ where: { id: mine.id }, select: { number: true } })
	await matchStatement(ctx, { number }, async () => {
		await ctx.db.$executeRaw`UPDATE match_run SET attempts = 0, beat_at = now() WHERE statement_id = ${mine.id}`
	})
	await ctx.db.matchRun.deleteMany({ where: { statementId: mine.id } })
	return true
}
