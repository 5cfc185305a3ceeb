import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type ListingView, view, withAll } from './listings.server.ts'

const ownPageSize = 50

export type OwnListing = Pick<
	ListingView,
	'number' | 'name' | 'nameEn' | 'kind' | 'state' | 'stateReason' | 'priceFen' | 'priceUnit' | 'updatedAt' | 'marks'
>

/** The signed-in provider's own listings, newest first, 50 at a time; `after` leads to the next ones. */
export async function listOwnListings(
	ctx: Context,
	after?: string,
): Promise<{ listings: OwnListing[]; after: string | null }> {
	const member = memberOf(ctx.actor)
	authorize(member, 'listing.edit', { providerId: member.organisationId })
	const rows = await ctx.db.listing.findMany({
		where: { providerId: member.organisationId, ...(after ? { number: { lt: after } } : {}) },
		include: withAll,
		orderBy: { number: 'desc' },
		take: ownPageSize + 1,
	})
	const today = shanghaiDay(ctx.now)
	const listings = rows.slice(0, ownPageSize).map((row) => view(row, today))
	return { listings, after: rows.length > ownPageSize ? (listings.at(-1)?.number ?? null) : null }
}

/** What waits for the operator, oldest first. */
export async function listForReview(ctx: Context): Promise<ListingView[]> {
	authorize(ctx.actor, 'listing.review', {})
	const rows = await ctx.db.listing.findMany({
		where: { state: 'in_review' },
		include: withAll,
		orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
		take: 20,
	})
	const today = shanghaiDay(ctx.now)
	return rows.map((row) => view(row, today))
}
