import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { env } from '#app/platform/env.server.ts'
import type { OpenDatabase } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { type DatabaseUrls, withClient } from '#scripts/db/roles.ts'
import { CannotRun, say } from './command-line.ts'
import { withLock } from './processes.ts'
import { root } from './root.ts'

/** Kept as a comment of a table while the demo is being loaded, so that a killed load is seen and not taken for the demo. */
const loading = 'the demo is being loaded'

/** Marks the database while `load` runs; a load that fails or is killed leaves the mark. */
export async function markLoading(database: OpenDatabase, load: () => Promise<void>): Promise<void> {
	await withClient(database.ownerUrl, (client) => client.query(`COMMENT ON TABLE organisation IS '${loading}'`))
	await load()
	await withClient(database.ownerUrl, (client) => client.query('COMMENT ON TABLE organisation IS NULL'))
}

/** What a database holds: nothing, a demo whose loading was broken off, or data. */
export function contentOf(database: OpenDatabase): Promise<'empty' | 'broken' | 'data'> {
	return withClient(database.ownerUrl, async (client) => {
		const { rows } = await client.query<{ mark: string | null; any: boolean }>(
			`SELECT obj_description('organisation'::regclass) AS mark, EXISTS (SELECT FROM organisation) AS any`,
		)
		if (rows[0]!.mark === loading) return 'broken'
		return rows[0]!.any ? 'data' : 'empty'
	})
}

/** Brings an emptied embedded database back to a bare schema. */
export async function startOver(database: OpenDatabase): Promise<void> {
	if (!database.recreate)
		throw new CannotRun(
			'The database of DATABASE_URL holds a demo whose loading was broken off: give an empty database, or empty this one.',
		)
	await database.recreate()
	await applyMigrations(database.ownerUrl)
}

/** Loads the small demo when the database is empty. What a killed load left is thrown away first, and that is said. */
export async function ensureDemo(database: OpenDatabase): Promise<void> {
	if (!fs.existsSync(path.join(root, 'prisma/seed/index.ts'))) return
	if ((await contentOf(database)) === 'data') return
	await withLock(path.join(env.DATA_DIR, 'demo.lock'), 3_600_000, async () => {
		const content = await contentOf(database)
		if (content === 'data') return
		if (content === 'broken') {
			say('Recovered: loading the demo had been broken off; it is loaded anew.')
			await startOver(database)
		}
		say('Loading the demo city …')
		await loadDemo(database)
	})
}

/** Loads the small demo into an empty database, in a process of its own; with so many `listings`, its files in `dataDir`, when given. */
export function loadDemo(database: DatabaseUrls, listings?: number, dataDir = env.DATA_DIR): Promise<void> {
	const size = ['--size', 'small', ...(listings === undefined ? [] : ['--listings', String(listings)])]
	const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo-seed.ts', ...size], {
		cwd: root,
		env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl },
		// The channel lets it end when this process is killed.
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	})
	return new Promise((resolve, reject) => {
		child.once('exit', (code) =>
			code === 0 ? resolve() : reject(new CannotRun('The demo could not be loaded; the message is above.')),
		)
	})
}
