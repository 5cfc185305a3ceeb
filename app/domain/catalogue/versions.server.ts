import type { Context } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { getOwnListing, type ListingView } from './listings.server.ts'

/** A unit price and since when it stands. Null: on quotation. */
export type PriceSince = { priceFen: Money | null; priceUnit: string; since: Date }

/** The prices a public listing has had, newest first, ten at most; one entry when it never changed. */
export async function priceHistory(ctx: Context, listing: ListingView): Promise<PriceSince[]> {
	const rows = await ctx.db.$queryRaw<PriceSince[]>`
		WITH stood AS (
			SELECT version_no, price_fen, price_unit, valid_from FROM listing_version WHERE listing_id = ${listing.id}
			UNION ALL SELECT version_no, price_fen, price_unit, coalesce(version_at, published_at, created_at) FROM listing WHERE id = ${listing.id}),
		compared AS (
			SELECT *, row_number() OVER (ORDER BY version_no) = 1
				OR (price_fen, price_unit) IS DISTINCT FROM (lag(price_fen) OVER (ORDER BY version_no), lag(price_unit) OVER (ORDER BY version_no)) AS is_new
			FROM stood)
		SELECT price_fen AS "priceFen", price_unit AS "priceUnit", valid_from AS since FROM compared WHERE is_new ORDER BY version_no DESC LIMIT 10`
	return rows.map((row) => ({ ...row, priceFen: row.priceFen === null ? null : fen(row.priceFen) }))
}

/** One version of a listing: since when, by whom, and what differs from the one before (all of it in the oldest). */
export type ListingVersion = {
	versionNo: number
	since: Date
	/** null: it stands */
	until: Date | null
	savedBy: string | null
	changes: { field: string; before: unknown; after: unknown }[]
}

const versionsShown = 100

/** The versions of a listing since it was first public, newest first, with what changed. For its provider and the operator. */
export async function listVersions(
	ctx: Context,
	number: string,
): Promise<{ listing: ListingView; versions: ListingVersion[] }> {
	const listing = await getOwnListing(ctx, number)
	const rows = await ctx.db.$queryRaw<
		{ versionNo: number; content: Record<string, unknown>; since: Date; until: Date | null; savedBy: string | null }[]
	>`
		SELECT v.version_no AS "versionNo", v.content, v.valid_from AS since, v.valid_until AS until, a.name AS "savedBy" FROM (
			SELECT version_no, content, valid_from, valid_until, saved_by_id FROM listing_version WHERE listing_id = ${listing.id}
			UNION ALL
			SELECT l.version_no, listing_content(l) || jsonb_build_object('marks', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', m.kind,
					'number', m.number, 'scope', m.scope, 'expiresOn', m.expires_on) ORDER BY m.id), '[]') FROM qualification_mark m WHERE m.listing_id = l.id)),
				coalesce(l.version_at, l.published_at, l.created_at), NULL, coalesce(l.changed_by_id, l.created_by_id)
			FROM listing l WHERE l.id = ${listing.id}) v
		LEFT JOIN account a ON a.id = v.saved_by_id ORDER BY v.version_no DESC LIMIT ${versionsShown + 1}`
	const versions = rows.slice(0, versionsShown).map(({ content, ...version }, i) => {
		const before = rows[i + 1]?.content
		return { ...version, changes: before ? differences(before, content) : [] }
	})
	return { listing, versions }
}

/** An empty list is nothing: versions from before a field existed lack it. */
const plain = (value: unknown) => JSON.stringify(Array.isArray(value) && value.length === 0 ? null : (value ?? null))

/** What differs between two versions, field by field, in the order of the later one. */
export function differences(before: Record<string, unknown>, after: Record<string, unknown>) {
	return Object.keys(after)
		.filter((field) => plain(before[field]) !== plain(after[field]))
		.map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}
