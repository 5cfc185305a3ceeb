import type { Context } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import type { ListingKind, PriceUnit, Standard } from './listing.ts'

export type SimilarListing = {
	number: string
	name: string
	nameEn: string | null
	kind: ListingKind
	priceFen: Money | null
	priceUnit: PriceUnit
	turnaroundDaysMin: number | null
	turnaroundDaysMax: number | null
	divisionCode: string
	provider: { number: string; name: string; nameEn: string | null; isDemo: boolean }
	/** the same service of the reference catalogue, not only one of its category */
	isSame: boolean
}

type Like = {
	reference: string | null
	categoryId: string
	kind: string
	priceFen: bigint | null
	standards: readonly Standard[]
	provider: { id: bigint }
}
type Row = Omit<SimilarListing, 'priceFen' | 'provider'> & {
	priceFen: bigint | null
	providerNumber: string
	providerName: string
	providerNameEn: string | null
	providerIsDemo: boolean
}

/** As many of the same service and of the same category are looked at: a category of a large catalogue has thousands. */
const mostLookedAt = 300

/**
 * What other providers offer instead, one each: the same service of the reference catalogue first, then of the same
 * category; among these what shares most standards, then the nearest price. One statement.
 */
export async function similarListings(ctx: Context, like: Like, limit = 4): Promise<SimilarListing[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		WITH near AS (
			(SELECT l.id FROM listing l WHERE l.state = 'published' AND l.reference = ${like.reference} AND l.provider_id <> ${like.provider.id} LIMIT ${mostLookedAt})
			UNION
			(SELECT l.id FROM listing l WHERE l.state = 'published' AND l.category_id = ${like.categoryId} AND l.kind = ${like.kind} AND l.provider_id <> ${like.provider.id} LIMIT ${mostLookedAt})
		), ranked AS (
			SELECT l.*, coalesce(l.reference = ${like.reference}, false) AS is_same,
				(SELECT count(*) FROM jsonb_array_elements(l.standards) s WHERE s ->> 'code' = ANY (${like.standards.map(({ code }) => code)})) AS shared,
				abs(l.price_fen - ${like.priceFen}::bigint) AS apart
			FROM near JOIN listing l USING (id)
		), best AS (SELECT DISTINCT ON (r.provider_id) r.* FROM ranked r ORDER BY r.provider_id, r.is_same DESC, r.shared DESC, r.apart NULLS LAST, r.id)
		SELECT l.number, l.name, l.name_en AS "nameEn", l.kind, l.price_fen AS "priceFen", l.price_unit AS "priceUnit", l.turnaround_days_min AS "turnaroundDaysMin",
			l.turnaround_days_max AS "turnaroundDaysMax", l.division_code AS "divisionCode", l.is_same AS "isSame",
			o.number AS "providerNumber", o.name AS "providerName", o.name_en AS "providerNameEn", o.is_demo AS "providerIsDemo"
		FROM best l JOIN organisation o ON o.id = l.provider_id
		ORDER BY l.is_same DESC, l.shared DESC, l.apart NULLS LAST, l.id LIMIT ${limit}`
	return rows.map(({ providerNumber, providerName, providerNameEn, providerIsDemo, priceFen, ...row }) => ({
		...row,
		priceFen: priceFen === null ? null : fen(priceFen),
		provider: { number: providerNumber, name: providerName, nameEn: providerNameEn, isDemo: providerIsDemo },
	}))
}
