import { corrected } from './correction.server.ts'
import {
	type SearchAnswer,
	type SearchFilters,
	type SearchQuery,
	type SearchSort,
	type SubsidyQuery,
	sorts,
} from './engine.ts'
import { sound } from './pinyin.server.ts'
import { looser, type Part, type Question, readQuestion } from './question.server.ts'

/** Fewer hits than this, and another spelling is offered. */
const fewHits = 3

/** Where the last page ended: the sort value (null: none) and the id. */
export type Position = { value: bigint | null; id: bigint }

/** A query as engines take it: words read, bounds kept, cursor understood. */
export type Ask = {
	question: Question
	filters: SearchFilters
	subsidy: SubsidyQuery | undefined
	sort: SearchSort
	limit: number
	position: Position | null
}

/** One way to understand a question; `said`: how it sounds, for names that look or sound alike. */
export type Way = { match: SearchAnswer['match']; ask: Ask; said: string; correctedTo: string | null }

/** The parts that must be met: those that say something, or all when none does. */
export function demanded(parts: readonly Part[]): Part[] {
	const strong = parts.filter((part) => !part.isWeak)
	return strong.length > 0 ? strong : [...parts]
}

/** Whether a part tells by itself what is looked for, where a need was told besides. */
export const isTelling = (part: Part) => part.weight > 2

/** Whether any filter is in use. */
const hasFilters = (filters: SearchFilters) =>
	Object.values(filters).some((value) =>
		Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false,
	)

/**
 * How a question is taken and what it finds, whatever the engine: the strictest way that finds anything, the last one when
 * none does; a later page follows the way the first was found; where only the filters stand in the way, the question is
 * not taken otherwise. `find` is asked way after way; the last answer may still be under way.
 */
export async function understood<Found extends { hits: readonly unknown[] }>(
	query: SearchQuery,
	find: (way: Way) => Promise<Found>,
): Promise<{ way: Way; finding: Promise<Found> }> {
	const expand = query.expand !== false
	const sort = sortOf(query)
	const cursor = readCursor(query.cursor, sort)
	const ask: Ask = {
		question: readQuestion(query.text, expand),
		filters: query.filters ?? {},
		subsidy: query.subsidy,
		sort,
		limit: Math.min(Math.max(query.limit ?? 20, 1), 100),
		position: cursor?.position ?? null,
	}
	const all: Way = { match: 'all', ask, said: '', correctedTo: null }
	if (ask.question.parts.length === 0 && ask.question.folded === '') return { way: all, finding: find(all) }
	if (cursor) {
		for (const way of waysOf(query.text, ask, expand))
			if (way.match === cursor.match) return { way, finding: find(way) }
	}
	let last: { way: Way; found: Found } | undefined
	for (const way of waysOf(query.text, ask, expand)) {
		last = { way, found: await find(way) }
		if (last.found.hits.length > 0 || (way.match === 'all' && (await isOnlyFiltered(way, find)))) break
	}
	const { way, found } = last!
	const hasFew = expand && way.match === 'all' && found.hits.length < fewHits
	const told = hasFew ? { ...way, correctedTo: corrected(query.text) } : way
	return { way: told, finding: Promise.resolve(found) }
}

function sortOf({ sort, subsidy }: SearchQuery): SearchSort {
	if (sort === 'pay' && !subsidy) return 'price'
	return sort && sorts.includes(sort) ? sort : 'relevance'
}

async function isOnlyFiltered(way: Way, find: (way: Way) => Promise<{ hits: readonly unknown[] }>): Promise<boolean> {
	if (!hasFilters(way.ask.filters)) return false
	const anywhere = await find({ ...way, ask: { ...way.ask, filters: {}, limit: 1, position: null } })
	return anywhere.hits.length > 0
}

/** How a question may be understood, strictest first; each is thought of only when the one before found nothing. */
function* waysOf(text: string, ask: Ask, expand: boolean): Generator<Way> {
	const plain = { ask, said: '', correctedTo: null }
	const putRight = (): Way[] => {
		const better = corrected(text)
		return better
			? [{ match: 'corrected', ask: { ...ask, question: readQuestion(better, true) }, said: '', correctedTo: better }]
			: []
	}
	// a misspelt term is that term, even if a part of it tells a need
	const early = ask.question.needs.length > 0 ? putRight() : null
	const isTerm = early?.[0]?.ask.question.needs.length === 0
	if (isTerm) yield* early!
	if (ask.question.parts.length > 0 || !expand) yield { ...plain, match: 'all' }
	if (!expand) return
	if (!isTerm) yield* early ?? putRight()
	const loose = looser(ask.question)
	if (loose || demanded(ask.question.parts).length > 1)
		yield { ...plain, ask: { ...ask, question: loose ?? ask.question }, match: 'some' }
	yield { ...plain, match: 'similar', said: sound(text) }
}

const matches: readonly SearchAnswer['match'][] = ['all', 'some', 'corrected', 'similar']

/** Where a page ended, as an address carries it. */
export function writeCursor({ match, ask }: Way, { value, id }: Position): string {
	return Buffer.from([ask.sort, match, value ?? '', id].join('.')).toString('base64url')
}

/** Reads a cursor of ours for this sort; anything else is no cursor. */
function readCursor(
	cursor: string | null | undefined,
	sort: SearchSort,
): { position: Position; match: SearchAnswer['match'] } | null {
	if (!cursor || cursor.length > 120) return null
	const found = /^(\w+)\.(\w+)\.(-?\d{0,18})\.(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString())
	const match = matches.find((m) => m === found?.[2])
	if (!found || !match || found[1] !== sort) return null
	if (sort === 'relevance' && found[3] === '') return null
	return { match, position: { value: found[3] === '' ? null : BigInt(found[3]!), id: BigInt(found[4]!) } }
}
