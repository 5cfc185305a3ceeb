import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import { withClient } from '#scripts/db/roles.ts'
import { rounded } from './figures.ts'

/** What a run from lock to close adds rows to, parents first. */
const added = ['command', 'payment', 'settlement_line', 'transfer', 'outbox_event', 'statement_match'] as const
/** What stands before the clock starts, or comes from the bank: put there without being timed. */
const given = ['batch', 'statement', 'statement_line'] as const
/** Rows of one COPY, each a transaction of its own. */
const piece = 100_000

/** The greatest id of every table a run writes. */
export function rowsNow(superUrl: string): Promise<Map<string, number>> {
	return withClient(superUrl, async (client) => {
		const ids = new Map<string, number>()
		for (const table of [...added, ...given]) {
			const { rows } = await client.query<{ id: string }>(`SELECT coalesce(max(id), 0) AS id FROM ${table}`)
			ids.set(table, Number(rows[0]!.id))
		}
		return ids
	})
}

/**
 * Copies the rows a run added beyond `before` into another copy of the same database: the same tables with the same keys,
 * checks, foreign keys and triggers, and the same rows in them before. Only COPY is timed.
 */
export async function copyAdded(fromUrl: string, toUrl: string, before: ReadonlyMap<string, number>) {
	return withClient(fromUrl, (from) =>
		withClient(toUrl, async (to) => {
			const folder = (await from.query<{ data_directory: string }>('SHOW data_directory')).rows[0]!.data_directory
			const rows: Record<string, { run: number; copy: number }> = {}
			const stages: Record<string, number> = {}
			await to.query('SET session_replication_role = replica')
			for (const table of given) await through(from, to, folder, table, before.get(table)!)
			await to.query('RESET session_replication_role')
			await to.query('CHECKPOINT')
			let seconds = 0
			for (const table of added) {
				const taken = await through(from, to, folder, table, before.get(table)!)
				seconds += taken
				stages[table] = rounded(taken, 1)
				const count = async (client: pg.Client) =>
					Number(
						(await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${table} WHERE id > $1`, [before.get(table)]))
							.rows[0]!.n,
					)
				rows[table] = { run: await count(from), copy: await count(to) }
			}
			return { seconds, stages, rows, isEqual: Object.values(rows).every(({ run, copy }) => run === copy) }
		}),
	)
}

/** One table through files of the server, piece by piece; answers the seconds COPY took to take them in. */
async function through(from: pg.Client, to: pg.Client, folder: string, table: string, after: number): Promise<number> {
	const file = path.join(folder, `bench-${table}.copy`)
	let seconds = 0
	for (let last = after; ; ) {
		const { rows } = await from.query<{ id: string | null }>(
			`SELECT max(id) AS id FROM (SELECT id FROM ${table} WHERE id > $1 ORDER BY id LIMIT ${piece}) p`,
			[last],
		)
		if (rows[0]!.id === null) return seconds
		const until = Number(rows[0]!.id)
		await from.query(`COPY (SELECT * FROM ${table} WHERE id > ${last} AND id <= ${until} ORDER BY id) TO '${file}'`)
		const began = performance.now()
		await to.query(`COPY ${table} FROM '${file}'`)
		seconds += (performance.now() - began) / 1000
		fs.rmSync(file)
		last = until
	}
}
