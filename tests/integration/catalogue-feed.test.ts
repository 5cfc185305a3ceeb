import { parse } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'
import { beforeAll, expect, test } from 'vitest'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import { loader as feed } from '#app/routes/api/catalogue-feed.ts'
import { loader as siteMap } from '#app/routes/api/site-map.ts'
import { listingInput, loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'

const origin = 'https://vouchers.example'
let open: string
let draft: string

beforeAll(async () => {
	await loadCatalogue()
	const seller = await contextOf(await makeMember(await makeOrganisation('provider'), 'provider_admin'))
	const operator = await contextOf(await makeMember(await makeOrganisation('operator'), 'operator'))
	open = (await saveListing(seller, listingInput({ name: '=SUM(A1) <拉伸>, "常温"' }))).number
	await submitListing(seller, open)
	await reviewListing(operator, open, { decision: 'publish' })
	draft = (await saveListing(seller, listingInput())).number
})

/** What the route answers to a visitor. */
async function asked(loader: typeof feed | typeof siteMap, params: Record<string, string>): Promise<Response> {
	const context = { locale: 'zh', cspNonce: '', requestId: 'x', clientAddress: '127.0.0.1', isShared: false } as const
	return (await loader({ request: new Request(`${origin}/asked`), params, context })) as Response
}

test('everyone gets the published listings, and only these, as CSV and as JSON with the same facts', async () => {
	const csv = await (await asked(feed, { format: 'csv' })).text()
	const rows = parse<Record<string, string>>(csv, { bom: true, columns: true })
	const { listings } = (await (await asked(feed, { format: 'json' })).json()) as { listings: Record<string, unknown>[] }
	expect(rows.map((row) => row.id)).toEqual(listings.map((listing) => listing.id))
	expect(rows.map((row) => row.id)).not.toContain(draft)
	const row = rows.find(({ id }) => id === open)!
	// a spreadsheet must not take the name for a formula
	expect(row).toMatchObject({
		name: '\'=SUM(A1) <拉伸>, "常温"',
		price_yuan: '260.00',
		marks: 'CMA',
		url: `${origin}/services/${open}`,
	})
	expect(listings.find(({ id }) => id === open)).toMatchObject({ name: '=SUM(A1) <拉伸>, "常温"', marks: ['CMA'] })
})

test('the site map leads to every published listing, and to no draft', async () => {
	const read = async (params: Record<string, string>) =>
		new XMLParser({ isArray: (name) => name === 'url' || name === 'sitemap' }).parse(
			await (await asked(siteMap, params)).text(),
		) as { sitemapindex: { sitemap: { loc: string }[] }; urlset: { url: { loc: string }[] } }
	const files = (await read({})).sitemapindex.sitemap.map(({ loc }) => loc.replace(`${origin}/sitemaps/`, ''))
	expect(files[0]).toBe('pages.xml')
	const urls: string[] = []
	for (const file of files) urls.push(...(await read({ file })).urlset.url.map(({ loc }) => loc))
	expect(urls).toContain(`${origin}/services/${open}`)
	expect(urls).toContain(`${origin}/programmes`)
	expect(urls.some((url) => url.includes(draft))).toBe(false)
	await expect(asked(siteMap, { file: 'listings-999.xml' })).rejects.toMatchObject({ status: 404 })
})
