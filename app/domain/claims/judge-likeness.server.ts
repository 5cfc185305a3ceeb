import { z } from 'zod'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { reference, text } from '#app/lib/form-fields.ts'
import { findClaim, ownersOf } from './claim-row.server.ts'
import { similarClaims } from './similar-claims.server.ts'

export const judgeLikenessForm = z.object({
	other: reference(),
	verdict: z.enum(['same', 'different'], { error: 'field.required' }),
	reason: text(500),
})
type Input = z.output<typeof judgeLikenessForm> & { number: string }

/**
 * A reviewer says whether two claims are for the same project, and why; what matched is kept as it was. The later of two
 * claims for one project is not approved for its line. Never said by who handed the claim in. Throws not_found when the
 * other claim is not among those that look alike.
 */
export async function judgeLikeness(ctx: Context, { number, other, verdict, reason }: Input): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'relation.judge', { ...ownersOf(claim), doneBy: [claim.submittedById] })
	const found = (await similarClaims(ctx, claim.id, claim.authorityId)).find((similar) => similar.number === other)
	if (!found) throw new DomainError('not_found', { other })
	const { id: otherId } = await ctx.db.claim.findUniqueOrThrow({ where: { number: other }, select: { id: true } })
	const { score, signs, wordsPercent } = found.likeness
	const write = transact(ctx, async (tx) => {
		await tx.db.likenessJudgement.create({
			data: {
				authorityId: claim.authorityId,
				claimId: claim.id,
				otherId,
				verdict,
				reason,
				score,
				matched: plainJson({ signs, wordsPercent, shared: found.shared, lineNo: found.lineNo }),
				judgedById: memberOf(ctx.actor).accountId,
				judgedAt: tx.now,
			},
		})
		await record(tx, 'claim.likeness_judged', number, { other, verdict, reason, score })
		await announce(tx, 'claim.likeness_judged', { number, other, verdict })
	})
	await orRefusal(write)
}
