import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { ListingKind } from './listing.ts'
import { cardOf, providerSelect, view, withAll } from './listings.server.ts'

/** A verified provider as anyone may read it, with how much it offers. Throws not_found. */
export async function getProvider(ctx: Context, number: string) {
	const provider = await ctx.db.organisation.findUnique({
		where: { number },
		select: { ...providerSelect.select, kind: true, status: true, creditCode: true, contactPhone: true },
	})
	if (provider?.kind !== 'provider' || provider.status !== 'verified') throw new DomainError('not_found', { number })
	const listings = await ctx.db.listing.findMany({
		where: { providerId: provider.id, state: 'published' },
		include: withAll,
		orderBy: [{ categoryId: 'asc' }, { number: 'asc' }],
		take: 200,
	})
	const counts = await countOffers(ctx, provider.id)
	const today = shanghaiDay(ctx.now)
	const cards = listings.map((row) => cardOf(view(row, today)))
	return {
		provider,
		counts,
		listings: cards.map((card) => ({ ...card, marks: card.marks.filter((mark) => mark.standing !== 'expired') })),
	}
}

/** How many published listings of each kind a provider has. */
export async function countOffers(ctx: Context, providerId: bigint): Promise<Partial<Record<ListingKind, number>>> {
	const groups = await ctx.db.listing.groupBy({
		by: ['kind'],
		where: { providerId, state: 'published' },
		_count: { _all: true },
	})
	return Object.fromEntries(groups.map((group) => [group.kind, group._count._all]))
}
