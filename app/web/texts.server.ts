import { fillText, type Locale, type TextValues, type Texts } from '#app/lib/i18n.ts'
import { en } from '#app/texts/en/index.server.ts'
import { type Namespace, zh } from '#app/texts/zh/index.server.ts'

const catalogues: Record<Locale, Record<Namespace, Readonly<Record<string, string>>>> = { zh, en }

export type { Namespace }

/** The texts of some namespaces in one language, keyed `namespace.key`: what one page needs and nothing else. */
export function pickTexts(locale: Locale, namespaces: readonly Namespace[]): Texts {
	const picked: Record<string, string> = {}
	for (const namespace of namespaces)
		for (const [key, text] of Object.entries(catalogues[locale][namespace])) picked[`${namespace}.${key}`] = text
	return picked
}

/** One text, on the server (mail, titles, refusals). */
export function textOf(locale: Locale, key: string, values?: TextValues): string {
	const dot = key.indexOf('.')
	const namespace = key.slice(0, dot) as Namespace
	const texts = catalogues[locale][namespace] ?? {}
	return fillText(Object.fromEntries(Object.entries(texts).map(([k, v]) => [`${namespace}.${k}`, v])), key, values)
}
