import { setImmediate } from 'node:timers/promises'
import type { Pool } from 'pg'
import { logger } from '#app/platform/logger.server.ts'
import { dictionary } from './dictionary.server.ts'
import type { Beside, SearchAnswer, SearchEngine, SearchHit, SearchQuery } from './engine.ts'
import { type Catalogue, catchUp, readCatalogue } from './memory-catalogue.server.ts'
import type { Columns } from './memory-columns.ts'
import { countFacets, noFacets } from './memory-counts.ts'
import { tokensOf } from './memory-match.ts'
import { firstOf, keyBy, keyByPaid, spread } from './memory-order.ts'
import { type Sifted, sift } from './memory-sift.ts'
import { namesAlike } from './names-alike.server.ts'
import { readQuestion } from './question.server.ts'
import { understood, type Way, writeCursor } from './ways.server.ts'
import { exactToken } from './weighted-tokens.server.ts'

/** How long after a failure before memory is tried again. */
const restMs = 30_000

/** An engine that answers from memory as soon as it has read everything, and before that by the one behind it. */
export type MemoryEngine = SearchEngine & {
	/** Reads all documents into memory; from then on searches are answered from there. `ahead` ends when the words of the trade were read, too. */
	warm(): Promise<{ ahead: Promise<void> }>
	/** What is kept at present; null: nothing yet. */
	kept(): Catalogue | null
}

/**
 * Searches the documents of the database in memory: counts are those of all documents that fit, and the order is that of all of
 * them. Every search asks first what has changed. Documents are put in and taken out by the engine behind.
 */
export function memoryEngine(pool: Pool, behind: SearchEngine): MemoryEngine {
	let kept: Catalogue | null = null
	let reading: Promise<{ ahead: Promise<void> }> | null = null
	let asking: Promise<Catalogue | null> | null = null
	/** the process wants memory; after a failure not before this time */
	let readAgainAt = Infinity

	const read = () => {
		reading ??= readCatalogue(pool)
			.then((catalogue) => {
				kept = catalogue
				return { ahead: keepReadAhead(pool, () => kept === catalogue, catalogue) }
			})
			.catch((error: unknown) => {
				kept = null
				readAgainAt = Date.now() + restMs
				throw error
			})
			.finally(() => {
				reading = null
			})
		return reading
	}
	const readBeside = () =>
		void read().catch((error: unknown) => logger.error({ err: error }, 'search could not be read into memory'))

	/** The catalogue as it is now; what was changed in bulk is shown when it has been read. */
	const present = async (): Promise<Catalogue | null> => {
		if (kept && !(await catchUp(pool, kept))) readBeside()
		return kept
	}
	let next: Promise<Catalogue | null> | null = null
	const ask = (): Promise<Catalogue | null> => {
		if (!asking) {
			asking = present().finally(() => {
				asking = null
			})
			return asking
		}
		// the one under way may have been asked before the caller's own change
		next ??= asking
			.catch(() => null)
			.then(() => {
				next = null
				return ask()
			})
		return next
	}

	return {
		name: behind.name,
		begin({ text, expand }) {
			if (!kept) return undefined
			const asked = ask()
			const { words } = kept
			const question = readQuestion(text, expand !== false)
			const begun = Promise.all([asked, words.find(tokensOf(question))])
			// the search that waits for it is told of a failure
			begun.catch(() => {})
			return begun
		},
		async search(query, beside = {}) {
			if (!kept && Date.now() >= readAgainAt) readBeside()
			if (kept) await (beside.begun ?? ask())
			return kept ? search(pool, kept, query, beside) : behind.search(query, beside)
		},
		index: behind.index,
		remove: behind.remove,
		health: behind.health,
		warm() {
			readAgainAt = 0
			return read()
		},
		kept: () => kept,
	}
}

const ahead = 12
/** Below so many documents a word's list is read in a moment when it is asked for. */
const worthReadingAhead = 50_000

/** Reads words ahead, and again some time after they were forgotten; ends when the catalogue is no longer wanted. Answers when it has done so once. */
async function keepReadAhead(pool: Pool, isWanted: () => boolean, catalogue: Catalogue) {
	let { generation } = catalogue.words
	await readAhead(pool, isWanted, catalogue)
	const timer = setInterval(() => {
		if (!isWanted()) return clearInterval(timer)
		if (generation === catalogue.words.generation) return
		generation = catalogue.words.generation
		void readAhead(pool, isWanted, catalogue)
	}, restMs).unref()
}

/** Documents looked into for frequent words, and the share of them that makes a word frequent: its list takes a while to read. */
const looked = 10_000
const frequentShare = 0.004

/** The words many listings hold, and those of the trade: they are read before anybody asks. */
async function readAhead(pool: Pool, isWanted: () => boolean, { columns, words }: Catalogue) {
	if (columns.count < worthReadingAhead) return
	try {
		const { rows } = await pool.query<{ word: string }>(
			`SELECT word FROM ts_stat($1) WHERE left(word, 1) NOT IN ('=', '~') AND ndoc >= $2 ORDER BY ndoc`,
			[
				`SELECT tsv FROM search_document TABLESAMPLE SYSTEM (${(100 * looked) / columns.count})`,
				looked * frequentShare,
			],
		)
		const terms = [...dictionary().terms.keys()].flatMap((key) => [key, exactToken(key)])
		// the most frequent last: they stay the longest
		const tokens = [...new Set([...terms, ...rows.map(({ word }) => word)])]
		for (let start = 0; start < tokens.length && isWanted(); start += ahead)
			await words.find(new Set(tokens.slice(start, start + ahead)))
	} catch (error) {
		logger.warn({ err: error }, 'words were not read ahead')
	}
}

type Found = {
	hits: { id: bigint; value: bigint | null }[]
	more: boolean
	total: number
	count: () => SearchAnswer['facets']
}

async function search(pool: Pool, catalogue: Catalogue, query: SearchQuery, { onHits }: Beside): Promise<SearchAnswer> {
	const { way, finding } = await understood(query, (one) => find(pool, catalogue, one))
	const { hits: found, more, total, count } = await finding
	const { sort, question } = way.ask
	const last = found.at(-1)
	const hits = found.map(
		({ id, value }): SearchHit => ({
			id,
			score: Number(value ?? 0),
			payFen: sort === 'pay' && way.match !== 'similar' ? value : null,
		}),
	)
	if (onHits) {
		onHits(hits)
		// what was asked for them is on its way before counting begins
		await setImmediate()
	}
	const facets = query.withFacets === false ? noFacets() : count()
	return {
		hits,
		total,
		totalIsExact: true,
		facets,
		rankIsCapped: false,
		payIsCapped: false,
		expandedTerms: question.expandedTerms,
		matchedTerms: question.matchedTerms,
		match: way.match,
		correctedTo: way.correctedTo,
		nextCursor: more && last ? writeCursor(way, last) : null,
	}
}

/** What a question finds, before filters: places, and how well each does. */
type Candidates = { places: Uint32Array; scores: Int32Array | null }

async function find(pool: Pool, catalogue: Catalogue, way: Way): Promise<Found> {
	const { columns } = catalogue
	const { limit, filters, subsidy } = way.ask
	const { places, scores } = await candidates(pool, catalogue, way)
	const sifted = sift(columns, places, scores, filters, subsidy)
	const order = orderOf(columns, way, sifted)
	const first = firstOf(columns, order.places, order.keyOf, order.after, limit + 1)
	return {
		hits: first.places.slice(0, limit).map((place, i) => ({
			id: BigInt(columns.ids[place]!),
			value: Number.isFinite(first.keys[i]) ? BigInt(order.sign * first.keys[i]!) : null,
		})),
		more: first.places.length > limit && way.match !== 'similar',
		total: sifted.passed.length,
		count: () => countFacets(columns, sifted, subsidy),
	}
}

async function candidates(pool: Pool, { columns, words, matcher }: Catalogue, way: Way): Promise<Candidates> {
	const { ask, match, said } = way
	if (match === 'similar') {
		const alike = ask.position ? { ids: [], likeness: [] } : await namesAlike(pool, said)
		const known = alike.ids.flatMap((id, i) => {
			const place = columns.placeOf(Number(id))
			return place < 0 || !columns.isAlive(place) ? [] : [{ place, likeness: Number(alike.likeness[i]) }]
		})
		return {
			places: Uint32Array.from(known, ({ place }) => place),
			scores: Int32Array.from(known, ({ likeness }) => likeness),
		}
	}
	if (ask.question.parts.length === 0) return { places: columns.all(), scores: null }
	const postings = await words.find(tokensOf(ask.question))
	return matcher.matches(ask.question, match, postings)
}

/** What the documents that passed are put in order by: the lowest key first. */
function orderOf(columns: Columns, { ask, match }: Way, { passed, scores }: Sifted) {
	const { subsidy, question, position, limit } = ask
	const sort = match === 'similar' ? 'relevance' : ask.sort
	const sign = sort === 'relevance' || sort === 'price_desc' ? -1 : 1
	const after = position && {
		key: position.value === null ? Infinity : sign * Number(position.value),
		id: Number(position.id),
	}
	if (sort === 'pay') return { places: passed, keyOf: keyByPaid(columns, subsidy?.pay ?? []), after, sign }
	if (sort !== 'relevance' || !scores) return { places: passed, keyOf: keyBy(sort, columns), after, sign }
	const isSpread = question.needs.length > 0 && match !== 'similar'
	const plain = { places: passed, scores }
	const ranked = isSpread ? spread(columns, plain, position ? null : limit + 1) : plain
	return { places: ranked.places, keyOf: (_: number, i: number) => -ranked.scores[i]!, after, sign }
}
