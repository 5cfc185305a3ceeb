import { createHash } from 'node:crypto'
import { priceBands, type SearchDocument, turnaroundBands } from './engine.ts'
import { sound } from './pinyin.server.ts'
import { weightedTokens } from './weighted-tokens.server.ts'

/**
 * A document as Meilisearch keeps it. Words are cut and folded here as for PostgreSQL, so that both engines find the same:
 * they are values to filter by, written so that no server splits, folds or quotes them otherwise.
 */
export type MeiliDocument = {
	id: number
	reference: string | null
	/** words of the name, of other names and standards, of category and provider, of the description and of sounds */
	a: string[]
	b: string[]
	c: string[]
	d: string[]
	/** fixed values to filter by, each under its letter */
	f: string[]
	/** names as they sound: the one text that is searched as text, for those that look alike */
	sound: string
	kind: string
	categoryPath: readonly string[]
	divisionCode: string
	providerKind?: string
	marks: readonly string[]
	standards: readonly string[]
	instrumentModel?: string
	instrumentClass?: string
	/** upper ends of the bands its turnaround lies within, and of its price */
	bands: string[]
	priceBand: string
	/** fen; absent on quotation */
	price?: number
	days?: number
	subsidyClass: number
	quality: number
}

/** c category, k kind, d place, p kind of provider, m mark, s standard, i instrument model, n national class. */
export type FilterLetter = 'c' | 'k' | 'd' | 'p' | 'm' | 's' | 'i' | 'n'

/** Longest value that is surely kept whole as a facet. */
const longestWord = 400

/** A word in small ASCII letters and digits alone, the same for the same word and for no other. */
export function asciiWord(word: string): string {
	if (/^[a-z0-9]{1,100}$/.test(word)) return `a${word}`
	const hex = Buffer.from(word).toString('hex')
	return hex.length <= longestWord ? `x${hex}` : `h${createHash('sha256').update(word).digest('hex')}`
}

/** A fixed value to filter by. */
export const filterWord = (letter: FilterLetter, value: string) => letter + asciiWord(value)

/** A listing as Meilisearch keeps it. */
export function meiliDocumentOf(document: SearchDocument): MeiliDocument {
	const words: Record<'A' | 'B' | 'C' | 'D', string[]> = { A: [], B: [], C: [], D: [] }
	for (const [token, weight] of weightedTokens(document)) words[weight].push(asciiWord(token))
	const { divisionCode: place, priceFen, turnaroundDays, providerKind, instrumentModel, instrumentClass } = document
	const places = [...new Set([place, `${place.slice(0, 4)}00`, `${place.slice(0, 2)}0000`])]
	return {
		id: Number(document.id),
		reference: document.reference,
		a: words.A,
		b: words.B,
		c: words.C,
		d: words.D,
		f: [
			...document.categoryPath.map((id) => filterWord('c', id)),
			filterWord('k', document.kind),
			...places.map((code) => filterWord('d', code)),
			...(providerKind ? [filterWord('p', providerKind)] : []),
			...document.marks.map((mark) => filterWord('m', mark)),
			...document.standards.map((code) => filterWord('s', code)),
			...(instrumentModel ? [filterWord('i', instrumentModel)] : []),
			...(instrumentClass ? [filterWord('n', instrumentClass)] : []),
		],
		sound: [document.name, document.nameEn ?? '', ...document.aliases].map(sound).filter(Boolean).join(' | '),
		kind: document.kind,
		categoryPath: document.categoryPath,
		divisionCode: place,
		...(providerKind ? { providerKind } : {}),
		marks: document.marks,
		standards: document.standards,
		...(instrumentModel ? { instrumentModel } : {}),
		...(instrumentClass ? { instrumentClass } : {}),
		bands: turnaroundDays === null ? [] : turnaroundBands.filter((band) => turnaroundDays <= band).map(String),
		priceBand: priceFen === null ? 'quote' : String(priceBands.find((band) => priceFen <= band) ?? 'above'),
		...(priceFen === null ? {} : { price: Number(priceFen) }),
		...(turnaroundDays === null ? {} : { days: turnaroundDays }),
		subsidyClass: document.subsidyClass,
		quality: document.quality,
	}
}
