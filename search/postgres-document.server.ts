import type { SearchDocument } from './engine.ts'
import { sound } from './pinyin.server.ts'
import { type Weight, weightedTokens } from './weighted-tokens.server.ts'

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
	instrument_class: string | null
	subsidy_class: number
}

const quoted = (token: string) => `'${token.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`

/** Tokens as PostgreSQL reads a tsvector: each at a position of its own, which carries the weight. */
export const tsvectorOf = (tokens: ReadonlyMap<string, Weight>) =>
	[...tokens].map(([token, weight], i) => `${quoted(token)}:${Math.min(i + 1, 16_000)}${weight}`).join(' ')

/** One token of a tsquery, limited to weights when given. */
export const tsqueryToken = (token: string, suffix = '') => `${quoted(token)}${suffix && `:${suffix}`}`

/** c category, k kind, d division, p kind of provider, m mark, s standard, i instrument model, n national class. */
export type FilterLetter = 'c' | 'k' | 'd' | 'p' | 'm' | 's' | 'i' | 'n'

/** A fixed value as a word of the document; no word of a text begins like it. */
export const filterToken = (letter: FilterLetter, value: string) => `=${letter}:${value}`

/** The values a document is filtered by. A district's document is its city's and province's, too. The seeder makes the same in SQL. */
function filterTokens(document: SearchDocument): string[] {
	const { categoryPath, kind, divisionCode, providerKind, marks, standards, instrumentModel, instrumentClass } =
		document
	const places = new Set([divisionCode, `${divisionCode.slice(0, 4)}00`, `${divisionCode.slice(0, 2)}0000`])
	return [
		...categoryPath.map((id) => filterToken('c', id)),
		filterToken('k', kind),
		...[...places].map((code) => filterToken('d', code)),
		...(providerKind ? [filterToken('p', providerKind)] : []),
		...marks.map((mark) => filterToken('m', mark)),
		...standards.map((code) => filterToken('s', code)),
		...(instrumentModel ? [filterToken('i', instrumentModel)] : []),
		...(instrumentClass ? [filterToken('n', instrumentClass)] : []),
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
		instrument_class: document.instrumentClass,
		subsidy_class: document.subsidyClass,
	}
}
