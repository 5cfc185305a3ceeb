import type { Pool } from 'pg'
import {
	coveredValue,
	type FacetCount,
	type FacetName,
	facetNames,
	longFacetMost,
	type SearchFilters,
	type SubsidyQuery,
	turnaroundBands,
} from './engine.ts'
import { Kept } from './kept.server.ts'
import { Parameters } from './postgres-parameters.ts'
import { conditions, countCap, facetsSql, whereClause } from './postgres-query.server.ts'
import { insideSql } from './postgres-subsidy.server.ts'

export type Facets = Record<FacetName, FacetCount[]>
/** `isExact` false: more than `countCap` match, so the total is the planner's guess and facets are scaled up to it. */
export type Counts = { total: number; isExact: boolean; facets: Facets }
/** What is counted: the matches of a tsquery ('': everything), or these listings. */
export type CountedBy = { ids: readonly string[] } | { joined: string }
export type Counted = { by: CountedBy; filters: SearchFilters; subsidy: SubsidyQuery | undefined; withFacets: boolean }

const keptForMs = 30_000
/** Counts of the last half minute, per process: pages of one question, and people who ask the same. */
export const keptCounts = new Kept<Counts>(keptForMs, 500)
const keptRollups = new Kept<Rollup>(keptForMs, 1)

/** Documents changed: what was counted before no longer stands. */
export function forgetCounts() {
	keptCounts.clear()
	keptRollups.clear()
}

const text = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part))

const noFacets = () => Object.fromEntries(facetNames.map((name) => [name, [] as FacetCount[]])) as Facets
const sorted = (list: FacetCount[]) => list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))

/** How many match, and how many of them have each value. */
export async function countMatches(pool: Pool, counted: Counted): Promise<Counts> {
	if ('ids' in counted.by && counted.by.ids.length === 0) return { total: 0, isExact: true, facets: noFacets() }
	const answer = await keptCounts.get(text(counted), () => count(pool, counted))
	return { ...answer, facets: Object.fromEntries(facetNames.map((name) => [name, [...answer.facets[name]]])) as Facets }
}

async function count(pool: Pool, { by, filters, subsidy, withFacets }: Counted): Promise<Counts> {
	const parameters = new Parameters()
	const what: string[] = []
	if ('ids' in by) what.push(`listing_id = ANY(${parameters.add(by.ids)}::bigint[])`)
	else if (by.joined !== '') what.push(`tsv @@ ${parameters.add(by.joined)}::tsquery`)
	const inUse = conditions(filters, parameters, subsidy)
	const covered = withFacets && subsidy ? insideSql(subsidy.covered, parameters) : null
	const isAll = what.length === 0 && inUse.size === 0
	const whole = what.length === 0 && inUse.size < 2 ? await rollup(pool) : undefined
	if (whole && isAll && whole.total <= countCap && !withFacets)
		return { total: whole.total, isExact: true, facets: noFacets() }
	if (whole && isAll && whole.total > countCap) {
		const facets = withFacets ? whole.facets : noFacets()
		return {
			total: whole.total,
			isExact: true,
			facets: { ...facets, covered: await coveredOf(pool, whole, subsidy, withFacets) },
		}
	}
	const statement = facetsSql(what, inUse, covered, withFacets)
	const { rows } = await pool.query<{ facet: string; value: string; n: string }>(statement, parameters.values)
	const sizes = new Map(rows.filter(({ facet }) => facet === 'size').map(({ value, n }) => [value, Number(n)]))
	const estimates = new Map(
		await Promise.all(
			[...sizes].map(async ([set, n]): Promise<[string, number]> => {
				if (n <= countCap) return [set, 1]
				const own = [...inUse].filter(([filter]) => filter !== set).map(([, sql]) => sql)
				return [set, (await guessed(pool, [...what, ...own], parameters)) / n]
			}),
		),
	)
	const facets = noFacets()
	for (const { facet, value, n } of rows) {
		if (facet === 'size') continue
		const name = facet as FacetName
		const factor = estimates.get(inUse.has(name) ? name : '') ?? 1
		facets[name].push({ value, count: factor === 1 ? Number(n) : about(Number(n) * factor) })
	}
	// the facet of the only filter in use counts everything
	for (const name of inUse.keys())
		if (whole && withFacets && whole.total > countCap && name !== 'covered' && name !== 'ids')
			facets[name] = [...whole.facets[name]]
	for (const list of Object.values(facets)) sorted(list)
	const size = sizes.get('') ?? 0
	const factor = estimates.get('') ?? 1
	return { total: factor === 1 ? size : about(size * factor), isExact: size <= countCap, facets }
}

/** A guess says no more than two digits. */
function about(n: number): number {
	const unit = 10 ** Math.max(Math.floor(Math.log10(Math.max(n, 1))) - 1, 0)
	return Math.round(n / unit) * unit
}

/** How many the planner thinks match; more than were counted. */
async function guessed(pool: Pool, where: readonly string[], { values }: Parameters): Promise<number> {
	// a plan needs every parameter in its text
	const used = where.join(' AND ')
	const literal = used.replace(/\$(\d+)/g, (_, no: string) => quoted(values[Number(no) - 1]))
	const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
		`EXPLAIN (FORMAT JSON) SELECT 1 FROM search_document ${whereClause(literal === '' ? [] : [literal])}`,
	)
	return Math.max(rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'], countCap + 1)
}

const quoted = (value: unknown): string =>
	Array.isArray(value)
		? `'{${value.map((one) => `"${String(one).replace(/(["\\])/g, '\\$1')}"`).join(',')}}'`.replace(
				/(?!^)'(?!$)/g,
				"''",
			)
		: `'${String(value).replace(/'/g, "''")}'`

type Rollup = { total: number; facets: Facets; classes: Map<number, number> }

/** What there is of everything, from the counts kept with the documents. */
export function rollup(pool: Pool): Promise<Rollup> {
	return keptRollups.get('', async () => {
		const { rows } = await pool.query<{ facet: string; value: string; n: string }>(
			'SELECT facet, value, documents AS n FROM search_rollup WHERE documents > 0',
		)
		const facets = noFacets()
		const classes = new Map<number, number>()
		const days = new Map<number, number>()
		let total = 0
		for (const row of rows) {
			const n = Number(row.n)
			if (row.facet === 'total') total = n
			else if (row.facet === 'class') classes.set(Number(row.value), n)
			else if (row.facet === 'days') days.set(Number(row.value), n)
			else if (row.facet in facets) facets[row.facet as FacetName].push({ value: row.value, count: n })
		}
		for (const band of turnaroundBands) {
			const n = [...days].reduce((sum, [upto, more]) => (upto <= band ? sum + more : sum), 0)
			if (n > 0) facets.turnaround.push({ value: String(band), count: n })
		}
		for (const list of Object.values(facets)) sorted(list)
		facets.standard = facets.standard.slice(0, longFacetMost)
		facets.instrumentModel = facets.instrumentModel.slice(0, longFacetMost)
		return { total, facets, classes }
	})
}

/** Classes that priced documents are in. */
export const classesInUse = async (pool: Pool) => [...(await rollup(pool)).classes.keys()]

/** How many of everything a subsidy covers: counted up to the cap, beyond it as many as the classes hold. */
async function coveredOf(
	pool: Pool,
	{ classes }: Rollup,
	subsidy: SubsidyQuery | undefined,
	withFacets: boolean,
): Promise<FacetCount[]> {
	if (!subsidy || !withFacets || subsidy.covered.length === 0) return []
	const parameters = new Parameters()
	const { rows } = await pool.query<{ n: string }>(
		`SELECT count(*) AS n FROM (SELECT 1 FROM search_document WHERE ${insideSql(subsidy.covered, parameters)} LIMIT ${countCap + 1}) AS m`,
		parameters.values,
	)
	const counted = Number(rows[0]!.n)
	if (counted === 0) return []
	if (counted <= countCap) return [{ value: coveredValue, count: counted }]
	const spoken = new Set(subsidy.covered.flatMap((range) => [...range.classes]))
	const most = [...spoken].reduce((sum, one) => sum + (classes.get(one) ?? 0), 0)
	return [{ value: coveredValue, count: about(Math.max(most, counted)) }]
}
