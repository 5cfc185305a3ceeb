import type { ClientBase } from 'pg'
import { loadProviders, loadServices, loadVariants, type OfferingProvider } from './listing-source.server.ts'
import { moreProviders } from './providers.server.ts'
import { smallOffers } from './reference.ts'

export type ListingSeed = {
	providers: readonly OfferingProvider[]
	/** listings to make; 60 or fewer take the small, hand-picked set */
	count: number
	/** same seed, same listings */
	seed: number
	/** the day the demo is set on: YYYY-MM-DD; publication days and expiry days are around it */
	today: string
	year: number
	/** as a grown catalogue is: some services are offered a hundred times as often as others, providers offer more each */
	isGrown?: boolean
	reviewedById?: bigint | null
	createdById?: bigint | null
}

/** Listings a provider has on average in the large sizes; more providers are made up for more listings. */
const perProvider = 250
const perGrownProvider = 500

/**
 * Makes `count` listings with their marks and search documents, in a handful of set-based statements, and moves the
 * counter of listing numbers behind them. Expects an empty catalogue with its categories, a connection of the owner and
 * an open transaction. Returns how many were made.
 */
export async function seedListings(client: ClientBase, seed: ListingSeed): Promise<number> {
	const isSmall = seed.count <= smallCount
	const missing = isSmall
		? 0
		: Math.ceil(seed.count / (seed.isGrown ? perGrownProvider : perProvider)) - seed.providers.length
	const more = missing > 0 ? await moreProviders(client, seed.providers, missing, seed.year) : []
	await loadServices(client)
	await loadProviders(client, [...seed.providers, ...more])
	await loadVariants(client)
	await client.query('CREATE TEMP TABLE seed_offer (k bigint PRIMARY KEY, provider int, service int, variant int)')
	await (isSmall ? pickSmall(client, seed) : pickMany(client, seed))
	await client.query('ANALYZE seed_offer')
	const { rowCount } = await client.query(insertListings, [
		seed.year,
		seed.today,
		seed.seed,
		seed.createdById ?? null,
		seed.reviewedById ?? null,
	])
	if (isSmall) await client.query(otherStates, [seed.count])
	await client.query('ANALYZE listing')
	await client.query(insertMarks, [seed.today, seed.seed])
	await client.query('ANALYZE qualification_mark')
	await withoutIndexes(client, 'search_document', () => client.query(insertDocuments, [seed.today]))
	await client.query('ANALYZE search_document')
	await client.query(`SELECT setval('number_listing', greatest(1, $1::bigint))`, [rowCount])
	await client.query('DROP TABLE seed_service, seed_provider, seed_variant, seed_offer')
	return rowCount ?? 0
}

/** Fills a table first and builds its indexes afterwards, as they were; the key stays. */
export async function withoutIndexes(client: ClientBase, table: string, fill: () => Promise<unknown>) {
	const { rows } = await client.query<{ name: string; definition: string }>(
		`SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
		WHERE indrelid = $1::regclass AND NOT indisunique`,
		[table],
	)
	for (const { name } of rows) await client.query(`DROP INDEX ${name}`)
	await fill()
	for (const { definition } of rows) await client.query(definition)
}

const smallCount = smallOffers.reduce((sum, [, services]) => sum + services.length, 0)

/** The hand-picked offers, dealt out provider by provider so that any first few are mixed. */
async function pickSmall(client: ClientBase, { count }: ListingSeed) {
	const rows = smallOffers.flatMap(([key, services]) => services.map((reference, turn) => ({ key, reference, turn })))
	await client.query(
		`INSERT INTO seed_offer SELECT row_number() OVER (ORDER BY o.turn, p.n), p.n, s.n, 0
		FROM json_to_recordset($1::json) AS o (key text, reference text, turn int)
		JOIN seed_provider p USING (key) JOIN seed_service s USING (reference) ORDER BY 1 LIMIT $2`,
		[JSON.stringify(rows), count],
	)
}

/**
 * Every service of every provider first without a variant, then with one after the other, in a shuffled order. Results
 * and experts are never express or in batches: they take plain variants, which come first.
 */
async function pickMany(client: ClientBase, { count, seed, isGrown }: ListingSeed) {
	const { rowCount: pairs } = await client.query(
		`CREATE TEMP TABLE seed_pair AS
		SELECT row_number() OVER (ORDER BY ${isGrown ? 'md5(s.n::text), ' : ''}md5('${Math.trunc(seed)}/' || p.n || '/' || s.n)) - 1 AS i, p.n AS provider, s.n AS service,
			(SELECT count(*) FROM seed_variant v WHERE v.plain OR s.kind IN ('service', 'instrument')) AS variants
		FROM seed_provider p JOIN seed_service s ON s.category_id = ANY (p.categories)`,
	)
	await client.query('ANALYZE seed_pair')
	if (isGrown) {
		// pairs stand service by service: the square of an even number falls on the first of them most often
		await client.query(
			`INSERT INTO seed_offer
			SELECT k, provider, service, (k * 7919 + i * 31) % variants
			FROM generate_series(1, $1::bigint) AS k, LATERAL (SELECT floor($2::bigint * power((('x' || substr(md5($3::text || k), 1, 7))::bit(28)::int + 0.5) / 268435456, 2))::bigint AS at) AS p
			JOIN seed_pair ON i = at ORDER BY k`,
			[count, pairs, seed],
		)
		await client.query('DROP TABLE seed_pair')
		return
	}
	await client.query(
		`INSERT INTO seed_offer
		SELECT k, provider, service, CASE WHEN k <= $2::bigint THEN 0 ELSE 1 + ((k / $2::bigint) * 7919 + i * 31) % (variants - 1) END
		FROM generate_series(1, $1::bigint) AS k JOIN seed_pair ON i = (k - 1) % $2::bigint ORDER BY k`,
		[count, pairs],
	)
	await client.query('DROP TABLE seed_pair')
}

/** A number from 0 to 999 that depends on the seed and the row alone. */
const dice = (seed: string, row: string, what: string) =>
	`(('x' || substr(md5(${seed}::text || ${row}::text || '${what}'), 1, 7))::bit(28)::int % 1000)`

const insertListings = `
	INSERT INTO listing (number, reference, provider_id, kind, category_id, name, name_en, description, description_en, price_fen,
		price_unit, tax_rate_bp, turnaround_days_min, turnaround_days_max, sample_requirement, deliverable, instrument_model, instrument_class,
		standards, aliases, division_code, state, state_reason, created_by_id, reviewed_by_id, published_at)
	SELECT 'FW-' || $1::int || '-' || CASE WHEN k < 1000000 THEN lpad(k::text, 6, '0') ELSE k::text END,
		s.reference, p.id, s.kind, s.category_id,
		s.name || CASE WHEN v.n > 0 THEN '（' || v.suffix || '）' ELSE '' END,
		s.name_en || CASE WHEN v.n > 0 THEN ' (' || v.suffix_en || ')' ELSE '' END,
		s.description, s.description_en,
		CASE WHEN s.kind = 'result' OR (s.unit = 'item' AND s.price_max >= 100000) THEN NULL
			ELSE greatest(1, round((s.price_min + (s.price_max - s.price_min) * power(price_dice / 1000.0, 2))
				/ step) * step)::bigint * 100 END,
		s.unit, 600, s.days_min, s.days_max, s.sample, s.deliverable, s.model, s.class, s.standards, s.aliases, p.division,
		'published', NULL, $4::bigint, $5::bigint,
		($2::date - (day_dice * 360 / 1000 + 1))::timestamptz + interval '9 hours'
	FROM seed_offer o JOIN seed_provider p ON p.n = o.provider JOIN seed_service s ON s.n = o.service JOIN seed_variant v ON v.n = o.variant,
		LATERAL (SELECT ${dice('$3', 'k', 'price')} AS price_dice, ${dice('$3', 'k', 'day')} AS day_dice,
			CASE WHEN s.price_max < 100 THEN 1 WHEN s.price_max < 2000 THEN 10 WHEN s.price_max < 20000 THEN 50 ELSE 500 END AS step) AS d
	ORDER BY k`

/** The last three of the small set are not public: one waits for the operator, one came back, one was taken off. */
const otherStates = `
	UPDATE listing SET state = o.state, state_reason = o.reason,
		published_at = CASE o.state WHEN 'suspended' THEN listing.published_at END
	FROM (VALUES (0, 'in_review', NULL), (1, 'draft', '样品要求没有写尺寸，请补上后再提交。'), (2, 'suspended', '资质证书到期未换，续证后可恢复。'))
		AS o (back, state, reason)
	WHERE $1::bigint - o.back = split_part(listing.number, '-', 3)::bigint`

/** A provider's certificate has one number and one expiry day; some have just run out, some are about to. */
const insertMarks = `
	INSERT INTO qualification_mark (listing_id, kind, number, scope, expires_on)
	SELECT l.id, m.kind,
		CASE m.kind WHEN 'CMA' THEN '99-DEMO-' WHEN 'CNAS' THEN 'L-DEMO-' ELSE 'JZ-DEMO-' END || lpad((p.n + 1)::text, 4, '0'),
		s.name, $1::date + CASE WHEN roll < 40 THEN -20 WHEN roll < 110 THEN 21 ELSE 120 + roll END
	FROM listing l JOIN seed_provider p ON p.id = l.provider_id JOIN seed_service s ON s.reference = l.reference,
		LATERAL (SELECT unnest(p.marks) AS kind WHERE s.qualification <> 'none' UNION ALL SELECT 'calibration' WHERE l.kind = 'instrument') AS m,
		LATERAL (SELECT CASE WHEN p.key = 'p03' AND m.kind = 'CNAS' THEN 50 WHEN p.key = 'p12' AND m.kind = 'CNAS' THEN 0
			WHEN p.key IS NOT NULL THEN 500 + p.n * 20 ELSE ${dice('$2', '(p.n || m.kind)', 'mark')} END AS roll) AS d
	WHERE m.kind = 'calibration' OR s.qualification IN ('both', m.kind)
	ORDER BY l.id`

/** The same documents the engine would build, from words cut once per service, variant and provider. */
const insertDocuments = `
	INSERT INTO search_document (listing_id, reference, tsv, text, kind, category_path, division_code, provider_kind, marks, price_fen,
		turnaround_days, quality, standards, instrument_model, instrument_class)
	SELECT l.id, l.reference, s.words || v.words || p.words || array_to_tsvector(
			ARRAY['=k:' || l.kind, '=d:' || l.division_code, '=d:' || left(l.division_code, 4) || '00', '=d:' || left(l.division_code, 2) || '0000']
			|| ARRAY(SELECT '=c:' || unnest(s.category_path)) || ARRAY(SELECT '=m:' || unnest(m.kinds))
			|| CASE WHEN p.kind IS NULL THEN '{}' ELSE ARRAY['=p:' || p.kind] END || ARRAY(SELECT '=s:' || unnest(s.codes))
			|| CASE WHEN s.model IS NULL THEN '{}' ELSE ARRAY['=i:' || s.model] END
			|| CASE WHEN s.class IS NULL THEN '{}' ELSE ARRAY['=n:' || s.class] END), left(s.text || CASE WHEN v.n > 0 THEN ' | ' || v.text ELSE '' END, 400),
		l.kind, s.category_path, l.division_code, p.kind, coalesce(m.kinds, '{}'), l.price_fen, l.turnaround_days_max,
		CASE WHEN l.price_fen IS NULL THEN 0 ELSE 25 END + CASE WHEN length(l.description) >= 40 THEN 15 ELSE 0 END
			+ CASE WHEN l.sample_requirement <> '' THEN 10 ELSE 0 END + CASE WHEN l.deliverable <> '' THEN 10 ELSE 0 END
			+ CASE WHEN l.name_en IS NOT NULL THEN 5 ELSE 0 END + CASE WHEN l.standards <> '[]' THEN 15 ELSE 0 END
			+ 10 * least(2, coalesce(cardinality(m.kinds), 0)) AS quality, s.codes, s.model, s.class
	FROM seed_offer o JOIN seed_provider p ON p.n = o.provider JOIN seed_service s ON s.n = o.service JOIN seed_variant v ON v.n = o.variant
	JOIN listing l ON split_part(l.number, '-', 3)::bigint = o.k
	LEFT JOIN (SELECT listing_id, array_agg(DISTINCT kind ORDER BY kind) AS kinds FROM qualification_mark
		WHERE expires_on >= $1::date GROUP BY listing_id) AS m ON m.listing_id = l.id
	WHERE l.state = 'published'
	ORDER BY quality DESC, l.id`
