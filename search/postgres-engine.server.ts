import type { Pool } from 'pg'
import type { SearchAnswer, SearchEngine, SearchHealth, SearchQuery } from './engine.ts'
import { type Alike, namesAlike } from './names-alike.server.ts'
import { classesInUse, countMatches } from './postgres-counts.server.ts'
import { putDocuments, removeDocuments } from './postgres-index.server.ts'
import { Parameters } from './postgres-parameters.ts'
import { alikeSql, conditions, orderedSql, paidSql, rankedSql } from './postgres-query.server.ts'
import { wantedOf } from './postgres-question.server.ts'
import { walk, wholePieces } from './postgres-walk.server.ts'
import { type Ask, understood, type Way, writeCursor } from './ways.server.ts'

type Found = {
	hits: { id: bigint; value: bigint | null }[]
	more: boolean
	/** more matched than were put in order */
	isCapped: boolean
	/** every name that looks alike, before filters */
	alike?: Alike
}

/** The default engine: words are cut here, PostgreSQL matches, ranks and counts. */
export function postgresEngine(pool: Pool): SearchEngine {
	return {
		name: 'postgres',
		search: (query) => search(pool, query),
		index: (documents) => putDocuments(pool, documents),
		remove: (ids) => removeDocuments(pool, ids),
		health: () => health(pool),
	}
}

async function search(pool: Pool, query: SearchQuery): Promise<SearchAnswer> {
	const { way, finding } = await understood(query, (one) => find(pool, one))
	return complete(pool, way, finding, query.withFacets !== false)
}

const joinedOf = ({ match, ask }: Way) => wantedOf(ask.question, match).anywhere

const find = (pool: Pool, way: Way): Promise<Found> =>
	way.match === 'similar' ? similarHits(pool, way) : hitsOf(pool, way.ask, joinedOf(way), way.match)

async function similarHits(pool: Pool, { ask, said }: Way): Promise<Found> {
	const alike = ask.position ? { ids: [], likeness: [] } : await namesAlike(pool, said)
	if (alike.ids.length === 0) return { hits: [], more: false, isCapped: false, alike }
	const parameters = new Parameters()
	const where = [...conditions(ask.filters, parameters, ask.subsidy).values()]
	const sql = alikeSql(alike, where, ask.limit, parameters)
	return { ...(await page(pool, sql, parameters, ask.limit)), more: false, alike }
}

/** The answer of one way: its hits with their counts. */
async function complete(pool: Pool, way: Way, finding: Promise<Found>, withFacets: boolean): Promise<SearchAnswer> {
	const by = way.match === 'similar' ? { ids: (await finding).alike?.ids ?? [] } : { joined: joinedOf(way) }
	const { filters, subsidy, sort } = way.ask
	const [{ hits, more, isCapped }, { total, isExact, facets }] = await Promise.all([
		finding,
		countMatches(pool, { by, filters, subsidy, withFacets }),
	])
	const last = hits.at(-1)
	const { expandedTerms, matchedTerms } = way.ask.question
	// what is in no index order is put in order up to the cap
	const isOverCap = sort === 'relevance' || isWalk(way.ask) ? isCapped : !isExact && isPutInOrder(way.ask)
	return {
		hits: hits.map(({ id, value }) => ({
			id,
			score: Number(value ?? 0),
			payFen: sort === 'pay' && way.match !== 'similar' ? value : null,
		})),
		rankIsCapped: sort !== 'pay' && isOverCap,
		payIsCapped: sort === 'pay' && isOverCap,
		total,
		totalIsExact: isExact,
		facets,
		expandedTerms,
		matchedTerms,
		match: way.match,
		correctedTo: way.correctedTo,
		nextCursor: more && last ? writeCursor(way, last) : null,
	}
}

/** By what is paid among everything: class and price alone decide, so an index leads through it. */
function isWalk({ sort, question, filters }: Ask): boolean {
	const { isCovered: _covered, priceFromFen: _from, priceToFen: _to, ...others } = filters
	const isFree = Object.values(others).every(
		(value) => value === undefined || (Array.isArray(value) && value.length === 0),
	)
	return sort === 'pay' && question.parts.length === 0 && isFree
}

const isPutInOrder = ({ sort, question }: Ask) => question.parts.length > 0 || sort === 'pay'

async function walked(pool: Pool, { filters, subsidy, position, limit }: Ask): Promise<Found> {
	const pieces = wholePieces(subsidy!.pay, await classesInUse(pool))
	const where = (parameters: Parameters) => [...conditions(filters, parameters, subsidy).values()]
	const { rows, isCapped } = await walk(pool, pieces, where, position, limit + 1)
	return { hits: rows.slice(0, limit), more: rows.length > limit, isCapped }
}

async function hitsOf(pool: Pool, ask: Ask, joined: string, match: SearchAnswer['match']): Promise<Found> {
	if (isWalk(ask)) return walked(pool, ask)
	const parameters = new Parameters()
	const where = [...conditions(ask.filters, parameters, ask.subsidy).values()]
	const { parts } = ask.question
	let sql: string
	if (parts.length > 0 && ask.sort === 'relevance') {
		sql = rankedSql(ask.question, match, where, ask.position, ask.limit + 1, parameters)
	} else {
		const { sort, position, subsidy } = ask
		if (parts.length > 0) where.push(`tsv @@ ${parameters.add(joined)}::tsquery`)
		if (sort === 'pay') sql = paidSql(where, subsidy!, position, ask.limit + 1, parameters)
		else {
			const order = sort === 'relevance' ? 'quality' : sort
			sql = orderedSql(where, parts.length > 0, order, position, ask.limit + 1, parameters)
		}
	}
	return page(pool, sql, parameters, ask.limit)
}

async function page(pool: Pool, sql: string, { values }: Parameters, limit: number): Promise<Found> {
	const { rows } = await pool.query<{ id: string; value: string | null; capped?: boolean }>(sql, values)
	const hits = rows.map((row) => ({ id: BigInt(row.id), value: row.value === null ? null : BigInt(row.value) }))
	return { hits: hits.slice(0, limit), more: hits.length > limit, isCapped: rows[0]?.capped === true }
}

async function health(pool: Pool): Promise<SearchHealth> {
	try {
		const { rows } = await pool.query<{ n: string }>('SELECT count(*) AS n FROM search_document')
		return { isUp: true, documents: Number(rows[0]?.n ?? 0), detail: 'PostgreSQL' }
	} catch (error) {
		return { isUp: false, documents: 0, detail: error instanceof Error ? error.message : String(error) }
	}
}
