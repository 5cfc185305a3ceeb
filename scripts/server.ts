/** The web process: serves the built pages. `npm start` runs it as a child; it also runs alone beside others of its kind. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ServerBuild } from '@remix-run/node'
import { env } from '#app/platform/env.server.ts'
import { ensureBuild } from '#scripts/lib/generated.ts'
import { runProcess } from '#scripts/lib/long-process.ts'
import { root } from '#scripts/lib/root.ts'

await runProcess(async ({ isStopping }) => {
	await ensureBuild()
	const { createApp } = await import('./web/express-app.ts')
	const { drain, listen } = await import('./web/listen.ts')
	const { pageHandler } = await import('./web/page-handler.ts')
	const build = (await import(pathToFileURL(path.join(root, 'build/server/index.js')).href)) as ServerBuild
	const app = createApp({ pages: pageHandler(build), isReady: () => !isStopping() })
	const { server, port } = await listen(app, env.PORT, env.HOST)
	return { ready: { port }, stop: () => drain(server) }
})
