import type { LoaderFunctionArgs } from '@remix-run/node'
import { listingProviders, siteMapFiles, siteMapListings } from '#app/domain/catalogue/catalogue-feed.server.ts'
import { listPublicProgrammes } from '#app/domain/programmes/public-programmes.server.ts'
import { paths } from '#app/web/paths.ts'
import { domainContext } from '#app/web/request-context.server.ts'

type Address = { path: string; changedAt?: Date }

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const scheme = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** The map of the public pages for search engines: an index, one file of pages, files of listings. */
export async function loader({ request, context, params }: LoaderFunctionArgs): Promise<Response> {
	const ctx = await domainContext(request, context)
	const { origin } = new URL(request.url)
	const file = params.file
	if (file === undefined) {
		const files = ['pages', ...Array.from({ length: await siteMapFiles(ctx) }, (_, page) => `listings-${page}`)]
		const entries = files.map((name) => `<sitemap><loc>${origin}${paths.siteMapFile(name)}</loc></sitemap>`)
		return answer(`<sitemapindex ${scheme}>\n${entries.join('\n')}\n</sitemapindex>\n`)
	}
	if (file === 'pages.xml') return answer(list(origin, await publicPages()))
	const page = /^listings-(\d{1,4})\.xml$/.exec(file)?.[1]
	if (page === undefined || Number(page) >= (await siteMapFiles(ctx))) throw new Response(null, { status: 404 })
	const listings = await siteMapListings(ctx, Number(page))
	return answer(
		list(
			origin,
			listings.map(({ number, updatedAt }) => ({ path: paths.service(number), changedAt: updatedAt })),
		),
	)

	async function publicPages(): Promise<Address[]> {
		const [programmes, providers] = await Promise.all([listPublicProgrammes(ctx, 'zh'), listingProviders(ctx)])
		return [
			...[paths.home, paths.services, paths.programmes, paths.notices],
			...programmes.map((programme) => paths.programme(programme.number)),
			...providers.map(paths.provider),
		].map((path) => ({ path }))
	}
}

const list = (origin: string, addresses: readonly Address[]) =>
	`<urlset ${scheme}>\n${addresses
		.map(({ path, changedAt }) => {
			const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''
			return `<url><loc>${origin}${path}</loc>${changed}</url>\n`
		})
		.join('')}</urlset>\n`

const answer = (xml: string) =>
	new Response(head + xml, {
		headers: { 'Content-Type': 'application/xml; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
	})
