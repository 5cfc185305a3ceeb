import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { getOwnListing } from './listings.server.ts'
import { moveListing } from './move-listing.server.ts'

/** `version` is the one that was read: another is not published. */
export type Verdict = { decision: 'publish'; version?: number } | { decision: 'return'; reason: string }

/** The operator publishes a submitted listing or returns it with a reason. Throws access.denied, state.not_allowed, state.changed_meanwhile. */
export async function reviewListing(ctx: Context, number: string, verdict: Verdict): Promise<void> {
	authorize(ctx.actor, 'listing.review', {})
	const reviewedById = memberOf(ctx.actor).accountId
	const listing = await getOwnListing(ctx, number)
	if (verdict.decision === 'return')
		return moveListing(ctx, listing, {
			event: 'return',
			action: 'listing.returned',
			reason: verdict.reason,
			data: { reviewedById },
		})
	if (verdict.version !== undefined && verdict.version !== listing.versionNo)
		throw new DomainError('state.changed_meanwhile', { number })
	await moveListing(ctx, listing, {
		event: 'publish',
		action: 'listing.published',
		topic: 'listing.published',
		data: { reviewedById, publishedAt: listing.publishedAt ?? ctx.now },
	})
}
