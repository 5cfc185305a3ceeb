import type { ClientBase } from 'pg'
import { referenceCategories } from './reference.ts'

/** Loads the category tree; running it again brings names up to date. */
export async function seedCategories(client: ClientBase): Promise<void> {
	const rows = referenceCategories.map(({ id, zh, en, parent }, position) => ({
		id,
		parent_id: parent,
		name: zh,
		name_en: en,
		position,
	}))
	await client.query(
		`INSERT INTO category (id, parent_id, name, name_en, position)
		SELECT id, parent_id, name, name_en, position
		FROM json_to_recordset($1::json) AS c (id text, parent_id text, name text, name_en text, position int)
		ON CONFLICT (id) DO UPDATE SET (parent_id, name, name_en, position) =
			ROW (excluded.parent_id, excluded.name, excluded.name_en, excluded.position)`,
		[JSON.stringify(rows)],
	)
}
