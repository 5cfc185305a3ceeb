import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A clawback of a claim with the authority that pays the claim. Throws not_found. Authorise before using it. */
export async function findClawback(ctx: Context, claimNumber: string, number: string) {
	const [row] = await ctx.db.$queryRaw<
		{ id: bigint; number: string; state: string; versionId: bigint; authorityId: bigint; proposedById: bigint | null }[]
	>`SELECT b.id, b.number, b.state, c.version_id AS "versionId", f.authority_id AS "authorityId", b.proposed_by_id AS "proposedById"
		FROM clawback b JOIN claim c ON c.id = b.claim_id JOIN fund f ON f.id = c.fund_id
		WHERE b.number = ${number} AND c.number = ${claimNumber}`
	if (!row) throw new DomainError('not_found', { number })
	return row
}
