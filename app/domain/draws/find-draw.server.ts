import type { Context } from '#app/domain/context.server.ts'
import { roundOf } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** The closed list of a round with the round and its rules. Throws not_found. Authorise before using it. */
export async function findDraw(ctx: Context, roundNumber: string) {
	const round = await roundOf(ctx, roundNumber)
	const draw = await ctx.db.draw.findUnique({ where: { roundId: round.id } })
	if (!draw) throw new DomainError('not_found', { number: roundNumber })
	return { round, draw }
}
