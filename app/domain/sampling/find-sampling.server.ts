import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A sampling with the number of every claim on its list, in the list's order. Throws not_found. Authorise before using it. */
export async function findSampling(ctx: Context, number: string) {
	const sampling = await ctx.db.sampling.findUnique({ where: { number } })
	if (!sampling) throw new DomainError('not_found', { number })
	return sampling
}

/** The lines of a sampling's list. */
export const listedClaims = (ctx: Context, samplingId: bigint) =>
	ctx.db.$queryRaw<{ claimId: bigint; claim: string; amountFen: bigint; isSilent: boolean }[]>`
		SELECT i.claim_id AS "claimId", c.number AS claim, i.amount_fen AS "amountFen", i.is_silent AS "isSilent" FROM sampling_item i JOIN claim c ON c.id = i.claim_id
		WHERE i.sampling_id = ${samplingId} ORDER BY i.line_no`

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
