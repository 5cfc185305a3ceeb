import equivalents from './data/equivalents.json' with { type: 'json' }

const sameAs = equivalents as Readonly<Record<string, readonly string[]>>

/** Prefixes of standards, their parts joined: GB/T, YY/T, JY/T, ISO/IEC … */
const code =
	/(?<![a-z0-9])((?:gb|gjb|jjf|jjg|iso|iec|astm|en|din|jis|ul|cispr|yy|yd|sj|hj|hg|nb|jb|jy|qb|qc|fz|dl|dz|ny|sn|sh|sy|ys|yb|tb|ty|ly|ga|gy|mt|ch|cy|cj|jg|jt|wb|db\d{0,2}|t|chp|usp|ep|ansi|ieee|aec|aecq|mil|sae|ipc|jesd|un|rtca|api|aatcc|ams|fmvss)(?:\/[a-z]{1,6})?)[\s\-_.]*([a-z]?)\s*((?:\d{2,6}|(?<=astm[\s\-_.]*[a-z]\s*)\d)(?:[.-]\d{1,3})*)(?:\s*[-:]\s*((?:19|20)\d{2}))?(?![\d])/g

export type StandardMention = {
	/** where it stands in the text */
	start: number
	end: number
	/** with year when given: gbt228.1-2021 */
	full: string
	/** the number alone, without prefix and year: 228.1 */
	number: string
	/** all ways it may be asked for, most exact first */
	forms: string[]
	/** national standards that adopt or replace it, in a form that is asked for (ISO 6892-1: gbt228.1) */
	adopted: readonly string[]
}

/**
 * Finds standard numbers in folded text and the forms they may be asked for: with or without year, part and the
 * "recommended" mark (GB/T 228.1-2021 = gbt228.1-2021 = gbt228.1 = gb228.1 = gbt228 = gb228 = 228.1).
 */
export function findStandards(folded: string): StandardMention[] {
	const found: StandardMention[] = []
	for (const match of folded.matchAll(code)) {
		const [whole, prefixRaw = '', letter = '', numberRaw = '', year] = match
		if (prefixRaw === 't' || (prefixRaw === 'un' && numberRaw.length < 4)) continue
		const bare = prefixRaw.split('/')[0]!
		// a dash before a year-like last part is the year; ISO writes parts with a dash
		const number = numberRaw.replace(/-/g, '.')
		const prefix = prefixRaw.replace('/', '')
		const first = number.split('.')[0]!
		const forms = new Set<string>()
		if (year) forms.add(`${prefix}${letter}${number}-${year}`)
		for (const p of new Set([prefix, bare])) forms.add(`${p}${letter}${number}`)
		if (first !== number) for (const p of new Set([prefix, bare])) forms.add(`${p}${letter}${first}`)
		if (year && first !== number) forms.add(`${prefix}${letter}${first}-${year}`)
		if (number.length >= 3) forms.add(`${letter}${number}`)
		if (first.length >= 4) forms.add(`${letter}${first}`)
		const list = [...forms]
		const adopted =
			sameAs[`${bare}${letter}${number}`] ??
			sameAs[`${bare}${letter}${first}`] ??
			adoptedParts(`${bare}${letter}${first}.`)
		found.push({ start: match.index, end: match.index + whole.length, full: list[0]!, number, forms: list, adopted })
	}
	return found
}

/** What was adopted of any part of a standard that is asked for without its part (ISO 6892: gbt228.1, gbt228.2). */
const adoptedParts = (beginning: string) => [
	...new Set(Object.entries(sameAs).flatMap(([key, forms]) => (key.startsWith(beginning) ? forms : []))),
]
