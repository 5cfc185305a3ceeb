import type { Context } from '#app/domain/context.server.ts'
import { classesOf, publishedReads, putReads } from '#app/domain/programmes/subsidy-classes.server.ts'
import { pool } from '#app/platform/db.server.ts'
import { searchEngine } from './engine.server.ts'
import type { SearchEngine } from './engine.ts'
import { refresh } from './sync.server.ts'

type Combination = { path: string[]; division: string; provider_kind: string | null; marks: string[]; tax: number }

/** All that rules can read of the published listings, each combination once. */
const combinations = `SELECT d.category_path AS path, o.division_code AS division, o.provider_kind, d.marks, l.tax_rate_bp AS tax
	FROM search_document d JOIN listing l ON l.id = d.listing_id JOIN organisation o ON o.id = l.provider_id GROUP BY 1, 2, 3, 4, 5`

/** All facts of a listing as one text: one comparison, so that the table of classes is hashed and not looked through. */
const keySql = `concat_ws('|', array_to_string(d.category_path, ','), o.division_code, coalesce(o.provider_kind, '-'), array_to_string(d.marks, ','), l.tax_rate_bp)`

const moved = `WITH known AS MATERIALIZED (
		SELECT d.listing_id, d.subsidy_class, ${keySql} AS key
		FROM search_document d JOIN listing l ON l.id = d.listing_id JOIN organisation o ON o.id = l.provider_id
		WHERE d.listing_id > $2::bigint AND d.listing_id <= $3::bigint),
	other AS MATERIALIZED (
		SELECT k.listing_id, c.class FROM known k JOIN json_to_recordset($1::json) AS c (key text, class int) ON c.key = k.key
		WHERE c.class <> k.subsidy_class)
	UPDATE search_document d SET subsidy_class = other.class FROM other WHERE d.listing_id = other.listing_id
	RETURNING d.listing_id::text AS id`

const chunk = 20_000n

/**
 * Puts every listing into its subsidy class by what the published rules read now: after a programme was published that
 * reads more than those before it. An engine other than PostgreSQL gets the documents that changed. Running it twice does
 * no harm; between two chunks others may work. Returns how many listings changed their class.
 */
export async function reclassify(ctx: Context, engine: SearchEngine = searchEngine): Promise<number> {
	await putReads(ctx, await publishedReads(ctx))
	const { rows } = await pool.query<Combination>(combinations)
	const classes = await classesOf(
		ctx,
		rows.map(({ path, division, provider_kind, marks, tax }) => ({
			categories: path,
			division,
			providerKind: provider_kind,
			marks,
			taxRateBp: tax,
		})),
	)
	const table = JSON.stringify(
		rows.map(({ path, division, provider_kind, marks, tax }, i) => ({
			key: [path.join(','), division, provider_kind ?? '-', marks.join(','), tax].join('|'),
			class: classes[i],
		})),
	)
	const { rows: bounds } = await pool.query<{ last: string | null }>(
		'SELECT max(listing_id)::text AS last FROM search_document',
	)
	let changed = 0
	for (let after = 0n; after < BigInt(bounds[0]?.last ?? 0); after += chunk) {
		const { rows: ids } = await pool.query<{ id: string }>(moved, [table, String(after), String(after + chunk)])
		changed += ids.length
		if (engine.name === 'postgres') continue
		for (let at = 0; at < ids.length; at += 500)
			await refresh(
				ctx,
				ids.slice(at, at + 500).map(({ id }) => BigInt(id)),
				engine,
			)
	}
	return changed
}

/** A programme was published: listings are told apart by what its rules read. */
export async function handleProgrammePublished(ctx: Context): Promise<void> {
	await reclassify(ctx)
}
