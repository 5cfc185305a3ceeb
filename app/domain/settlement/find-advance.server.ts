import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** The advance of a public number, with the authority of its fund. Throws not_found. Authorise before using it. */
export async function findAdvance(ctx: Context, number: string) {
	const [row] = await ctx.db.$queryRaw<{ id: bigint; authorityId: bigint; proposedById: bigint }[]>`
		SELECT v.id, f.authority_id AS "authorityId", v.proposed_by_id AS "proposedById" FROM advance v JOIN fund f ON f.id = v.fund_id WHERE v.number = ${number}`
	if (!row) throw new DomainError('not_found', { number })
	return row
}
