import { createHmac, randomUUID } from 'node:crypto'
import http from 'node:http'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import {
	type AppLoadContext,
	createCookie,
	createRequestHandler,
	type EntryContext,
	type ServerBuild,
} from '@remix-run/node'
import { env } from '#app/platform/env.server.ts'
import { paths } from '#app/web/paths.ts'
import { withClient } from '#scripts/db/roles.ts'
import { startChild } from '#scripts/lib/children.ts'
import { say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { ensureBuild } from '#scripts/lib/generated.ts'
import { root } from '#scripts/lib/root.ts'
import { machine } from './lib/cluster.ts'
import { median, percentile, ratioOf, rounded, rounds, secondsOf } from './lib/figures.ts'

/** People who turn pages at any moment, each on a connection of their own. */
const readers = 8
const secret = 'bench-secret-bench-secret'
const buyer = 'buyer@s17.demo.test'
const questions = ['电镜', '拉伸', '色谱', '检测', '环境', '分析', '疲劳', '校准', '光谱', '测试', '材料', 'SEM']
const addresses = questions.map((q) => `${paths.services}?q=${encodeURIComponent(q)}`)

const exercise: Exercise = {
	says: 'catalogue pages through HTTP against renderToString of the same pages in a loop',
	options: ['seconds'],
	database: true,
	run: async (line) => {
		const seconds = secondsOf(line)
		// React takes its build for production only when it is told so before it is loaded
		process.env.NODE_ENV = 'production'
		await ensureBuild()
		const cookie = await signedIn()
		const pages = await pagesOf(cookie)
		const server = startChild(
			'scripts/server.ts',
			{ NODE_ENV: 'production', PORT: '0', LOG_LEVEL: 'warn', SESSION_SECRET: secret },
			say,
		)
		try {
			const { port } = (await server.ready) as { port: number }
			say('Warming up …')
			await readFor(port, 2, cookie)
			await readFor(port, 1)
			const renderFor = await renderer(pages)
			renderFor(2)
			const figures: { rendered: number; ours: number; p99Ms: number; cached: number }[] = []
			for (let i = 1; i <= rounds; i++) {
				const rendered = renderFor(seconds)
				const ours = await readFor(port, seconds, cookie)
				const cached = await readFor(port, seconds)
				figures.push({ rendered, ours: ours.perSecond, p99Ms: ours.p99Ms, cached: cached.perSecond })
				say(
					`round ${i}: renderToString ${rendered.toFixed(0)}/s, pages ${ours.perSecond.toFixed(0)}/s (ratio ${(ours.perSecond / rendered).toFixed(2)}), kept pages ${cached.perSecond.toFixed(0)}/s`,
				)
			}
			const of = (key: keyof (typeof figures)[number]) => rounded(median(figures.map((figure) => figure[key])), 1)
			return {
				ok: true,
				answer: {
					name: 'page',
					...ratioOf(figures.map(({ ours, rendered }) => ours / rendered)),
					cachedRatio: ratioOf(figures.map(({ cached, rendered }) => cached / rendered)).ratio,
					pagesPerSecond: of('ours'),
					cachedPerSecond: of('cached'),
					renderToStringPerSecond: of('rendered'),
					p99Ms: of('p99Ms'),
					readers,
					pages: pages.length,
					rounds,
					roundSeconds: seconds,
					...machine(),
				},
			}
		} finally {
			await server.stop()
		}
	},
}
export default exercise

/** The cookie of a session of the demo's buyer, as signing in makes it. */
async function signedIn(): Promise<string> {
	const token = randomUUID()
	await withClient(env.DATABASE_OWNER_URL ?? process.env.DATABASE_OWNER_URL!, (client) =>
		client.query(
			`INSERT INTO session (token_hash, account_id, organisation_id, created_at, expires_at)
			 SELECT $1, m.account_id, m.organisation_id, now(), now() + interval '12 hours'
			 FROM account a JOIN membership m ON m.account_id = a.id WHERE a.email = $2 LIMIT 1`,
			[createHmac('sha256', secret).update(token).digest('hex'), buyer],
		),
	)
	return (await createCookie('session').serialize(token)).split(';')[0]!
}

type RenderedPage = { url: string; context: EntryContext }

/** What the server renders at each address: the tree of the built product with the data its own loaders gave. */
async function pagesOf(cookie: string): Promise<RenderedPage[]> {
	const built = (await import(pathToFileURL(path.join(root, 'build/server/index.js')).href)) as ServerBuild
	const pages: RenderedPage[] = []
	const keeping: ServerBuild = {
		...built,
		entry: {
			module: {
				...built.entry.module,
				default: (request, _status, _headers, context) => {
					// the data travel to the browser in a stream that is read once: the loop renders the tree alone
					pages.push({ url: request.url, context: { ...context, serverHandoffStream: undefined } })
					return Promise.resolve(new Response(''))
				},
			},
		},
	}
	const handle = createRequestHandler(keeping, 'production')
	const loadContext = (): AppLoadContext => ({
		cspNonce: 'bench',
		requestId: randomUUID(),
		clientAddress: '127.0.0.1',
		locale: 'zh',
		isShared: false,
	})
	for (const address of addresses)
		await handle(new Request(`http://127.0.0.1${address}`, { headers: { Cookie: cookie } }), loadContext())
	return pages
}

/** A loop that renders the pages one after the other for so many seconds and answers with how many a second. */
async function renderer(pages: readonly RenderedPage[]): Promise<(seconds: number) => number> {
	const [{ RemixServer }, { createElement }, { renderToString }] = await Promise.all([
		import('@remix-run/react'),
		import('react'),
		import('react-dom/server'),
	])
	return (seconds) => {
		const began = performance.now()
		let rendered = 0
		while (performance.now() - began < seconds * 1000) {
			const { url, context } = pages[rendered % pages.length]!
			const html = renderToString(createElement(RemixServer, { context, url, nonce: 'bench' }))
			if (html.length < 10_000) throw new Error(`The page ${url} was rendered to ${html.length} characters only.`)
			rendered++
		}
		return (rendered * 1000) / (performance.now() - began)
	}
}

/** Reads the pages over HTTP with all readers at once. Without a cookie as a visitor, whom kept pages may serve. */
async function readFor(port: number, seconds: number, cookie?: string): Promise<{ perSecond: number; p99Ms: number }> {
	const agent = new http.Agent({ keepAlive: true, maxSockets: readers })
	const latenciesMs: number[] = []
	const began = performance.now()
	let asked = 0
	await Promise.all(
		Array.from({ length: readers }, async () => {
			while (performance.now() - began < seconds * 1000) {
				const at = performance.now()
				await get(agent, port, addresses[asked++ % addresses.length]!, cookie)
				latenciesMs.push(performance.now() - at)
			}
		}),
	)
	const perSecond = (latenciesMs.length * 1000) / (performance.now() - began)
	agent.destroy()
	return { perSecond, p99Ms: percentile(latenciesMs, 0.99) }
}

function get(agent: http.Agent, port: number, address: string, cookie?: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const headers = { 'Accept-Language': 'zh-CN', ...(cookie ? { Cookie: cookie } : {}) }
		http
			.get({ agent, host: '127.0.0.1', port, path: address, headers }, (answer) => {
				let bytes = 0
				answer.on('data', (chunk: Buffer) => {
					bytes += chunk.length
				})
				answer.on('end', () => {
					if (answer.statusCode === 200 && bytes > 10_000) resolve()
					else reject(new Error(`${address}: ${answer.statusCode}, ${bytes} bytes`))
				})
			})
			.on('error', reject)
	})
}
