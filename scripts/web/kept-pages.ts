import type { NextFunction, Request, Response } from 'express'
import { LRUCache } from 'lru-cache'
import { themeOf } from '#app/web/preferences.server.ts'
import { errorReference } from '#app/web/reference.ts'
import { requestLocale } from '#app/web/request-locale.server.ts'
import { isPlainVisitor, isSharedAddress } from '#app/web/shared-pages.ts'
import type { PageHandler } from './express-app.ts'

/** What a page says of the one answer it was made for: the nonce of its scripts, and the number an error would be reported by. */
type Own = 'nonce' | 'reference'
/** A page as it was rendered, cut where it said something of its own answer. */
type KeptPage = { pieces: { bytes: Buffer; own: Own | null }[]; type: string; madeAt: number }

const largestBytes = 1024 * 1024
const allBytes = 64 * 1024 * 1024
/** How long a page may still be shown while a newer one is being made. */
const staleSeconds = 300

/**
 * Keeps what is rendered for visitors and shows it to the next ones for `keepSeconds`: after that the first to ask gets a
 * newer page, the others the old one until it is there. Only whole pages that were found are kept, made without session,
 * message, form key or anything else of the one who asked; each answer gets a nonce of its own. Whatever is changed through
 * this process is seen at once, what others change after `keepSeconds` at the latest. No cache on the way may keep an answer:
 * its nonce would be known.
 */
export function keptPages(pages: PageHandler, keepSeconds: number): PageHandler {
	const kept = new LRUCache<string, KeptPage>({
		maxSize: allBytes,
		maxEntrySize: largestBytes,
		sizeCalculation: ({ pieces }) => pieces.reduce((sum, { bytes }) => sum + bytes.length, 200),
	})
	const underWay = new Map<string, Promise<void>>()
	/** how often something was changed: a page begun before a change is not kept after it */
	let changes = 0

	const make = (key: string, req: Request, res: Response, next: NextFunction): Promise<void> => {
		res.locals.isShared = true
		const begun = changes
		const made = recorded(res, (page) => {
			if (begun === changes) kept.set(key, page)
		}).whenDone
		underWay.set(
			key,
			made.finally(() => underWay.delete(key)),
		)
		return pages(req, res, next)
	}

	return async (req, res, next) => {
		if (req.method === 'HEAD') return pages(req, res, next)
		if (req.method !== 'GET') {
			res.once('finish', () => {
				if (res.statusCode >= 400) return
				changes++
				kept.clear()
			})
			return pages(req, res, next)
		}
		const key = keyOf(req)
		if (!key) return pages(req, res, next)
		const page = kept.get(key)
		const ageSeconds = page ? (performance.now() - page.madeAt) / 1000 : Number.POSITIVE_INFINITY
		if (page && ageSeconds <= keepSeconds) return send(res, page)
		const other = underWay.get(key)
		if (!other) return make(key, req, res, next)
		if (page && ageSeconds <= keepSeconds + staleSeconds) return send(res, page)
		await other
		const theirs = kept.get(key)
		return theirs ? send(res, theirs) : pages(req, res, next)
	}
}

/** What makes one visitor's page another one's: address, language and theme. Null: not to be shared. */
function keyOf(req: Request): string | null {
	const { cookie, 'accept-language': languages } = req.headers
	if (!isPlainVisitor(cookie) || !isSharedAddress(req.path) || req.originalUrl.length > 300) return null
	return `${requestLocale(cookie, languages)} ${themeOf(cookie)} ${req.originalUrl}`
}

function send(res: Response, page: KeptPage): void {
	const own = ownOf(res)
	res.status(200).type(page.type)
	res.end(
		Buffer.concat(
			page.pieces.flatMap((piece) => (piece.own ? [piece.bytes, Buffer.from(own[piece.own])] : [piece.bytes])),
		),
	)
}

/** Writes down what is sent as `res` and gives it to `keep` when it is a whole page without a cookie. */
function recorded(res: Response, keep: (page: KeptPage) => void): { whenDone: Promise<void> } {
	const chunks: Buffer[] = []
	const { write, end } = res
	const note = (chunk: unknown) => {
		if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
		else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
	}
	res.write = ((...args: Parameters<typeof write>) => {
		note(args[0])
		return write.apply(res, args)
	}) as typeof write
	res.end = ((...args: Parameters<typeof end>) => {
		note(args[0])
		return end.apply(res, args)
	}) as typeof end
	const whenDone = new Promise<void>((resolve) => {
		res.once('close', () => {
			if (res.writableFinished && res.statusCode === 200 && !res.hasHeader('Set-Cookie'))
				keep({
					pieces: cut(Buffer.concat(chunks), ownOf(res)),
					type: String(res.getHeader('Content-Type')),
					madeAt: performance.now(),
				})
			resolve()
		})
	})
	return { whenDone }
}

const ownOf = (res: Response): Record<Own, string> => ({
	nonce: res.locals.nonce as string,
	reference: errorReference(res.locals.requestId as string),
})

/** A page cut behind every piece that is followed by something of its own answer. */
function cut(page: Buffer, own: Record<Own, string>): KeptPage['pieces'] {
	const pieces: KeptPage['pieces'] = []
	let from = 0
	for (;;) {
		const found = (['nonce', 'reference'] as const)
			.map((name) => ({ name, at: page.indexOf(own[name], from) }))
			.filter(({ at }) => at >= 0)
			.sort((a, b) => a.at - b.at)[0]
		if (!found) return [...pieces, { bytes: page.subarray(from), own: null }]
		pieces.push({ bytes: page.subarray(from, found.at), own: found.name })
		from = found.at + own[found.name].length
	}
}
