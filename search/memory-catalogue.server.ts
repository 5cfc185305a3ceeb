import type { Pool, PoolClient } from 'pg'
import { Columns, type ListingFacts } from './memory-columns.ts'
import { Matcher } from './memory-match.ts'
import { everyLevel, isSound, level } from './memory-postings.ts'
import { type DocumentWords, Words } from './memory-words.server.ts'

/** Documents as search keeps them in memory, as of one change of theirs. */
export type Catalogue = { columns: Columns; words: Words; matcher: Matcher; version: bigint }

const atOnce = 5_000
const factsSql = `json_build_array(listing_id, coalesce(price_fen, -1), quality, subsidy_class, reference, kind, category_path, division_code,
	provider_kind, marks, standards, instrument_model, instrument_class, turnaround_days)::text AS facts`
type Row = { facts: string }

function factsOf({ facts }: Row): ListingFacts {
	const [id, priceFen, quality, subsidyClass, reference, kind, categoryPath, divisionCode, ...rest] = JSON.parse(facts)
	const [providerKind, marks, standards, instrumentModel, instrumentClass, turnaroundDays] = rest
	if (!Number.isSafeInteger(priceFen) || !Number.isSafeInteger(id))
		throw new RangeError(`listing ${id}: a price of ${priceFen} fen is beyond what is kept in memory`)
	return {
		id,
		priceFen,
		quality,
		subsidyClass,
		reference,
		kind,
		categoryPath,
		divisionCode,
		providerKind,
		marks,
		standards,
		instrumentModel,
		instrumentClass,
		turnaroundDays,
	}
}

/** Reads all documents, some thousand at a time: others are served between. About five seconds for a million. */
export async function readCatalogue(pool: Pool): Promise<Catalogue> {
	const client = await pool.connect()
	try {
		await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
		const catalogue = await readAll(pool, client)
		await client.query('COMMIT')
		client.release()
		return catalogue
	} catch (error) {
		// the connection goes, and its transaction with it
		client.release(true)
		throw error
	}
}

async function readAll(pool: Pool, client: PoolClient): Promise<Catalogue> {
	const { rows } = await client.query<{ version: string; ids: Buffer | null }>(
		`SELECT (SELECT version FROM search_state) AS version, string_agg(int8send(listing_id), ''::bytea ORDER BY listing_id) AS ids FROM search_document`,
	)
	const { version, ids } = rows[0]!
	const columns = new Columns(numbersOf(ids ?? Buffer.alloc(0)))
	await client.query(`DECLARE documents NO SCROLL CURSOR FOR SELECT ${factsSql} FROM search_document`)
	for (;;) {
		const { rows: some } = await client.query<Row>(`FETCH ${atOnce} FROM documents`)
		if (some.length === 0) break
		for (const row of some) columns.put(factsOf(row))
	}
	return { columns, words: new Words(pool, columns), matcher: new Matcher(columns), version: BigInt(version) }
}

function numbersOf(ids: Buffer): Float64Array {
	const numbers = new Float64Array(ids.length / 8)
	for (let i = 0; i < numbers.length; i++) numbers[i] = Number(ids.readBigInt64BE(i * 8))
	return numbers
}

const changesSql = `SELECT s.version, s.kept_from > $1::bigint OR s.version < $1::bigint AS "isTooOld",
	ARRAY(SELECT listing_id FROM search_change c WHERE c.version > $1::bigint)::text[] AS ids FROM search_state s`

/** Brings a catalogue up to date. False: too much has changed, it has to be read anew. */
export async function catchUp(pool: Pool, catalogue: Catalogue): Promise<boolean> {
	const { rows } = await pool.query<{ version: string; isTooOld: boolean; ids: string[] }>({
		name: 'search_changes',
		text: changesSql,
		values: [catalogue.version.toString()],
	})
	const { version, isTooOld, ids } = rows[0]!
	if (isTooOld) return false
	for (let start = 0; start < ids.length; start += atOnce / 10)
		await change(pool, catalogue, ids.slice(start, start + atOnce / 10))
	catalogue.version = BigInt(version)
	return true
}

type ChangedRow = Row & { id: string; words: Record<string, string> | null }

async function change(pool: Pool, { columns, words }: Catalogue, ids: readonly string[]) {
	const { rows } = await pool.query<ChangedRow>(
		`SELECT listing_id AS id, ${factsSql}, (SELECT json_object_agg(lexeme, array_to_string(weights, '')) FROM unnest(tsv)
			WHERE lexeme NOT LIKE '=%') AS words FROM search_document WHERE listing_id = ANY ($1::bigint[])`,
		[ids],
	)
	const found = new Map(rows.map((row) => [row.id, row]))
	for (const id of ids) {
		const row = found.get(id)
		const place = row ? columns.put(factsOf(row)) : columns.remove(Number(id))
		if (place >= 0) words.change(place, row ? wordsOf(row.words) : null)
	}
}

const bits: Record<string, number> = { A: level.name, B: level.otherName, C: level.aside }

function wordsOf(words: ChangedRow['words']): DocumentWords {
	return new Map(
		Object.entries(words ?? {}).map(([token, weights]) => [
			token,
			isSound(token)
				? everyLevel
				: [...weights].reduce((sum, weight) => sum | (bits[weight] ?? 0), level.anywhere as number),
		]),
	)
}
