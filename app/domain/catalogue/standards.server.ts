import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { type ListingCard, listingCards } from './listings.server.ts'

const offersShown = 100

/** A standard and the public listings that work to it, cheapest first, with how many there are. Throws not_found. */
export async function getStandard(
	ctx: Context,
	key: string,
): Promise<{ code: string; title: string; kind: string; total: number; offers: ListingCard[] }> {
	const standard = await ctx.db.standard.findUnique({ where: { key } })
	if (!standard) throw new DomainError('not_found', { number: key })
	const rows = await ctx.db.$queryRaw<{ id: bigint; total: bigint }[]>`
		SELECT l.id, count(*) OVER () AS total FROM listing_standard s JOIN listing l ON l.id = s.listing_id AND l.state = 'published'
		WHERE s.standard_id = ${standard.id} ORDER BY l.price_fen NULLS LAST, l.id LIMIT ${offersShown}`
	const offers = await listingCards(
		ctx,
		rows.map((row) => row.id),
	)
	const { code, title, kind } = standard
	return { code, title, kind, total: Number(rows[0]?.total ?? 0), offers }
}
