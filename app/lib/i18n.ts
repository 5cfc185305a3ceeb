export type Locale = 'zh' | 'en'
export const locales = ['zh', 'en'] as const satisfies readonly Locale[]

/** Texts of one language by full key (`namespace.key`). */
export type Texts = Readonly<Record<string, string>>
/** Texts on their way to the browser: one string, because a page has hundreds and each would be a value of its own. */
export type PackedTexts = string & { readonly packed: 'texts' }
export type TextValues = Readonly<Record<string, string | number>>

/** Marks no text of ours has in it (a test holds it), and that need no escape on the way. */
const behindKey = '\u241f'
const behindText = '\u241e'

export const packTexts = (texts: Texts): PackedTexts =>
	Object.entries(texts)
		.map(([key, text]) => key + behindKey + text)
		.join(behindText) as PackedTexts

const unpacked = new Map<PackedTexts, Texts>()

/** Texts as they were packed: the same object whenever it is the same string (a process knows few). */
export function unpackTexts(packed: PackedTexts): Texts {
	let texts = unpacked.get(packed)
	if (!texts) {
		texts = Object.fromEntries(packed.split(behindText).map((entry) => entry.split(behindKey) as [string, string]))
		unpacked.set(packed, texts)
	}
	return texts
}

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
