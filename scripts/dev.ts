/** `npm run dev`: the product with hot reload, on the database of DATABASE_URL or DATA_DIR, and a worker beside it. */
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import { env } from '#app/platform/env.server.ts'
import { startChild } from './lib/children.ts'
import { runScript, say } from './lib/command-line.ts'
import { compactLine } from './lib/compact-log.ts'
import { withProduct } from './lib/product.ts'
import { root } from './lib/root.ts'

Object.assign(process.env, { NODE_ENV: 'development' })
await runScript({}, () =>
	withProduct({ demo: true }, async (database) => {
		const { createServer } = await import('vite')
		const { createApp, loadContext } = await import('./web/express-app.ts')
		const { listen } = await import('./web/listen.ts')
		const vite = await createServer({ root, configFile: 'remix.config.js', server: { middlewareMode: true } })
		const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>
		const pages = createRequestHandler({ build, mode: 'development', getLoadContext: loadContext })
		const app = createApp({ pages, isReady: () => true, development: vite.middlewares })
		const { port } = await listen(app, env.PORT, env.HOST)
		const worker = startChild('scripts/worker.ts', { DATABASE_URL: database.url, DATABASE_OWNER_URL: '' }, (line) =>
			say(compactLine(line)),
		)
		say(`Open http://${env.HOST}:${port}`)
		process.exitCode = await worker.ended
		return { ok: false, answer: {}, text: 'The worker ended.' }
	}),
)
