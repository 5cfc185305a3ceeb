import {
	coveredValue,
	type FacetName,
	longFacetMost,
	priceBands,
	type SearchAnswer,
	type SearchFilters,
	type SubsidyQuery,
	turnaroundBands,
} from './engine.ts'
import type { Alike } from './names-alike.server.ts'
import { type FilterLetter, filterToken, tsqueryToken } from './postgres-document.server.ts'
import type { Parameters } from './postgres-parameters.ts'
import { meetsSql, scoreSql, wantedOf } from './postgres-question.server.ts'
import { insideSql, paidByFormulaSql, payRangesSql, payTable } from './postgres-subsidy.server.ts'
import type { Question } from './question.server.ts'
import type { Position } from './ways.server.ts'

/** Rows ranked at most, rows counted at most (as measured: time grows with the rows read, not with the index). */
export const rankCap = 2000
export const countCap = 10_000

export type FilterName = FacetName | 'ids'

/**
 * One SQL condition per filter in use. Those on fixed values are words of the document, so that the index meets them
 * together with the text.
 */
export function conditions(
	filters: SearchFilters,
	parameters: Parameters,
	subsidy: SubsidyQuery | undefined,
): Map<FilterName, string> {
	const found = new Map<FilterName, string>()
	const putTokens = (
		name: FilterName,
		letter: FilterLetter,
		values: readonly string[] | undefined,
		joint: '|' | '&',
	) => {
		if (!values?.length) return
		const tokens = values.map((value) => tsqueryToken(filterToken(letter, value)))
		found.set(name, `tsv @@ ${parameters.add(tokens.join(` ${joint} `))}::tsquery`)
	}
	putTokens('category', 'c', filters.category ? [filters.category] : [], '|')
	putTokens('kind', 'k', filters.kinds, '|')
	putTokens('division', 'd', filters.divisions, '|')
	putTokens('providerKind', 'p', filters.providerKinds, '|')
	putTokens('mark', 'm', filters.marks, '&')
	putTokens('standard', 's', filters.standards, '|')
	putTokens('instrumentModel', 'i', filters.instrumentModels, '|')
	putTokens('instrumentClass', 'n', filters.instrumentClasses, '|')
	if (filters.isCovered) found.set('covered', insideSql(subsidy?.covered ?? [], parameters))
	if (filters.turnaroundDays !== undefined)
		found.set('turnaround', `turnaround_days <= ${parameters.add(filters.turnaroundDays)}::int`)
	const price: string[] = []
	if (filters.priceFromFen !== undefined)
		price.push(`price_fen >= ${parameters.add(filters.priceFromFen.toString())}::bigint`)
	if (filters.priceToFen !== undefined)
		price.push(`price_fen <= ${parameters.add(filters.priceToFen.toString())}::bigint`)
	if (price.length > 0) found.set('price', price.join(' AND '))
	if (filters.ids) found.set('ids', `listing_id = ANY(${parameters.add(filters.ids.map(String))}::bigint[])`)
	return found
}

const orders = {
	price: { column: 'price_fen', direction: 'ASC', beyond: '>' },
	price_desc: { column: 'price_fen', direction: 'DESC', beyond: '<' },
	turnaround: { column: 'turnaround_days', direction: 'ASC', beyond: '>' },
	quality: { column: 'quality', direction: 'DESC', beyond: '<' },
} as const

/**
 * Hits in the order of a stored column, ties by id, rows without a value last; after `position` when given. With a
 * question (`isAsked`) the first `countCap` matches are put in order: all of them, unless the answer says that there are more.
 */
export function orderedSql(
	where: string[],
	isAsked: boolean,
	sort: keyof typeof orders,
	position: Position | null,
	limit: number,
	parameters: Parameters,
): string {
	const { column, direction, beyond } = orders[sort]
	const after: string[] = []
	if (position && position.value === null)
		after.push(`${column} IS NULL AND listing_id > ${parameters.add(position.id.toString())}::bigint`)
	else if (position) {
		const value = `${parameters.add(position.value!.toString())}::bigint`
		const id = `${parameters.add(position.id.toString())}::bigint`
		after.push(`(${column} ${beyond} ${value} OR (${column} = ${value} AND listing_id > ${id}) OR ${column} IS NULL)`)
	}
	const matches = isAsked
		? `(SELECT listing_id, ${column} FROM search_document ${whereClause(where)} LIMIT ${countCap}) AS matches ${whereClause(after)}`
		: `search_document ${whereClause([...where, ...after])}`
	return `SELECT listing_id AS id, ${column}::bigint AS value FROM ${matches} ORDER BY ${column} ${direction} NULLS LAST, listing_id LIMIT ${parameters.add(limit)}`
}

/** Hits by what is paid, lowest first, ties by id, on quotation last: of the first `countCap` matches. */
export function paidSql(
	where: string[],
	{ pay }: SubsidyQuery,
	position: Position | null,
	limit: number,
	parameters: Parameters,
): string {
	const table = payTable(pay)
	const after: string[] = []
	if (position && position.value === null)
		after.push(`value IS NULL AND id > ${parameters.add(position.id.toString())}::bigint`)
	else if (position) {
		const value = `${parameters.add(position.value!.toString())}::bigint`
		const id = `${parameters.add(position.id.toString())}::bigint`
		after.push(`(value > ${value} OR (value = ${value} AND id > ${id}) OR value IS NULL)`)
	}
	return `WITH matches AS MATERIALIZED (SELECT listing_id, subsidy_class, price_fen FROM search_document ${whereClause(where)} LIMIT ${countCap}),
		paid AS (SELECT listing_id AS id, ${paidByFormulaSql(table)} AS value FROM matches
			LEFT JOIN ${payRangesSql(table, parameters)} ON r.class = subsidy_class AND price_fen BETWEEN r.from_fen AND r.to_fen)
		SELECT id, value FROM paid ${whereClause(after)} ORDER BY value NULLS LAST, id LIMIT ${parameters.add(limit)}`
}

/**
 * Where no service was named but a need was told, several services may answer it: each further listing of one service
 * is worth a little less, so that ten providers of one do not hide the others.
 */
const spread = ({ needs }: Question, scored: string) =>
	needs.length === 0
		? scored
		: `SELECT listing_id, score * 10 / (9 + row_number() OVER (PARTITION BY coalesce(reference, listing_id::text)
			ORDER BY score DESC, listing_id)) AS score FROM (${scored}) AS plain`

/** Hits by relevance: the best of at most `rankCap` rows that match in the name and as many that match elsewhere. */
export function rankedSql(
	question: Question,
	match: SearchAnswer['match'],
	where: string[],
	position: Position | null,
	limit: number,
	parameters: Parameters,
): string {
	const { anywhere, inName, led } = wantedOf(question, match)
	const name = `(${led.map(({ column, query }) => meetsSql(query, parameters, column)).join(' OR ')})`
	const elsewhere = [meetsSql(anywhere, parameters, 'tsv'), `NOT ${meetsSql(inName, parameters)}`]
	const after = position
		? `WHERE score < ${parameters.add(position.value!.toString())}::bigint OR (score = ${parameters.add(position.value!.toString())}::bigint AND listing_id > ${parameters.add(position.id.toString())}::bigint)`
		: ''
	return `WITH candidate AS (
			(SELECT listing_id, reference, head, tsv, quality, true AS by_name FROM search_document ${whereClause([name, ...where])} LIMIT ${rankCap})
			UNION ALL
			(SELECT listing_id, reference, head, tsv, quality, false FROM search_document ${whereClause([...elsewhere, ...where])} LIMIT ${rankCap})
		), scored AS (${spread(question, `SELECT listing_id, reference, ${scoreSql(question, match, parameters)}::bigint AS score FROM candidate`)})
		SELECT listing_id AS id, score AS value,
			(SELECT count(*) FILTER (WHERE by_name) = ${rankCap} OR count(*) FILTER (WHERE NOT by_name) = ${rankCap} FROM candidate) AS capped
		FROM scored ${after} ORDER BY score DESC, listing_id LIMIT ${parameters.add(limit)}`
}

/** Hits among names that look alike, the likest first. */
export function alikeSql({ ids, likeness }: Alike, where: string[], limit: number, parameters: Parameters): string {
	return `SELECT listing_id AS id, likeness AS value FROM search_document
		JOIN unnest(${parameters.add(ids)}::bigint[], ${parameters.add(likeness)}::bigint[]) AS alike (id, likeness) ON id = listing_id
		${whereClause(where)} ORDER BY likeness DESC, listing_id LIMIT ${parameters.add(limit)}`
}

export const whereClause = (all: readonly string[]) => (all.length > 0 ? `WHERE ${all.join(' AND ')}` : '')

const longFacet = (value: string) =>
	`SELECT ${value} AS value, count(*) AS n FROM SET GROUP BY 1 HAVING ${value === 'instrument_model' ? 'instrument_model IS NOT NULL' : 'true'} ORDER BY n DESC, 1 LIMIT ${longFacetMost}`

const facetSql: Record<Exclude<FacetName, 'covered'>, string> = {
	category: 'SELECT unnest(category_path) AS value, count(*) AS n FROM SET GROUP BY 1',
	kind: 'SELECT kind AS value, count(*) AS n FROM SET GROUP BY 1',
	division: 'SELECT division_code AS value, count(*) AS n FROM SET GROUP BY 1',
	providerKind: 'SELECT provider_kind AS value, count(*) AS n FROM SET WHERE provider_kind IS NOT NULL GROUP BY 1',
	mark: 'SELECT unnest(marks) AS value, count(*) AS n FROM SET GROUP BY 1',
	standard: longFacet('unnest(standards)'),
	instrumentModel: longFacet('instrument_model'),
	instrumentClass:
		'SELECT instrument_class AS value, count(*) AS n FROM SET WHERE instrument_class IS NOT NULL GROUP BY 1',
	turnaround: `SELECT band::text AS value, count(*) AS n FROM SET JOIN unnest(ARRAY[${turnaroundBands.join()}]) AS band
		ON turnaround_days <= band GROUP BY 1`,
	price: `SELECT CASE WHEN price_fen IS NULL THEN 'quote' ${priceBands.map((band) => `WHEN price_fen <= ${band} THEN '${band}'`).join(' ')}
		ELSE 'above' END AS value, count(*) AS n FROM SET GROUP BY 1`,
}

/**
 * Facet counts in one statement, and under `size` how many rows each was counted in, at most one more than `countCap`.
 * A facet whose own filter is in use counts as if it were not, so that one sees what choosing another value would bring.
 * `covered`: the condition counted as that facet.
 */
export function facetsSql(
	text: string[],
	filters: ReadonlyMap<FilterName, string>,
	covered: string | null,
	withFacets: boolean,
): string {
	const columns = withFacets
		? 'kind, category_path, division_code, provider_kind, marks, standards, instrument_model, instrument_class, price_fen, turnaround_days, subsidy_class'
		: '1'
	const set = (name: string, without?: FilterName) => {
		const where = [...text, ...[...filters].filter(([filter]) => filter !== without).map(([, sql]) => sql)]
		return `${name} AS MATERIALIZED (SELECT ${columns} FROM search_document ${whereClause(where)} LIMIT ${countCap + 1})`
	}
	const sets = [set('m')]
	const counts = [`SELECT 'size' AS facet, '' AS value, count(*) AS n FROM m`]
	if (withFacets) {
		for (const filter of filters.keys()) {
			if (filter === 'ids') continue
			const name = `m_${filter.toLowerCase()}`
			sets.push(set(name, filter))
			counts.push(`SELECT 'size', '${filter}', count(*) FROM ${name}`)
		}
		const all: Partial<Record<FacetName, string>> = covered
			? {
					...facetSql,
					covered: `SELECT '${coveredValue}' AS value, count(*) AS n FROM SET WHERE ${covered} HAVING count(*) > 0`,
				}
			: facetSql
		for (const [facet, sql] of Object.entries(all)) {
			const from = filters.has(facet as FilterName) ? `m_${facet.toLowerCase()}` : 'm'
			counts.push(`SELECT '${facet}', value, n FROM (${sql.replace('SET', from)}) AS f`)
		}
	}
	return `WITH ${sets.join(', ')} ${counts.join(' UNION ALL ')}`
}
