import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { seedCatalogue } from '#prisma/seed/catalogue/demo-catalogue.server.ts'
import type { ReferencesOf } from '#scripts/lib/judged.ts'
import { root } from '#scripts/lib/root.ts'
import type { DataSet } from './cluster.ts'

/** What the documents are made of: when any of it changes, the data set is made anew. */
const sources = ['search', 'search/data', 'prisma/seed/catalogue']

function versionOfSources(): number {
	const hash = createHash('sha256')
	for (const folder of sources)
		for (const file of fs.readdirSync(path.join(root, folder)).sort())
			if (/\.(ts|json)$/.test(file)) hash.update(fs.readFileSync(path.join(root, folder, file)))
	return Number.parseInt(hash.digest('hex').slice(0, 8), 16)
}

/** The catalogue of the demo city (10,000 listings of all reference services), whatever the product's own database holds. */
export const demoCity: DataSet = {
	name: 'city',
	version: versionOfSources(),
	async fill(database) {
		const client = new pg.Client({ connectionString: database.ownerUrl })
		await client.connect()
		try {
			await seedCatalogue(client, { listings: 10_000, year: 2026, today: '2026-11-28' })
		} finally {
			await client.end()
		}
	},
}

/** Catalogue ids of listings, from the database worked on. */
export const referencesInDatabase: ReferencesOf = async (ids) => {
	const { pool } = await import('#app/platform/db.server.ts')
	const { rows } = await pool.query<{ id: string; reference: string }>(
		'SELECT id, reference FROM listing WHERE id = ANY($1::bigint[]) AND reference IS NOT NULL',
		[ids.map(String)],
	)
	return new Map(rows.map((row) => [BigInt(row.id), row.reference]))
}
