import type { Meilisearch, MultiSearchQuery } from 'meilisearch'
import { type PayPiece, paidOf } from '#app/lib/pay-pieces.ts'
import {
	coveredValue,
	type FacetCount,
	type FacetName,
	facetNames,
	longFacetMost,
	type SearchAnswer,
	type SearchEngine,
	type SearchQuery,
} from './engine.ts'
import type { MeiliDocument } from './meili-document.ts'
import { after, all, conditions, everywhere, wantedOf, within } from './meili-filter.ts'
import { type MeiliIndex, openIndex } from './meili-index.server.ts'
import { scoreOf } from './meili-score.ts'
import { countCap } from './meili-settings.ts'
import type { Question } from './question.server.ts'
import { type Position, understood, type Way, writeCursor } from './ways.server.ts'

/** Listings read to be put in order by relevance: those that match in the name, and those that match elsewhere. */
const rankCap = { inName: 400, elsewhere: 200 }
const mostAlike = 200
/** Names less alike than this (0–1) are none. */
const leastAlike = 0.5

type Hit = { id: bigint; value: bigint | null }
type Found = {
	hits: Hit[]
	more: boolean
	isCapped: boolean
	/** every name that looks alike, before filters */
	alike?: number[]
}
type Query = Omit<MultiSearchQuery, 'indexUid'>
type Row = Partial<MeiliDocument> & { _rankingScore?: number }
type Answer = {
	hits: Row[]
	totalHits?: number
	facetDistribution?: Partial<Record<string, Record<string, number>>>
}

/** Search on a Meilisearch server: it selects, sorts and counts; what a question means and what is relevant is reckoned here as for PostgreSQL. */
export function meiliEngine(client: Meilisearch, uid: string): SearchEngine & MeiliIndex {
	const ask = async (queries: readonly Query[]): Promise<Answer[]> => {
		const { results } = await client.multiSearch<MultiSearchQueryList, Row>({
			queries: queries.map((query) => ({ indexUid: uid, q: '', ...query })),
		})
		return results as Answer[]
	}
	return { name: 'meilisearch', search: (query) => search(ask, query), ...openIndex(client, uid) }
}
type MultiSearchQueryList = { queries: MultiSearchQuery[] }
type AskAll = (queries: readonly Query[]) => Promise<Answer[]>

async function search(ask: AskAll, query: SearchQuery): Promise<SearchAnswer> {
	const { way, finding } = await understood(query, (one) => find(ask, one))
	const by = way.match === 'similar' ? ((await finding).alike ?? []) : null
	const [{ hits, more, isCapped }, { total, facets }] = await Promise.all([
		finding,
		count(ask, way, by, query.withFacets !== false),
	])
	const last = hits.at(-1)
	const { expandedTerms, matchedTerms } = way.ask.question
	const isPaid = way.ask.sort === 'pay'
	return {
		hits: hits.map(({ id, value }) => ({ id, score: Number(value ?? 0), payFen: isPaid ? value : null })),
		rankIsCapped: !isPaid && isCapped,
		payIsCapped: isPaid && isCapped,
		total: Math.min(total, countCap),
		totalIsExact: total <= countCap,
		facets,
		expandedTerms,
		matchedTerms,
		match: way.match,
		correctedTo: way.correctedTo,
		nextCursor: more && last ? writeCursor(way, last) : null,
	}
}

/** What the words of a question demand; nothing for the empty one. */
function textOf({ match, ask }: Way): string[] {
	const wanted = wantedOf(ask.question, match)
	return wanted ? [wanted.anywhere] : []
}

function find(ask: AskAll, way: Way): Promise<Found> {
	if (way.match === 'similar') return alike(ask, way)
	if (way.ask.sort === 'pay') return paid(ask, way)
	if (way.ask.sort === 'relevance' && way.ask.question.parts.length > 0) return ranked(ask, way)
	return ordered(ask, way)
}

const orders = {
	price: { field: 'price', direction: 'asc' },
	price_desc: { field: 'price', direction: 'desc' },
	turnaround: { field: 'days', direction: 'asc' },
	relevance: { field: 'quality', direction: 'desc' },
} as const

/** Hits in the order of a field, from where the last page ended. */
async function ordered(ask: AskAll, way: Way): Promise<Found> {
	const { filters, subsidy, sort, position, limit } = way.ask
	const { field, direction } = orders[sort as keyof typeof orders]
	const where = [...textOf(way), ...conditions(filters, subsidy).values()]
	if (position) where.push(after(field, direction, position))
	const [answer] = await ask([
		{
			filter: all(where),
			sort: [`${field}:${direction}`, 'id:asc'],
			limit: limit + 1,
			attributesToRetrieve: ['id', field],
		},
	])
	const hits = answer!.hits.map((row) => ({ id: BigInt(row.id!), value: wholeOf(row[field]) }))
	return { hits: hits.slice(0, limit), more: hits.length > limit, isCapped: false }
}

const wholeOf = (value: number | undefined) => (value === undefined ? null : BigInt(value))

/** One page of a list that is put in order here. */
function pageOf(list: Hit[], isBefore: (a: Hit, b: Hit) => number, position: Position | null, limit: number) {
	list.sort(isBefore)
	const rest = position ? list.filter((hit) => isBefore(hit, position) > 0) : list
	return { hits: rest.slice(0, limit), more: rest.length > limit }
}

const byId = (a: Hit, b: Hit) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const lowestFirst = (a: Hit, b: Hit) => {
	if (a.value === b.value) return byId(a, b)
	if (a.value === null) return 1
	return b.value === null || a.value < b.value ? -1 : 1
}
const highestFirst = (a: Hit, b: Hit) => Number(b.value! - a.value!) || byId(a, b)

/** Hits by what is paid: of the cheapest `countCap` matches, which are all when there are no more. */
async function paid(ask: AskAll, way: Way): Promise<Found> {
	const { filters, subsidy, position, limit } = way.ask
	const where = all([...textOf(way), ...conditions(filters, subsidy).values()])
	const [answer] = await ask([
		{
			filter: where,
			sort: ['price:asc', 'id:asc'],
			limit: countCap + 1,
			attributesToRetrieve: ['id', 'price', 'subsidyClass'],
		},
	])
	const rows = answer!.hits.slice(0, countCap)
	const list = rows.map((row) => ({ id: BigInt(row.id!), value: payOf(subsidy!.pay, row) }))
	return { ...pageOf(list, lowestFirst, position, limit), isCapped: answer!.hits.length > countCap }
}

function payOf(pieces: readonly PayPiece[], { price, subsidyClass }: Row): bigint | null {
	if (price === undefined) return null
	const priceFen = BigInt(price)
	const piece = pieces.find(
		({ classes, fromFen, toFen }) =>
			classes.includes(subsidyClass!) && priceFen >= fromFen && (toFen === null || priceFen <= toFen),
	)
	return piece ? paidOf(piece, priceFen) : priceFen
}

/** Hits by relevance: the best of those of highest quality that match in the name, and of those that match elsewhere. */
async function ranked(ask: AskAll, way: Way): Promise<Found> {
	const { filters, subsidy, question, position, limit } = way.ask
	const { inName } = wantedOf(question, way.match)!
	const where = [...textOf(way), ...conditions(filters, subsidy).values()]
	const query = {
		sort: ['quality:desc', 'id:asc'],
		attributesToRetrieve: ['id', 'reference', 'quality', ...everywhere],
	}
	const [named, others] = await ask([
		{ ...query, filter: all([inName, ...where]), limit: rankCap.inName },
		{ ...query, filter: all([`NOT (${inName})`, ...where]), limit: rankCap.elsewhere },
	])
	const list = scored(question, [...named!.hits, ...others!.hits])
	const isCapped = named!.hits.length === rankCap.inName || others!.hits.length === rankCap.elsewhere
	return { ...pageOf(list, highestFirst, position, limit), isCapped }
}

/**
 * Every listing with its score. Where a need was told, each further listing of one service is worth a little less, so
 * that ten providers of one do not hide the others.
 */
function scored(question: Question, rows: readonly Row[]): Hit[] {
	const list = rows
		.map((row) => ({ id: BigInt(row.id!), value: BigInt(scoreOf(question, row)), service: row.reference ?? row.id! }))
		.sort(highestFirst)
	if (question.needs.length === 0) return list
	const times = new Map<string | number, bigint>()
	return list.map(({ id, value, service }) => {
		const nth = (times.get(service) ?? 0n) + 1n
		times.set(service, nth)
		return { id, value: (value * 10n) / (9n + nth) }
	})
}

/** Names that look or sound alike: here the server's own tolerance of typing errors decides. */
async function alike(ask: AskAll, { ask: { filters, subsidy, position, limit }, said }: Way): Promise<Found> {
	const none = { hits: [], more: false, isCapped: false, alike: [] }
	if (position || said === '') return none
	const [answer] = await ask([
		{
			q: said,
			limit: mostAlike,
			matchingStrategy: 'last',
			showRankingScore: true,
			rankingScoreThreshold: leastAlike,
			attributesToRetrieve: ['id'],
		},
	])
	const likeness = new Map(answer!.hits.map((row) => [row.id!, Math.round((row._rankingScore ?? 0) * 1000)]))
	if (likeness.size === 0) return none
	const ids = [...likeness.keys()]
	const [kept] = await ask([
		{
			filter: all([`id IN [${ids.join(', ')}]`, ...conditions(filters, subsidy).values()]),
			limit: mostAlike,
			attributesToRetrieve: ['id'],
		},
	])
	const list = kept!.hits.map((row) => ({ id: BigInt(row.id!), value: BigInt(likeness.get(row.id!)!) }))
	return { ...pageOf(list, highestFirst, null, limit), more: false, isCapped: false, alike: ids }
}

const fieldOf: Record<Exclude<FacetName, 'covered'>, string> = {
	category: 'categoryPath',
	kind: 'kind',
	division: 'divisionCode',
	providerKind: 'providerKind',
	mark: 'marks',
	standard: 'standards',
	instrumentModel: 'instrumentModel',
	instrumentClass: 'instrumentClass',
	turnaround: 'bands',
	price: 'priceBand',
}
const longFacets: readonly FacetName[] = ['standard', 'instrumentModel']

/** Total and facet counts. A facet whose own filter is in use is counted by a query without it. */
async function count(ask: AskAll, way: Way, ids: readonly number[] | null, withFacets: boolean) {
	const facets = Object.fromEntries(facetNames.map((name) => [name, [] as FacetCount[]])) as unknown as Record<
		FacetName,
		FacetCount[]
	>
	if (ids?.length === 0) return { total: 0, facets }
	const text = ids ? [`id IN [${ids.join(', ')}]`] : textOf(way)
	const { filters, subsidy } = way.ask
	const inUse = conditions(filters, subsidy)
	const where = (without?: FacetName | 'ids') =>
		all([...text, ...[...inUse].filter(([name]) => name !== without).map(([, condition]) => condition)])
	// a page of one is the least a server counts exactly for
	const counted = { hitsPerPage: 1, page: 1, attributesToRetrieve: ['id'] }
	const asked: { facets: FacetName[]; query: Query }[] = [{ facets: [], query: { ...counted, filter: where() } }]
	if (withFacets) {
		const free = facetNames.filter((name) => name !== 'covered' && !inUse.has(name))
		asked[0] = { facets: free, query: { ...asked[0]!.query, facets: free.map(field) } }
		for (const name of inUse.keys())
			if (name !== 'covered' && name !== 'ids')
				asked.push({ facets: [name], query: { ...counted, filter: where(name), facets: [field(name)] } })
		if (subsidy)
			asked.push({
				facets: ['covered'],
				query: { ...counted, filter: all([where('covered') ?? 'id EXISTS', within(subsidy.covered)]) },
			})
	}
	const answers = await ask(asked.map(({ query }) => query))
	answers.forEach((answer, i) => {
		for (const name of asked[i]!.facets) facets[name] = countsOf(name, answer)
	})
	return { total: answers[0]!.totalHits ?? 0, facets }
}

const field = (name: FacetName) => fieldOf[name as keyof typeof fieldOf]

function countsOf(name: FacetName, { totalHits = 0, facetDistribution }: Answer): FacetCount[] {
	if (name === 'covered') return totalHits > 0 ? [{ value: coveredValue, count: totalHits }] : []
	const counts = Object.entries(facetDistribution?.[field(name)] ?? {}).map(([value, n]) => ({ value, count: n }))
	counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
	return longFacets.includes(name) ? counts.slice(0, longFacetMost) : counts
}
