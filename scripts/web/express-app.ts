import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { AppLoadContext } from '@remix-run/node'
import compression from 'compression'
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { env } from '#app/platform/env.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { countQueries, type QueryCount } from '#app/platform/query-count.server.ts'
import { health } from '#app/web/health.server.ts'
import { paths } from '#app/web/paths.ts'
import { requestLocale } from '#app/web/request-locale.server.ts'
import { bodyRefusal, isSameOrigin, ownOrigin } from '#app/web/same-origin.server.ts'
import { commonHeaders, pagePolicy } from '#app/web/security-headers.server.ts'
import { root } from '#scripts/lib/root.ts'
import { keptPages } from './kept-pages.ts'

export type PageHandler = (req: Request, res: Response, next: NextFunction) => Promise<void>
export type AppOptions = {
	pages: PageHandler
	/** false once the process has been told to stop */
	isReady: () => boolean
	/** in development Vite serves the assets and puts scripts of its own into pages */
	development?: RequestHandler
}

const isSecure = env.APP_ORIGIN?.startsWith('https:') ?? false
const yearSeconds = 31_536_000
const always = Object.entries(commonHeaders(isSecure))

/** The web process's Express app: health, assets, the guards every request passes, then the pages. */
export function createApp({ pages, isReady, development }: AppOptions): express.Express {
	const app = express()
	app.disable('x-powered-by')
	app.disable('etag')
	app.disable('query parser') // pages read their own addresses
	app.use(observe)
	app.get('/healthz', async (_req, res) => {
		const answer = await health()
		res.status(answer.status === 'ok' ? 200 : 503).json(answer)
	})
	app.get('/readyz', async (_req, res) => {
		// books that differ are an alarm, no reason to turn people away
		const ready = isReady() && (await health()).status !== 'error'
		res.status(ready ? 200 : 503).json({ ready })
	})
	app.use(compression())
	if (development) app.use(development)
	else serveAssets(app)
	app.use(guard)
	const answer = development || env.PAGE_CACHE_SECONDS === 0 ? pages : keptPages(pages, env.PAGE_CACHE_SECONDS)
	app.use((req, res, next) => {
		const nonce = randomBytes(16).toString('base64')
		res.locals.nonce = nonce
		beforeHeaders(res, () => {
			if (!development && !res.hasHeader('Content-Security-Policy'))
				res.setHeader('Content-Security-Policy', pagePolicy(nonce))
		})
		keepPrivate(req, res)
		const count: QueryCount = res.locals.queries
		void countQueries(count, () => answer(req, res, next))
	})
	app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
		logger.error({ request: res.locals.requestId, err: error }, 'request failed')
		if (res.headersSent) res.destroy()
		else refuse(res, 500, 'Something went wrong on our side. 服务器出现错误。')
	})
	return app
}

/** What a page's loaders and actions are given (see app/web/request-context.server.ts). */
export function loadContext(req: Request, res: Response): AppLoadContext {
	return {
		cspNonce: res.locals.nonce as string,
		requestId: res.locals.requestId as string,
		clientAddress: res.locals.clientAddress as string,
		locale: requestLocale(req.headers.cookie, req.headers['accept-language']),
		isShared: res.locals.isShared === true,
	}
}

/**
 * Where a request came from. Behind a proxy of this machine (APP_ORIGIN says there is one) it is the last address that
 * proxy names; what a request claims by itself is never believed.
 */
function clientAddress(req: Request): string {
	const peer = req.socket.remoteAddress ?? ''
	const named = String(req.headers['x-forwarded-for'] ?? '')
		.split(',')
		.at(-1)
		?.trim()
	const isProxied = env.APP_ORIGIN !== undefined && /^(::ffff:)?127\.|^::1$/.test(peer)
	return isProxied && named ? named : peer
}

/** Gives every request its number, headers, query count and one line in the log (path without what was asked for). */
const observe: RequestHandler = (req, res, next) => {
	const started = performance.now()
	const queries: QueryCount = { statements: 0, milliseconds: 0 }
	res.locals.requestId = randomUUID()
	res.locals.queries = queries
	res.locals.clientAddress = clientAddress(req)
	res.setHeader('X-Request-Id', res.locals.requestId)
	for (const [name, value] of always) res.setHeader(name, value)
	beforeHeaders(res, () => {
		const statements = `${queries.statements} ${queries.statements === 1 ? 'query' : 'queries'}`
		res.setHeader('Server-Timing', `db;desc="${statements}";dur=${queries.milliseconds.toFixed(1)}`)
	})
	res.once('close', () => {
		const { pathname } = new URL(req.originalUrl, 'http://local')
		const milliseconds = Math.round(performance.now() - started)
		const line = {
			request: res.locals.requestId,
			method: req.method,
			path: pathname.replace(/^\/invitations\/[^/.]+/, '/invitations/-'), // the link is a secret until it is used
			status: res.statusCode,
			milliseconds,
			queries: queries.statements,
		}
		logger[res.statusCode >= 500 ? 'error' : isRoutine(pathname) ? 'debug' : 'info'](line, 'request')
	})
	next()
}

const isRoutine = (pathname: string) =>
	pathname.startsWith('/assets/') || pathname === '/healthz' || pathname === '/readyz'

/** Calls `last` just before the headers leave. */
function beforeHeaders(res: Response, last: () => void): void {
	const writeHead = res.writeHead
	res.writeHead = ((...args: Parameters<typeof writeHead>) => {
		if (!res.headersSent) last()
		return writeHead.apply(res, args)
	}) as typeof writeHead
}

/** A signed-in person's pages are kept by no cache; others are asked for again each time. */
function keepPrivate(req: Request, res: Response): void {
	const isSignedIn = /(?:^|;\s*)(?:__Host-)?session=[^;]/.test(req.headers.cookie ?? '')
	res.vary('Cookie')
	res.vary('Accept-Language')
	beforeHeaders(res, () => {
		if (isSignedIn || res.hasHeader('Set-Cookie')) res.setHeader('Cache-Control', 'private, no-store')
		else if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-cache')
	})
}

function serveAssets(app: express.Express): void {
	const client = path.join(root, 'build/client')
	app.use(
		'/assets',
		express.static(path.join(client, 'assets'), {
			immutable: true,
			maxAge: yearSeconds * 1000,
			index: false,
			redirect: false,
		}),
	)
	app.use('/assets', (_req, res) => refuse(res, 404, 'Not found.'))
	// the disk is asked for what the build has, not for every page's address
	const files = express.static(client, { maxAge: 3_600_000, index: false, redirect: false, dotfiles: 'ignore' })
	const names = new Set(fs.readdirSync(client))
	app.use((req, res, next) => (names.has(req.path.split('/', 2)[1]!) ? files(req, res, next) : next()))
}

/** Which host, whose page, how large: refused before anything is read. */
const guard: RequestHandler = (req, res, next) => {
	const origin = ownOrigin(req.headers.host, env.APP_ORIGIN, env.HOST)
	if (!origin)
		return refuse(
			res,
			421,
			'This address is not known here: set APP_ORIGIN to the address people use. 未知的访问地址。',
		)
	// a mail program ends an alert for its reader: the signature in the address is the permission, no session is
	if (!isSameOrigin(req.method, req.headers, origin) && req.path !== paths.stopAlertPage)
		return refuse(
			res,
			403,
			'This request did not come from a page of this site: open the page again and repeat. 请求不是从本站页面发出，请重新打开页面后再试。',
		)
	const status = bodyRefusal(req.method, req.headers)
	if (status)
		return refuse(res, status, 'This body is too large or of a kind not accepted here. 提交的内容过大或格式不受支持。')
	// Pages see the address people use, never what a header claims.
	req.headers.host = new URL(origin).host
	for (const name of Object.keys(req.headers)) if (name.startsWith('x-forwarded-')) delete req.headers[name]
	next()
}

function refuse(res: Response, status: number, sentence: string): void {
	res
		.status(status)
		.set('Content-Security-Policy', "default-src 'none'")
		.set('Cache-Control', 'no-store')
		.type('text/plain')
		.send(`${sentence}\n`)
}
