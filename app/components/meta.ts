import { fillText, type PackedTexts, type TextValues, unpackTexts } from '#app/lib/i18n.ts'

type Args = { matches: readonly unknown[]; error?: unknown }
type Match = { data?: { texts?: PackedTexts; origin?: string; locale?: string } } | undefined

/** What a public page tells search engines, and whoever shows a link to it, besides its title. */
export type PublicPage = {
	/** its one address, whatever the query */
	path: string
	/** what it is about, in its own words; else what the product is */
	about?: string
	/** address of a picture of it, ours */
	image?: string
	/** facts in the words of schema.org; addresses in it begin with the `origin` it is given */
	data?: (origin: string) => Record<string, unknown>
}

const longestAbout = 160

/** Says a text that one of the page's loaders brought; what is no key of one is said as it stands. */
function saying(matches: readonly Match[]) {
	const brought = matches.flatMap((match) => (match?.data?.texts ? [unpackTexts(match.data.texts)] : []))
	return (key: string, values?: TextValues) => fillText(brought.find((texts) => key in texts) ?? {}, key, values)
}

/** The title of one paper's page: what kind of paper, and its number or name. */
export const recordMeta = (args: Args, key: string, name: string | undefined) =>
	pageMeta(args, `${saying(args.matches as readonly Match[])(key)} ${name ?? ''}`.trim())

/** A page's title, `key` filled and followed by the product's name; the texts are those the page's loaders brought. */
export function pageMeta({ matches, error }: Args, key: string, values?: TextValues, page?: PublicPage) {
	const found = matches as readonly Match[]
	const say = saying(found)
	const title = `${say(key, values)} · ${say('common.site')}`
	const about = page?.about?.trim() || say('common.site_description')
	const description = about.length > longestAbout ? `${about.slice(0, longestAbout - 1)}…` : about
	const heads = [{ title }, { name: 'description', content: description }]
	const frame = found[0]?.data
	if (!page || !frame?.origin || error) return heads
	const url = frame.origin + page.path
	return [
		...heads,
		{ tagName: 'link', rel: 'canonical', href: url },
		{ property: 'og:type', content: 'website' },
		{ property: 'og:site_name', content: say('common.site') },
		{ property: 'og:title', content: say(key, values) },
		{ property: 'og:description', content: description },
		{ property: 'og:url', content: url },
		...(page.image ? [{ property: 'og:image', content: frame.origin + page.image }] : []),
		{ property: 'og:locale', content: frame.locale === 'en' ? 'en' : 'zh_CN' },
		...(page.data ? [{ 'script:ld+json': { '@context': 'https://schema.org', ...page.data(frame.origin) } }] : []),
	]
}
