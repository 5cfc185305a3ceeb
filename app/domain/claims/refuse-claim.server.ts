import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { claimMachine, earlierHands } from './claim.ts'
import { findClaim, ownersOf } from './claim-row.server.ts'

/**
 * A second person confirms that a claim whose every line the reviewer cut to nothing is refused: the whole amount goes
 * back as a cut. Refusing what was approved in part is a new review, not this. Throws state.not_allowed.
 */
export async function refuseClaim(ctx: Context, { number, reason }: { number: string; reason: string }): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.approve', { ...ownersOf(claim), doneBy: earlierHands('refuse', claim) })
	step(claimMachine, 'refuse', claim.state)
	if (claim.state !== 'reviewed' || claim.approvedFen !== 0n)
		throw new DomainError('state.not_allowed', { state: claim.state })
	await callBooks(ctx, 'refuse_claim', { claimId: claim.id, reason })
}
