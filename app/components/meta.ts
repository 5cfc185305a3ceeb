import { fillText, type Texts, type TextValues } from '#app/lib/i18n.ts'

type Args = { matches: readonly unknown[]; error?: unknown }

/** A page's title, `key` filled and followed by the product's name; the texts are those the page's loaders brought. */
export function pageMeta({ matches }: Args, key: string, values?: TextValues) {
	const found = matches as readonly ({ data?: { texts?: Texts } } | undefined)[]
	const texts: Texts = Object.assign({}, ...found.map((match) => match?.data?.texts))
	return [
		{ title: `${fillText(texts, key, values)} · ${fillText(texts, 'common.site')}` },
		{ name: 'description', content: fillText(texts, 'common.site_description') },
	]
}
