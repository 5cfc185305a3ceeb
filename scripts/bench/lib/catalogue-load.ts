import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '#scripts/lib/children.ts'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import { ensureBuild } from '#scripts/lib/generated.ts'
import type { BenchDatabase } from './cluster.ts'
import { percentile, rounded } from './figures.ts'

/** Milliseconds a reader rests between two pages. */
const rest = 100
const idleRequests = 300
const pages = ['/services', '/services?q=检测', '/services?q=材料&page=2']

type Waits = { requests: number; p50: number; p99: number }

/** The real server on a database, and one reader who goes through the catalogue again and again. */
export async function catalogueLoad(database: BenchDatabase) {
	await ensureBuild()
	const server = startChild(
		'scripts/server.ts',
		{
			NODE_ENV: 'production',
			PORT: '0',
			LOG_LEVEL: 'warn',
			DATABASE_URL: database.url,
			DATABASE_OWNER_URL: database.ownerUrl,
		},
		say,
	)
	const { port } = (await server.ready) as { port: number }
	let turn = 0
	const read = async () => {
		const began = performance.now()
		const answer = await fetch(`http://127.0.0.1:${port}${pages[turn++ % pages.length]}`)
		const text = await answer.text()
		if (answer.status !== 200) throw new CannotRun(`The catalogue answered ${answer.status}: ${text.slice(0, 200)}`)
		return performance.now() - began
	}
	const figuresOf = (waits: readonly number[]): Waits => ({
		requests: waits.length,
		p50: rounded(percentile(waits, 0.5), 1),
		p99: rounded(percentile(waits, 0.99), 1),
	})
	return {
		/** While nothing else happens. */
		async measure(): Promise<Waits> {
			for (let i = 0; i < 60; i++) await read()
			const waits: number[] = []
			for (let i = 0; i < idleRequests; i++) {
				waits.push(await read())
				await pause(rest)
			}
			return figuresOf(waits)
		},
		/** From now until `end`. */
		begin() {
			const waits: number[] = []
			let isOver = false
			const reading = (async () => {
				while (!isOver) {
					waits.push(await read())
					await pause(rest)
				}
			})()
			return {
				end: async (): Promise<Waits> => {
					isOver = true
					await reading
					return figuresOf(waits)
				},
			}
		},
		close: () => server.stop(),
	}
}
