import { fillText, type Locale, type PackedTexts, packTexts, type Texts, type TextValues } from '#app/lib/i18n.ts'
import { en } from '#app/texts/en/index.server.ts'
import { type Namespace, zh } from '#app/texts/zh/index.server.ts'

const catalogues: Record<Locale, Record<Namespace, Readonly<Record<string, string>>>> = { zh, en }

export type { Namespace }

const picks = new Map<string, PackedTexts>()

/** The texts of some namespaces in one language, keyed `namespace.key`: what one page needs and nothing else. */
export function pickTexts(locale: Locale, namespaces: readonly Namespace[]): PackedTexts {
	const name = `${locale} ${namespaces.join(' ')}`
	const picked = picks.get(name) ?? packTexts(pick(locale, namespaces))
	picks.set(name, picked)
	return picked
}

function pick(locale: Locale, namespaces: readonly Namespace[]): Texts {
	const picked: Record<string, string> = {}
	for (const namespace of namespaces)
		for (const [key, text] of Object.entries(catalogues[locale][namespace])) picked[`${namespace}.${key}`] = text
	return picked
}

const namespaces = Object.keys(zh) as Namespace[]
const everything: Record<Locale, Texts> = { zh: pick('zh', namespaces), en: pick('en', namespaces) }

/** Whether there is such a text. */
export const hasText = (locale: Locale, key: string) => Object.hasOwn(everything[locale], key)

/** One text, on the server (mail, titles, refusals). */
export const textOf = (locale: Locale, key: string, values?: TextValues) => fillText(everything[locale], key, values)
