import type { SearchAnswer } from './engine.ts'
import type { Need } from './needs.server.ts'
import { tsqueryToken } from './postgres-document.server.ts'
import type { Parameters } from './postgres-parameters.ts'
import type { Part, Question } from './question.server.ts'
import { demanded, isTelling } from './ways.server.ts'
import { exactToken } from './weighted-tokens.server.ts'
import { needWorth, worth } from './worth.ts'

/** A part as a tsquery; `weights` limits where it may stand (A: the name). */
export function partQuery(part: Part, weights = ''): string {
	const ways = part.alternatives.map((tokens) => {
		const all = tokens.map((token) => tsqueryToken(token, token.startsWith('~') ? '' : weights))
		return all.length > 1 ? `(${all.join(' & ')})` : all[0]!
	})
	if (part.prefix) ways.push(tsqueryToken(part.prefix, '*'))
	return ways.length > 1 ? `(${ways.join(' | ')})` : ways[0]!
}

/** What was typed, without its synonyms. */
const typedQuery = (part: Part, weights = '') => part.typed.map((token) => tsqueryToken(token, weights)).join(' & ')

/** A name or another name that is one of the ways to meet the part, and nothing more. */
const exactQuery = (part: Part) =>
	part.alternatives
		.filter((tokens) => tokens.length === 1 && !tokens[0]!.startsWith('~'))
		.map(([token]) => tsqueryToken(exactToken(token!)))
		.join(' | ')

/** What a listing must hold: anywhere, in its name, and how the latter is asked of the index (any of these). */
export type Wanted = { anywhere: string; inName: string; led: { column: WordColumn; query: string }[] }

/**
 * What a listing must hold to be found (`anywhere`), and which of those are looked at first (`inName`). Where needs were
 * read out of the question, what answers them is found besides what holds a telling word of it.
 */
export function wantedOf({ parts, needs }: Question, match: SearchAnswer['match']): Wanted {
	const strong = demanded(parts)
	if (needs.length === 0) {
		const joint = match === 'some' ? ' | ' : ' & '
		const join = (weights: string) => strong.map((part) => partQuery(part, weights)).join(joint)
		return { anywhere: join(''), inName: join('A'), led: [ledBy(join)] }
	}
	const telling = strong.filter(isTelling)
	const whole = needs.map(({ key }) => tsqueryToken(exactToken(key)))
	const join = (weights: string) => telling.map((part) => partQuery(part, weights)).join(' & ')
	return {
		anywhere: [...telling.map((part) => partQuery(part)), ...needs.map(({ key }) => tsqueryToken(key)), ...whole].join(
			' | ',
		),
		inName: [...(telling.length > 0 ? [`(${join('A')})`] : []), ...whole].join(' | '),
		led: [...(telling.length > 0 ? [ledBy(join)] : []), { column: otherNames, query: whole.join(' | ') }],
	}
}

/** An index on names alone answers at once; how a word sounds stands in no name. */
const ledBy = (join: (weights: string) => string): Wanted['led'][number] =>
	isOfSounds(join('')) ? { column: 'tsv', query: join('A') } : { column: names, query: join('') }

const names = "ts_filter(tsv, '{a}')"
const otherNames = "ts_filter(tsv, '{b}')"
type WordColumn = 'head' | 'tsv' | typeof names | typeof otherNames
const isOfSounds = (query: string) => query.includes("'~")

/**
 * A condition on the words of a row. Names and where a listing belongs stand in `head`, which is less to read; all other
 * words, and how names sound, only in `tsv`.
 */
export const meetsSql = (query: string, parameters: Parameters, column?: WordColumn) =>
	`${column ?? (isOfSounds(query) ? 'tsv' : 'head')} @@ ${parameters.add(query)}::tsquery`

/** How well a row answers; whole numbers, so that the order is the same on every page. */
export function scoreSql({ parts, needs }: Question, match: SearchAnswer['match'], parameters: Parameters): string {
	const meets = (query: string) => meetsSql(query, parameters)
	const meetsAnywhere = (query: string) => `(${meets(query)} OR ${meetsSql(query, parameters, 'tsv')})`
	// what every row found holds need not be looked for again
	const held = new Set(match === 'some' || needs.length > 0 ? [] : demanded(parts))
	const partWorth = (part: Part) => {
		const exact = exactQuery(part)
		const elsewhere = held.has(part)
			? `ELSE ${worth.anywhere} END`
			: `WHEN ${meetsAnywhere(partQuery(part))} THEN ${worth.anywhere} ELSE 0 END`
		return `${part.weight} * (CASE WHEN ${meets(partQuery(part, 'A'))} THEN ${worth.name} WHEN ${meets(partQuery(part, 'B'))} THEN ${worth.otherName}
			WHEN ${meets(partQuery(part, 'C'))} THEN ${worth.aside} ${elsewhere}
			+ CASE WHEN ${meets(typedQuery(part, 'AB'))} THEN ${worth.asTyped} ELSE 0 END
			${exact ? `+ CASE WHEN ${meets(exact)} THEN ${worth.whole} ELSE 0 END` : ''})`
	}
	const needsWorth = ({ key, weight }: Need) =>
		`CASE WHEN ${meets(tsqueryToken(exactToken(key)))} THEN ${Math.round(weight * needWorth.whole)}
			WHEN ${meets(tsqueryToken(key, 'AB'))} THEN ${Math.round(weight * needWorth.named)}
			WHEN ${meetsAnywhere(tsqueryToken(key))} THEN ${Math.round(weight * needWorth.anywhere)} ELSE 0 END`
	return `((${[...parts.map(partWorth), ...needs.map(needsWorth)].join(' + ')}) * 1000 + quality)`
}
