import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { getOwnListing } from './listings.server.ts'
import { moveListing } from './move-listing.server.ts'

/** The provider hands a draft to the operator for review. Throws access.denied, state.not_allowed. */
export async function submitListing(ctx: Context, number: string): Promise<void> {
	const listing = await getOwnListing(ctx, number)
	authorize(ctx.actor, 'listing.edit', { providerId: listing.provider.id })
	await moveListing(ctx, listing, { event: 'submit', action: 'listing.submitted' })
}
