export type Locale = 'zh' | 'en'
export const locales = ['zh', 'en'] as const satisfies readonly Locale[]

/** Texts of one language by full key (`namespace.key`). */
export type Texts = Readonly<Record<string, string>>
export type TextValues = Readonly<Record<string, string | number>>

/** Fills `{name}` in a text. A key without text shows itself, so that a gap is seen (a test forbids gaps). */
export function fillText(texts: Texts, key: string, values: TextValues = {}): string {
	const count = values.n
	const text = (count === 1 || count === '1' ? texts[`${key}.one`] : undefined) ?? texts[key] ?? key
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

const tags: Record<string, Locale> = { zh: 'zh', en: 'en' }

/** The first language of an Accept-Language header that we have; Chinese when there is none. */
export function preferredLocale(acceptLanguage: string | null): Locale {
	for (const part of (acceptLanguage ?? '').split(',')) {
		const found = tags[part.trim().slice(0, 2).toLowerCase()]
		if (found) return found
	}
	return 'zh'
}
