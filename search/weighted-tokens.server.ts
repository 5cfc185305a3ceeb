import type { SearchDocument } from './engine.ts'
import { fold, hasHan, keyOf } from './folding.server.ts'
import { soundTokens } from './pinyin.server.ts'
import { termsIn, tokensOf, words } from './segment.server.ts'

/** How much a token of a document says, as PostgreSQL writes it. */
export type Weight = 'A' | 'B' | 'C' | 'D'

/**
 * Tokens of a document with their weight: A what it is called, less what is in brackets behind it; B other names (each
 * whole, too, marked `$`), standards, the instrument; C category and
 * provider; D the description, and the sound of names (marked `~`).
 */
export function weightedTokens(document: SearchDocument): Map<string, Weight> {
	const tokens = new Map<string, Weight>()
	const put = (list: readonly string[], weight: Weight) => {
		for (const token of list) if (!tokens.has(token)) tokens.set(token, weight)
	}
	const named = [document.name, ...(document.nameEn ? [document.nameEn] : [])]
	for (const text of named) put(tokensOf(withoutAside(text)), 'A')
	put([...named.map(withoutAside), ...document.aliases].map(keyOf).filter(Boolean).map(exactToken), 'B')
	for (const text of [...document.aliases, ...document.standards, document.instrumentModel ?? ''])
		put(tokensOf(text), 'B')
	for (const text of [...named, ...document.categoryNames, document.providerName]) put(tokensOf(text, true), 'C')
	for (const text of [document.description, document.descriptionEn ?? '']) put(tokensOf(text, true), 'D')
	put(nameSounds(document), 'D')
	return tokens
}

/** A name without the brackets at its end: they tell for what or how it is offered, not what it is. */
const withoutAside = (name: string) => name.replace(/\s*(?:[（(][^（）()]*[）)]\s*)+$/, '')

/** The word of a document for a whole name or other name of it. */
export const exactToken = (key: string) => `$${key}`

/** Sounds of the name: its terms, its words, neighbouring words together, the whole; and of its other names. */
function nameSounds(document: SearchDocument): string[] {
	const spoken = new Set<string>()
	for (const text of [document.name, ...document.aliases]) {
		const folded = fold(text)
		for (const term of termsIn(folded)) spoken.add(term)
		const cut = words(folded).filter(hasHan)
		cut.forEach((word, i) => {
			spoken.add(word)
			if (i > 0) spoken.add(cut[i - 1]! + word)
		})
		if (cut.length > 2) spoken.add(cut.join(''))
	}
	return [...spoken].flatMap(soundTokens)
}
