import type { Context } from '#app/domain/context.server.ts'
import type { Money } from '#app/lib/money.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import type { ListingKind, PriceUnit, Standard } from './listing.ts'

/** A published listing as open data tells it. Its number stays the same as long as it is listed. */
export type FeedListing = {
	number: string
	kind: ListingKind
	categoryId: string
	name: string
	nameEn: string | null
	provider: string
	providerName: string
	providerNameEn: string | null
	divisionCode: string
	/** tax-inclusive, per unit; null: on quotation */
	priceFen: Money | null
	priceUnit: PriceUnit
	turnaroundDaysMax: number | null
	instrumentModel: string | null
	/** code of the national classification of large instruments */
	instrumentClass: string | null
	standards: Standard[]
	/** kinds of qualification marks valid today */
	marks: string[]
	isDemo: boolean
	updatedAt: Date
}

const chunk = 2_000

/** All published listings of verified providers by id, some thousand at a time: as many queries as chunks, never all in memory. */
export async function* catalogueFeed(ctx: Context): AsyncGenerator<FeedListing[]> {
	const today = dateOf(shanghaiDay(ctx.now))
	let after = 0n
	for (;;) {
		const rows = await ctx.db.$queryRaw<(FeedListing & { id: bigint })[]>`
			SELECT l.id, l.number, l.kind, l.category_id AS "categoryId", l.name, l.name_en AS "nameEn", o.number AS provider,
				o.name AS "providerName", o.name_en AS "providerNameEn", l.division_code AS "divisionCode", l.price_fen AS "priceFen",
				l.price_unit AS "priceUnit", l.turnaround_days_max AS "turnaroundDaysMax", l.instrument_model AS "instrumentModel", l.instrument_class AS "instrumentClass",
				l.standards, o.is_demo AS "isDemo", l.updated_at AS "updatedAt",
				ARRAY(SELECT DISTINCT m.kind FROM qualification_mark m WHERE m.listing_id = l.id AND m.expires_on >= ${today} ORDER BY 1) AS marks
			FROM listing l JOIN organisation o ON o.id = l.provider_id
			WHERE l.id > ${after} AND l.state = 'published' AND o.status = 'verified' ORDER BY l.id LIMIT ${chunk}`
		const last = rows.at(-1)
		if (!last) return
		yield rows
		after = last.id
	}
}

/** Addresses of one file of the site map; the protocol allows 50,000. */
export const siteMapSize = 40_000

/** How many files of listings the site map has. One query. */
export async function siteMapFiles(ctx: Context): Promise<number> {
	const { _max } = await ctx.db.listing.aggregate({ _max: { id: true } })
	return Number((_max.id ?? 0n) / BigInt(siteMapSize)) + 1
}

/** Numbers of the published listings in file `page` (from 0) of the site map, with the day each was changed last. One query. */
export function siteMapListings(ctx: Context, page: number): Promise<{ number: string; updatedAt: Date }[]> {
	const from = BigInt(page) * BigInt(siteMapSize)
	return ctx.db.listing.findMany({
		where: {
			id: { gte: from, lt: from + BigInt(siteMapSize) },
			state: 'published',
			provider: { status: 'verified' },
		},
		select: { number: true, updatedAt: true },
		orderBy: { id: 'asc' },
	})
}

/** Numbers of the verified providers that list something. One query. */
export async function listingProviders(ctx: Context): Promise<string[]> {
	const rows = await ctx.db.organisation.findMany({
		where: { kind: 'provider', status: 'verified', listings: { some: { state: 'published' } } },
		select: { number: true },
		orderBy: { id: 'asc' },
	})
	return rows.map((row) => row.number)
}
