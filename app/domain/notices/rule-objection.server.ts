import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type ObjectionState, objectionMachine } from './notice.ts'

/**
 * A person who neither reviewed nor submitted the claim rules on an objection to it; the words are published with the
 * notice. Upheld: the claim is refused, and its money returns, in the same transaction. Dismissed: the claim is free again.
 */
export async function ruleObjection(
	ctx: Context,
	{ objection: number, ruling, words }: { objection: string; ruling: 'uphold' | 'dismiss'; words: string },
): Promise<void> {
	const objection = await ctx.db.objection.findUnique({ where: { number }, include: { notice: true } })
	if (!objection) throw new DomainError('not_found', { number })
	const claim = await ctx.db.claim.findUniqueOrThrow({ where: { id: objection.claimId } })
	authorize(ctx.actor, 'objection.rule', {
		authorityId: objection.notice.authorityId,
		doneBy: [claim.reviewedById, claim.submittedById],
	})
	const state = step<ObjectionState, 'uphold' | 'dismiss'>(objectionMachine, ruling, objection.state as ObjectionState)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.objection.updateMany({
			where: { id: objection.id, state: objection.state },
			data: { state, ruling: words, ruledById: memberOf(ctx.actor).accountId, ruledAt: ctx.now },
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number })
		await record(tx, `objection.${state}`, number, { claim: claim.number, notice: objection.notice.number, words })
		await announce(tx, `objection.${state}`, { number, claim: claim.number })
		if (state === 'upheld' && claim.state !== 'refused')
			await callBooks({ ...tx, key: undefined }, 'refuse_claim', { claimId: claim.id, reason: words })
	})
}
