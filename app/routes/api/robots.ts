import type { LoaderFunctionArgs } from '@remix-run/node'
import { paths } from '#app/web/paths.ts'

/** Pages a search engine has no use for: somebody's own, or endless combinations of filters. */
const closed = [
	'/authority',
	'/operator',
	'/organisation',
	'/account',
	'/files',
	'/language',
	'/theme',
	'/sign-in',
	'/*?',
]

/** What search engines may read, and where the map of it is. */
export const loader = ({ request }: LoaderFunctionArgs) =>
	new Response(
		[
			'User-agent: *',
			...closed.map((path) => `Disallow: ${path}`),
			`Sitemap: ${new URL(request.url).origin}${paths.siteMap}`,
			'',
		].join('\n'),
		{ headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'public, max-age=3600' } },
	)
