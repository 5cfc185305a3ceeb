import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import type { Subject } from '#app/domain/identity/policy.ts'
import type { BooksArgs } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { ClaimModel } from '#app/platform/.server/prisma/models/Claim.ts'
import type { ClaimState } from './claim.ts'

export type ClaimRow = Omit<ClaimModel, 'state'> & { state: ClaimState; authorityId: bigint }

/** The claim of a public number, with the authority whose fund it asks. Throws not_found. Authorise before using it. */
export async function findClaim(ctx: Context, number: string): Promise<ClaimRow> {
	const claim = await ctx.db.claim.findUnique({ where: { number } })
	if (!claim) throw new DomainError('not_found', { number })
	const fund = await ctx.db.fund.findUniqueOrThrow({ where: { id: claim.fundId }, select: { authorityId: true } })
	return { ...claim, authorityId: fund.authorityId } as ClaimRow // why: the database checks the state's values
}

/** Whose claim it is, for the policy. */
export const ownersOf = (claim: ClaimRow): Subject => ({
	organisationId: claim.claimantId,
	enterpriseId: claim.enterpriseId,
	authorityId: claim.authorityId,
})

type Change = {
	data: Prisma.ClaimUncheckedUpdateManyInput
	/** audit action and outbox topic, such as `claim.submitted` */
	action: string
	/** what the trail shows */
	details?: BooksArgs
}

/**
 * A step of a claim that moves no money: `within` first writes what belongs to the same step, then compare and swap, audit
 * entry and outbox event, in one transaction. Throws state.changed_meanwhile when somebody else was first.
 */
export function changeClaim(
	ctx: Context,
	claim: ClaimRow,
	change: Change,
	within?: (tx: Context) => Promise<void>,
): Promise<void> {
	const work = transact(ctx, async (tx) => {
		await within?.(tx)
		const { count } = await tx.db.claim.updateMany({ where: { id: claim.id, state: claim.state }, data: change.data })
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number: claim.number })
		await record(tx, change.action, claim.number, change.details)
		await announce(tx, change.action, { claimId: claim.id, number: claim.number })
	})
	return orRefusal(work)
}
