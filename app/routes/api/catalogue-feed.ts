import type { LoaderFunctionArgs } from '@remix-run/node'
import { catalogueFeed, type FeedListing } from '#app/domain/catalogue/catalogue-feed.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { csvField } from '#app/lib/csv-line.ts'
import { plainYuan } from '#app/lib/money.ts'
import { fileLoader, streamText } from '#app/web/download.server.ts'
import { paths } from '#app/web/paths.ts'

/** Every published listing for everyone, as CSV or JSON; sent as it is read. */
export const loader = fileLoader(async (ctx, { params, request }: LoaderFunctionArgs) => {
	if (params.format !== 'csv' && params.format !== 'json') throw new Response(null, { status: 404 })
	const { origin } = new URL(request.url)
	const parts = params.format === 'csv' ? csv(ctx, origin) : json(ctx, origin)
	return { name: `catalogue.${params.format}`, content: await streamText(parts), isPublic: true }
})

/** A listing under the names the feed has for its facts: they stay. */
const factsOf = (listing: FeedListing, origin: string) => ({
	id: listing.number,
	kind: listing.kind,
	category: listing.categoryId,
	name: listing.name,
	name_en: listing.nameEn ?? '',
	provider: listing.provider,
	provider_name: listing.providerName,
	provider_name_en: listing.providerNameEn ?? '',
	division: listing.divisionCode,
	price_yuan: listing.priceFen === null ? '' : plainYuan(listing.priceFen),
	price_unit: listing.priceUnit,
	turnaround_days: listing.turnaroundDaysMax === null ? '' : String(listing.turnaroundDaysMax),
	instrument_model: listing.instrumentModel ?? '',
	instrument_class: listing.instrumentClass ?? '',
	standards: listing.standards.map((standard) => standard.code),
	marks: listing.marks,
	is_demo: listing.isDemo,
	updated_at: listing.updatedAt.toISOString(),
	url: origin + paths.service(listing.number),
})

async function* csv(ctx: Context, origin: string): AsyncGenerator<string> {
	let isFirst = true
	for await (const listings of catalogueFeed(ctx)) {
		const rows = listings.map((listing) => factsOf(listing, origin))
		const lines = rows.map((row) =>
			Object.values(row)
				.map((value) => csvField(Array.isArray(value) ? value.join('; ') : String(value)))
				.join(','),
		)
		if (isFirst) yield `\uFEFF${Object.keys(rows[0]!).join(',')}\r\n`
		isFirst = false
		yield `${lines.join('\r\n')}\r\n`
	}
}

async function* json(ctx: Context, origin: string): AsyncGenerator<string> {
	yield `{"generated_at":${JSON.stringify(ctx.now.toISOString())},"listings":[`
	let isFirst = true
	for await (const listings of catalogueFeed(ctx)) {
		yield (isFirst ? '\n' : ',\n') + listings.map((listing) => JSON.stringify(factsOf(listing, origin))).join(',\n')
		isFirst = false
	}
	yield '\n]}\n'
}
