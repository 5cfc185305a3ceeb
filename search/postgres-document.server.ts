import type { SearchDocument } from './engine.ts'
import { fold, hasHan, keyOf } from './folding.server.ts'
import { sound, soundTokens } from './pinyin.server.ts'
import { termsIn, tokensOf, words } from './segment.server.ts'

/** A row of search_document as JSON for json_to_recordset. */
export type DocumentRow = {
	listing_id: string
	reference: string | null
	tsv: string
	text: string
	kind: string
	category_path: readonly string[]
	division_code: string
	provider_kind: string | null
	marks: readonly string[]
	price_fen: string | null
	turnaround_days: number | null
	quality: number
	standards: readonly string[]
	instrument_model: string | null
	subsidy_class: number
}

type Weight = 'A' | 'B' | 'C' | 'D'

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

const quoted = (token: string) => `'${token.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`

/** Tokens as PostgreSQL reads a tsvector: each at a position of its own, which carries the weight. */
export const tsvectorOf = (tokens: ReadonlyMap<string, Weight>) =>
	[...tokens].map(([token, weight], i) => `${quoted(token)}:${Math.min(i + 1, 16_000)}${weight}`).join(' ')

/** One token of a tsquery, limited to weights when given. */
export const tsqueryToken = (token: string, suffix = '') => `${quoted(token)}${suffix && `:${suffix}`}`

/** c category, k kind, d division, p kind of provider, m mark, s standard, i instrument model. */
export type FilterLetter = 'c' | 'k' | 'd' | 'p' | 'm' | 's' | 'i'

/** A fixed value as a word of the document; no word of a text begins like it. */
export const filterToken = (letter: FilterLetter, value: string) => `=${letter}:${value}`

/** The values a document is filtered by. A district's document is its city's and province's, too. The seeder makes the same in SQL. */
function filterTokens(document: SearchDocument): string[] {
	const { categoryPath, kind, divisionCode, providerKind, marks, standards, instrumentModel } = document
	const places = new Set([divisionCode, `${divisionCode.slice(0, 4)}00`, `${divisionCode.slice(0, 2)}0000`])
	return [
		...categoryPath.map((id) => filterToken('c', id)),
		filterToken('k', kind),
		...[...places].map((code) => filterToken('d', code)),
		...(providerKind ? [filterToken('p', providerKind)] : []),
		...marks.map((mark) => filterToken('m', mark)),
		...standards.map((code) => filterToken('s', code)),
		...(instrumentModel ? [filterToken('i', instrumentModel)] : []),
	]
}

/** A document as the row PostgreSQL keeps. */
export function rowOf(document: SearchDocument): DocumentRow {
	return {
		listing_id: document.id.toString(),
		reference: document.reference,
		tsv: `${tsvectorOf(weightedTokens(document))} ${filterTokens(document).map(quoted).join(' ')}`,
		text: [document.name, document.nameEn ?? '', ...document.aliases]
			.map(sound)
			.filter(Boolean)
			.join(' | ')
			.slice(0, 400),
		kind: document.kind,
		category_path: document.categoryPath,
		division_code: document.divisionCode,
		provider_kind: document.providerKind,
		marks: document.marks,
		price_fen: document.priceFen?.toString() ?? null,
		turnaround_days: document.turnaroundDays,
		quality: document.quality,
		standards: document.standards,
		instrument_model: document.instrumentModel,
		subsidy_class: document.subsidyClass,
	}
}
