import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findSampling } from './find-sampling.server.ts'
import type { SamplingResultInput } from './sampling.ts'

/**
 * What the second look at a drawn claim found, by a person who did not review it; once. What was found wrong is then
 * demanded back on the claim's page. Throws access.other_person, state.changed_meanwhile.
 */
export async function recordSamplingResult(
	ctx: Context,
	{ number, claim: claimNumber, result, words }: SamplingResultInput & { number: string },
): Promise<void> {
	const sampling = await findSampling(ctx, number)
	const claim = await ctx.db.claim.findUnique({ where: { number: claimNumber } })
	if (!claim) throw new DomainError('not_found', { number: claimNumber })
	authorize(ctx.actor, 'sampling.check', { authorityId: sampling.authorityId, doneBy: [claim.reviewedById] })
	const write = transact(ctx, async (tx) => {
		const { count } = await tx.db.samplingItem.updateMany({
			where: { samplingId: sampling.id, claimId: claim.id, isDrawn: true, result: null },
			data: { result, words, checkedById: memberOf(ctx.actor).accountId, checkedAt: ctx.now },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile', { number: claimNumber })
		await record(tx, 'sampling.checked', claimNumber, { sampling: number, result, words })
	})
	await orRefusal(write)
}
