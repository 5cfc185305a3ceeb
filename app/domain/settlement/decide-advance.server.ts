import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findAdvance } from './find-advance.server.ts'

/**
 * Approves an advance, by finance and another person than its proposer: the level's received money pays for the other, from which
 * it is due until it is repaid. Throws fund.not_received, fund.not_approved.
 */
export async function approveAdvance(ctx: Context, number: string): Promise<void> {
	const advance = await ready(ctx, number)
	await callBooks(ctx, 'approve_advance', { advanceId: advance.id })
}

/** Refuses an advance: nothing moves. */
export async function refuseAdvance(ctx: Context, number: string): Promise<void> {
	const advance = await ready(ctx, number)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.advance.updateMany({
				where: { id: advance.id, state: 'proposed' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'advance.refused', number, {})
		}),
	)
}

async function ready(ctx: Context, number: string) {
	const advance = await findAdvance(ctx, number)
	authorize(ctx.actor, 'clearing.decide', { authorityId: advance.authorityId, doneBy: [advance.proposedById] })
	return advance
}
