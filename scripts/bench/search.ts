import { performance } from 'node:perf_hooks'
import type { LoaderFunctionArgs } from '@remix-run/node'
import { withClient } from '#scripts/db/roles.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { catalogueSet } from './lib/catalogue-set.ts'
import { type BenchDatabase, machine, serverSettings, withDataSet } from './lib/cluster.ts'
import { percentile, rounded } from './lib/figures.ts'
import { benchInOwnProcess } from './lib/own-process.ts'

const crowd = 8
const warmUps = 150

type Figures = { p50Ms: number; p99Ms: number }

/** The search page's loader as a signed-in enterprise with vouchers asks it; answers with the milliseconds of each address. */
export async function openPage() {
	const { prisma } = await import('#app/platform/db.server.ts')
	const { createSession } = await import('#app/web/session.server.ts')
	const { loader } = await import('#app/routes/public/services.tsx')
	const person = await prisma.membership.findFirstOrThrow({
		where: { account: { email: 'buyer@s17.demo.test' }, state: 'active' },
	})
	const origin = 'http://localhost'
	const headers = await createSession(
		{ db: prisma, actor: { type: 'visitor' }, now: new Date() },
		new Request(origin),
		person,
	)
	const cookie = headers.get('Set-Cookie')!.split(';')[0]!
	const ask = async (address: string) => {
		const args = {
			request: new Request(`${origin}${address}`, { headers: { Cookie: cookie } }),
			params: {},
			context: { cspNonce: '', requestId: 'bench', clientAddress: '127.0.0.1', locale: 'zh' },
		} as unknown as LoaderFunctionArgs
		const began = performance.now()
		const { found } = await loader(args)
		return { ms: performance.now() - began, found }
	}
	return {
		ask,
		vouchers: () => prisma.voucher.count({ where: { enterpriseId: person.organisationId, state: 'active' } }),
	}
}

const figuresOf = (times: readonly number[]): Figures => ({
	p50Ms: rounded(percentile(times, 0.5), 1),
	p99Ms: rounded(percentile(times, 0.99), 1),
})

/** Size of the documents with their indexes, and how long the indexes take to build anew. */
async function sizes(database: BenchDatabase, rebuild: boolean) {
	return withClient(database.superUrl, async (client) => {
		const { rows } = await client.query<{ documents: string; table: string; indexes: string }>(
			`SELECT (SELECT documents FROM search_rollup WHERE facet = 'total') AS documents, pg_table_size('search_document') AS table, pg_indexes_size('search_document') AS indexes`,
		)
		const mb = (bytes: string) => Math.round(Number(bytes) / 1_048_576)
		const began = performance.now()
		if (rebuild) await client.query('REINDEX TABLE search_document')
		return {
			listings: Number(rows[0]!.documents),
			tableMb: mb(rows[0]!.table),
			indexMb: mb(rows[0]!.indexes),
			...(rebuild ? { indexBuildSeconds: rounded((performance.now() - began) / 1000, 1) } : {}),
		}
	})
}

/** What a web process does as it starts: how long until searches are answered from memory and until frequent words are there, and what that takes. */
async function startAsProcess() {
	const { ownEngine } = await import('#search/engine.server.ts')
	const seconds = () => rounded((performance.now() - began) / 1000, 1)
	const before = process.memoryUsage().arrayBuffers
	const began = performance.now()
	const { ahead } = await ownEngine.warm()
	const readSeconds = seconds()
	await ahead
	const memoryMb = Math.round((process.memoryUsage().arrayBuffers - before) / 1_048_576)
	return { readSeconds, readAheadSeconds: seconds(), memoryMb }
}

/** One client through all addresses, then as many others with eight. */
async function measure(database: BenchDatabase, count: number, rebuild: boolean) {
	const size = await sizes(database, rebuild)
	const { searchAddresses } = await import('./lib/search-questions.ts')
	const { ownEngine } = await import('#search/engine.server.ts')
	const start = await startAsProcess()
	const addresses = searchAddresses(2 * count + warmUps, 7)
	const [warm, alone, together] = [
		addresses.slice(0, warmUps),
		addresses.slice(warmUps, warmUps + count),
		addresses.slice(warmUps + count),
	]
	const page = await openPage()
	for (const address of warm) await page.ask(address)
	const { words } = ownEngine.kept()!
	const [asked, saved] = [words.asked, words.saved]
	const one: number[] = []
	let nothing = 0
	const slowest: { ms: number; address: string }[] = []
	for (const address of alone) {
		const { ms, found } = await page.ask(address)
		one.push(ms)
		slowest.push({ ms: rounded(ms, 1), address: decodeURIComponent(address) })
		if (found.total === 0) nothing++
	}
	slowest.sort((a, b) => b.ms - a.ms)
	const many: number[] = []
	const queue = [...together]
	const began = performance.now()
	await Promise.all(
		Array.from({ length: crowd }, async () => {
			for (let next = queue.pop(); next; next = queue.pop()) many.push((await page.ask(next)).ms)
		}),
	)
	const eight = figuresOf(many)
	return {
		...size,
		...start,
		vouchers: await page.vouchers(),
		...figuresOf(one),
		p95Ms: rounded(percentile(one, 0.95), 1),
		p50Ms8: eight.p50Ms,
		p99Ms8: eight.p99Ms,
		perSecond8: rounded((many.length * 1000) / (performance.now() - began), 1),
		queries: alone.length + together.length,
		// of the words that were looked up, those whose list was in memory
		cacheHitShare: rounded((words.saved - saved) / Math.max(words.asked - asked, 1)),
		withoutHits: rounded(nothing / alone.length),
		slowest: slowest.slice(0, 5),
	}
}

/** The figures of one client with 10,000 listings, taken by this bench in a process of its own. */
async function smallFigures(count: number): Promise<Figures> {
	const words = ['search', '--json', '--alone', '--listings', '10000', '--queries', String(count)]
	const sentence = 'The small catalogue could not be measured; the message is above.'
	const { p50Ms, p99Ms } = await benchInOwnProcess<Figures>(words, sentence)
	return { p50Ms, p99Ms }
}

const exercise: Exercise = {
	says: 'the search page with counts at a million listings, as an enterprise with vouchers',
	options: ['listings', 'queries'],
	flags: ['fresh', 'alone'],
	database: false,
	async run(line) {
		const listings = countOption(line, 'listings', 1_000_000)
		const count = countOption(line, 'queries', 1_000)
		const fresh = line.options.fresh === 'true'
		// the small catalogue is measured in a process of its own: the product's modules work on one database
		let small: Figures | null = null
		if (line.options.alone !== 'true') {
			say('The same with 10,000 listings …')
			small = await smallFigures(count)
		}
		return withDataSet(catalogueSet(listings), fresh, async (database) => {
			say(`${count} questions by one, ${count} others by eight …`)
			const figures = await measure(database, count, line.options.alone !== 'true')
			const growth = small === null ? null : rounded(figures.p50Ms / small.p50Ms, 2)
			const isFast = figures.p50Ms <= 30 && figures.p99Ms <= 300 && (growth === null || growth <= 3)
			return {
				ok: line.options.alone === 'true' || isFast,
				answer: {
					name: 'search',
					...figures,
					...(small ? { small, growth } : {}),
					settings: await serverSettings(database.url),
					...machine(),
				},
			}
		})
	},
}
export default exercise
