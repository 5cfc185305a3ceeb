import os from 'node:os'
import path from 'node:path'
import { env } from '#app/platform/env.server.ts'
import { type Cluster, joinCluster } from '#scripts/db/cluster.ts'
import { workOn } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { type DatabaseUrls, dropDatabase, ensureDatabase, ensureRoles, withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import { ensureClient } from '#scripts/lib/generated.ts'
import { withLock } from '#scripts/lib/processes.ts'
import { endConnections } from '#scripts/lib/product.ts'

/** A data set of a bench, kept by name and version; `fill` gets an empty, migrated database. */
export type DataSet = {
	name: string
	version: number
	fill: (database: BenchDatabase) => Promise<void>
}
/** A database in the server of the benches; `superUrl` is for set-based loading and for server settings. */
export type BenchDatabase = DatabaseUrls & { superUrl: string }

const folder = () => path.join(env.DATA_DIR, 'bench')

/**
 * Gives `work` a database of the benches' own PostgreSQL (durable: fsync on) that holds the data set, made when it is not
 * there or `fresh` is asked; an older version is thrown away. Further migrations are applied to what is kept. The process's
 * application modules work on it: import them inside `work` only. The server is left afterwards, also on Ctrl-C.
 */
export async function withDataSet<T>(
	set: DataSet,
	fresh: boolean,
	work: (database: BenchDatabase) => Promise<T>,
): Promise<T> {
	await ensureClient()
	const cluster = await joinCluster(folder())
	const leave = async () => {
		await endConnections()
		await cluster.leave()
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void leave().finally(() => process.exit(130)))
	try {
		await ensureRoles(cluster)
		const name = `${set.name}_v${set.version}`
		const urlsOf = async (database: string): Promise<BenchDatabase> => ({
			...(await ensureDatabase(cluster, database)),
			superUrl: cluster.superUrl(database),
		})
		await withLock(path.join(folder(), `${set.name}.lock`), 3_600_000, async () => {
			const kept = await databasesLike(cluster.superUrl('postgres'), `${set.name}\\_v%`)
			for (const other of kept) if (fresh || other !== name) await dropDatabase(cluster, other)
			if (!fresh && kept.includes(name)) return
			say(`Making the data set ${name} …`)
			const began = Date.now()
			const draft = `draft_${set.name}`
			await dropDatabase(cluster, draft)
			const made = await urlsOf(draft)
			await applyMigrations(made.ownerUrl)
			await set.fill(made)
			await withClient(cluster.superUrl('postgres'), (client) =>
				client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`),
			)
			say(`Made ${name} in ${Math.round((Date.now() - began) / 1000)} s.`)
		})
		const database = await urlsOf(name)
		await applyMigrations(database.ownerUrl)
		workOn(database)
		return await work(database)
	} finally {
		await leave()
	}
}

/**
 * Gives `work` copies of a data set, made fresh from it and thrown away afterwards: what a run writes is gone, the set stays.
 * The process's application modules work on the first.
 */
export async function withCopies<T>(
	set: DataSet,
	fresh: boolean,
	count: number,
	work: (databases: BenchDatabase[], cluster: Cluster) => Promise<T>,
): Promise<T> {
	await withDataSet(set, fresh, () => Promise.resolve())
	await ensureClient()
	const cluster = await joinCluster(folder())
	const names = Array.from({ length: count }, (_, i) => `run${i + 1}_${set.name}`)
	const leave = async () => {
		await endConnections()
		for (const name of names) await dropDatabase(cluster, name)
		await cluster.leave()
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void leave().finally(() => process.exit(130)))
	try {
		const databases: BenchDatabase[] = []
		for (const name of names) {
			await dropDatabase(cluster, name)
			say(`Copying ${set.name} …`)
			await withClient(cluster.superUrl('postgres'), (client) =>
				client.query(
					`CREATE DATABASE ${name} TEMPLATE ${set.name}_v${set.version} STRATEGY file_copy OWNER voucher_owner`,
				),
			)
			databases.push({ ...(await ensureDatabase(cluster, name)), superUrl: cluster.superUrl(name) })
		}
		workOn(databases[0]!)
		return await work(databases, cluster)
	} finally {
		await leave()
	}
}

async function databasesLike(url: string, pattern: string): Promise<string[]> {
	return withClient(url, async (client) => {
		const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [
			pattern,
		])
		return rows.map((row) => row.datname)
	})
}

/** The machine: its cores, and how many thousand rounds of one fixed sum a core does in a second now. */
export function machine(): { cores: number; calibration: number; loadAverage: number } {
	const began = process.hrtime.bigint()
	let state = 1
	const rounds = 50_000_000
	for (let i = 0; i < rounds; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
	const seconds = Number(process.hrtime.bigint() - began) / 1e9
	if (state === 0) throw new Error('the sum is never 0')
	return {
		cores: os.availableParallelism(),
		calibration: Math.round(rounds / seconds / 1000),
		loadAverage: Math.round(os.loadavg()[0]! * 100) / 100,
	}
}

/** The server's settings that decide what a figure means. */
export function serverSettings(url: string): Promise<Record<string, string>> {
	return withClient(url, async (client) => {
		const { rows } = await client.query<{ name: string; setting: string }>(
			`SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name IN
				('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'jit', 'hash_mem_multiplier')`,
		)
		return Object.fromEntries(rows.map((row) => [row.name, row.setting]))
	})
}
