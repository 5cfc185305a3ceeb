import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { env } from '#app/platform/env.server.ts'
import { joinCluster } from '#scripts/db/cluster.ts'
import { workOn } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { type DatabaseUrls, dropDatabase, ensureDatabase, ensureRoles, withClient } from '#scripts/db/roles.ts'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import { ensureClient } from '#scripts/lib/generated.ts'
import { endConnections } from '#scripts/lib/product.ts'

/** A server of its own for benchmarks: the product's database, and beside it databases of the reference. */
export type BenchServer = DatabaseUrls & {
	/** settings of the server that decide what a commit is worth */
	settings: Record<string, string>
	/** a database beside the product's, made once by `make` and kept under this name; its address for a superuser */
	beside: (name: string, make: (url: string) => Promise<void>) => Promise<string>
}

type Plan = {
	/** of the data set; with its version part of the folder's name */
	name: string
	version: number
	/** throws the data set away first */
	isFresh: boolean
	/** makes the data set in an empty, migrated database */
	prepare: (urls: DatabaseUrls) => Promise<void>
}

const durable = ['fsync', 'synchronous_commit', 'full_page_writes'] as const
const shown = [...durable, 'shared_buffers', 'work_mem', 'max_wal_size', 'server_version'] as const

/**
 * Starts a PostgreSQL with its commits on disk, in a folder of its own under DATA_DIR, with the data set in it (made at
 * the first run), and stops it afterwards. App modules may only be imported inside `work` and `prepare`.
 */
export async function withBenchServer<T>(plan: Plan, work: (server: BenchServer) => Promise<T>): Promise<T> {
	await ensureClient()
	const folder = path.join(env.DATA_DIR, 'bench', `${plan.name}-v${plan.version}`)
	if (plan.isFresh) fs.rmSync(folder, { recursive: true, force: true })
	const cluster = await joinCluster(folder)
	try {
		await ensureRoles(cluster)
		const readyFile = path.join(folder, 'ready')
		if (!fs.existsSync(readyFile)) await dropDatabase(cluster, 'voucher')
		const urls = await ensureDatabase(cluster, 'voucher')
		await applyMigrations(urls.ownerUrl)
		workOn(urls)
		if (!fs.existsSync(readyFile)) {
			const started = performance.now()
			say(`Making the data set ${plan.name} …`)
			await plan.prepare(urls)
			fs.writeFileSync(readyFile, new Date().toISOString())
			say(`Made in ${Math.round((performance.now() - started) / 1000)} s.`)
		}
		const settings = await withClient(cluster.superUrl('postgres'), readSettings)
		const beside: BenchServer['beside'] = async (name, make) => {
			const mark = path.join(folder, `ready-${name}`)
			if (!fs.existsSync(mark)) {
				await dropDatabase(cluster, name)
				await ensureDatabase(cluster, name)
				await make(cluster.superUrl(name))
				fs.writeFileSync(mark, '')
			}
			return cluster.superUrl(name)
		}
		return await work({ ...urls, settings, beside })
	} finally {
		await endConnections()
		await cluster.leave()
	}
}

async function readSettings(client: {
	query: (sql: string, values: unknown[]) => Promise<{ rows: { name: string; setting: string }[] }>
}) {
	const { rows } = await client.query(
		'SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name = ANY ($1)',
		[shown],
	)
	const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
	for (const name of durable)
		if (settings[name] !== 'on')
			throw new CannotRun(`${name} is ${settings[name]}: a figure without it would be worth nothing.`)
	return settings
}

/** What the machine is worth today, to read absolute figures by: cores, and millions of rounds a second of a fixed loop. */
export function calibrate(): { cores: number; calibration: number } {
	const started = performance.now()
	let x = 1
	for (let i = 0; i < 30_000_000; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
	const seconds = (performance.now() - started) / 1000
	return { cores: os.availableParallelism(), calibration: Math.round(30 / seconds + (x & 0)) }
}

export const median = (values: readonly number[]): number => {
	const sorted = [...values].sort((a, b) => a - b)
	const middle = sorted.length >> 1
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which a share (0…1) of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export const rounded = (value: number, digits = 3) => Number(value.toFixed(digits))
