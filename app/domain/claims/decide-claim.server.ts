import type { Context } from '#app/domain/context.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { approveClaim } from './approve-claim.server.ts'
import { isCut, type LineDecision } from './claim.ts'
import { claimNoticeDays } from './claim-process.ts'
import { findClaim } from './claim-row.server.ts'
import { reviewClaim } from './review-claim.server.ts'

/** What became of a claim by a reviewer's decision. */
export type Decided = 'approved' | 'awaits_notice' | 'awaits_second_person'

/**
 * The reviewer's decision and what follows at once: approved in full where the programme has no public notice, else it
 * waits for the notice, or, when something was cut, for a second person.
 */
export async function decideClaim(
	ctx: Context,
	input: { number: string; lines: readonly LineDecision[] },
): Promise<Decided> {
	await reviewClaim(ctx, input)
	const claim = await findClaim(ctx, input.number)
	const hasNotice = claimNoticeDays(await documentOf(ctx, claim.versionId)) > 0
	if (claim.approvedFen === 0n || (isCut(claim) && !hasNotice)) return 'awaits_second_person'
	if (hasNotice) return 'awaits_notice'
	await approveClaim(ctx, { number: input.number })
	return 'approved'
}
