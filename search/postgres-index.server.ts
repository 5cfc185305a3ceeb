import type { Pool } from 'pg'
import type { SearchDocument } from './engine.ts'
import { forgetFinds } from './kept-finds.server.ts'
import { forgetAlike } from './names-alike.server.ts'
import { forgetCounts } from './postgres-counts.server.ts'
import { rowOf } from './postgres-document.server.ts'

/** The columns of search_document besides the key, as JSON carries them and as the table wants them. */
const columns = {
	reference: 'text',
	tsv: 'text',
	text: 'text',
	kind: 'text',
	category_path: 'json',
	division_code: 'text',
	provider_kind: 'text',
	marks: 'json',
	price_fen: 'bigint',
	turnaround_days: 'int',
	quality: 'int',
	standards: 'json',
	instrument_model: 'text',
	instrument_class: 'text',
	subsidy_class: 'int',
} as const
const names = Object.keys(columns) as (keyof typeof columns)[]

const stored = (name: keyof typeof columns) =>
	name === 'tsv' ? 'tsv::tsvector' : columns[name] === 'json' ? `ARRAY(SELECT json_array_elements_text(${name}))` : name

const putSql = `INSERT INTO search_document (listing_id, ${names.join(', ')})
	SELECT listing_id, ${names.map(stored).join(', ')}
	FROM json_to_recordset($1::json) AS d (listing_id bigint, ${names.map((name) => `${name} ${columns[name]}`).join(', ')})
	ON CONFLICT (listing_id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`

/** Puts documents in, or in the place of those with the same id. */
export async function putDocuments(pool: Pool, documents: readonly SearchDocument[]): Promise<void> {
	if (documents.length > 0) await pool.query(putSql, [JSON.stringify(documents.map(rowOf))])
	forgetCounts()
	forgetAlike()
	forgetFinds()
}

/** Takes documents out. */
export async function removeDocuments(pool: Pool, ids: readonly bigint[]): Promise<void> {
	await pool.query('DELETE FROM search_document WHERE listing_id = ANY($1::bigint[])', [ids.map(String)])
	forgetCounts()
	forgetAlike()
	forgetFinds()
}
