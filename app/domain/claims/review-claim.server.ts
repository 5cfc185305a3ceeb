import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { approvedTotal, claimMachine, decisionFault, earlierHands, type LineDecision } from './claim.ts'
import { changeClaim, findClaim, ownersOf } from './claim-row.server.ts'
import { refuseOpenFlags } from './open-flags.server.ts'

/**
 * The reviewer decides every line: in full, or cut (核减) with a reason and its article; a line cut to nothing is refused.
 * No money moves: approval or refusal follows, after the public notice where there is one. A claim reviewed and not yet
 * on notice may be reviewed again. Nothing is approved of a line
 * whose relation or likeness nobody has judged, or that is judged against. Throws claim.cut_needs_reason, input.invalid,
 * claim.flags_open, claim.related_line.
 */
export async function reviewClaim(
	ctx: Context,
	{ number, lines: decisions }: { number: string; lines: readonly LineDecision[] },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.review', { ...ownersOf(claim), doneBy: earlierHands('review', claim) })
	const state = step(claimMachine, 'review', claim.state)
	const lines = await ctx.db.claimLine.findMany({ where: { claimId: claim.id } })
	const fault = decisionFault(lines, decisions)
	if (fault === 'cut_needs_reason') throw new DomainError('claim.cut_needs_reason')
	if (fault) throw new DomainError('input.invalid', { fault })

	const granted = new Set(decisions.flatMap((decision) => (decision.approvedFen > 0n ? [decision.lineNo] : [])))
	await refuseOpenFlags(ctx, number, granted)

	const cuts = decisions.flatMap((decision) => {
		const line = lines.find((candidate) => candidate.lineNo === decision.lineNo)!
		const cutFen = line.claimedFen - decision.approvedFen
		return cutFen > 0n ? [{ lineNo: line.lineNo, cutFen, reason: decision.reason, article: decision.article }] : []
	})
	const approvedFen = approvedTotal(decisions)
	await changeClaim(
		ctx,
		claim,
		{
			data: {
				state,
				approvedFen,
				reviewedById: ctx.actor.type === 'member' ? ctx.actor.accountId : null,
				reviewedAt: ctx.now,
				reviewReason: cuts.map((cut) => `${cut.article} ${cut.reason}`).join('；') || null,
			},
			action: 'claim.reviewed',
			details: { claimedFen: claim.claimedFen, approvedFen, cuts },
		},
		async (tx) => {
			for (const decision of decisions) {
				const isCut = cuts.some((cut) => cut.lineNo === decision.lineNo)
				await tx.db.claimLine.update({
					where: { claimId_lineNo: { claimId: claim.id, lineNo: decision.lineNo } },
					data: {
						approvedFen: decision.approvedFen,
						cutReason: isCut ? decision.reason : null,
						cutArticle: isCut ? decision.article : null,
					},
				})
			}
		},
	)
}
