import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { getOwnListing } from './listings.server.ts'
import { moveListing } from './move-listing.server.ts'

/** The operator takes a public listing off with a reason; orders already placed keep theirs. */
export async function suspendListing(ctx: Context, number: string, reason: string): Promise<void> {
	authorize(ctx.actor, 'listing.review', {})
	const listing = await getOwnListing(ctx, number)
	await moveListing(ctx, listing, { event: 'suspend', action: 'listing.suspended', topic: 'listing.suspended', reason })
}

/** The operator puts a suspended listing back. */
export async function reinstateListing(ctx: Context, number: string): Promise<void> {
	authorize(ctx.actor, 'listing.review', {})
	const listing = await getOwnListing(ctx, number)
	await moveListing(ctx, listing, { event: 'reinstate', action: 'listing.reinstated', topic: 'listing.published' })
}
