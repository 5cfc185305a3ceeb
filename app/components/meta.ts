import { fillText, type Texts, type TextValues } from '#app/lib/i18n.ts'

type Args = { matches: readonly unknown[]; error?: unknown }

/** A page's title, `key` filled and followed by the product's name; the texts are those the page's loaders brought. */
export function pageMeta({ matches }: Args, key: string, values?: TextValues) {
	const found = matches as readonly ({ data?: { texts?: Texts } } | undefined)[]
	const say = (wanted: string, filled?: TextValues) => {
		const brought = found.find((match) => match?.data?.texts && wanted in match.data.texts)
		return fillText(brought?.data?.texts ?? {}, wanted, filled)
	}
	return [
		{ title: `${say(key, values)} · ${say('common.site')}` },
		{ name: 'description', content: say('common.site_description') },
	]
}
