import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import { loadContext, type PageHandler } from './express-app.ts'

/** How many leading segments of an address decide which routes are looked at. */
const depth = 3

/**
 * Answers pages out of the build. Remix flattens and ranks every route it is given with every request, several times for a
 * page (a fifth of the work of a form sent in the opening minute). So it is given, for each address, the routes that can
 * match it or a part of its beginning, and no others: a handler for each combination of leading words that stand in
 * the route table, made when first asked for. Which route answers is decided by Remix as before.
 */
export function pageHandler(build: ServerBuild): PageHandler {
	const handlerOf = (narrow: ServerBuild) =>
		createRequestHandler({ build: narrow, mode: 'production', getLoadContext: loadContext })
	const whole = handlerOf(build)
	const starts = routeStarts(build.routes)
	const words = addressWords(starts)
	const handlers = new Map<string, PageHandler>()
	return (req, res, next) => {
		const leading = leadingWords(req.path, words)
		if (!leading) return whole(req, res, next)
		const name = leading.join('/')
		let handler = handlers.get(name)
		if (!handler) {
			handler = handlerOf(narrowBuild(build, starts, leading))
			handlers.set(name, handler)
		}
		return handler(req, res, next)
	}
}

type Start = readonly (string | null)[]

/** The words every route's whole path begins with, lower case; null where anything may stand. */
export function routeStarts(routes: ServerBuild['routes']): Map<string, Start> {
	const pathOf = (id: string | undefined): string => {
		const route = id === undefined ? undefined : routes[id]
		return route ? `${pathOf(route.parentId)}/${route.path ?? ''}` : ''
	}
	return new Map(
		Object.keys(routes).map((id) => {
			const segments = pathOf(id).split('/').filter(Boolean)
			const open = segments.findIndex((segment) => segment.endsWith('?') || segment === '*')
			const fixed = open === -1 ? segments : segments.slice(0, open)
			return [id, fixed.slice(0, depth).map((segment) => (segment.startsWith(':') ? null : segment.toLowerCase()))]
		}),
	)
}

/** The words that stand at each of the leading places of the route table. */
export const addressWords = (starts: ReadonlyMap<string, Start>) =>
	Array.from({ length: depth }, (_, place) => new Set([...starts.values()].flatMap((start) => start[place] ?? [])))

/**
 * The leading words of an address as far as routes know them, '' where they do not. Null for addresses that Remix answers
 * for all routes (which routes there are) or that cannot be read.
 */
export function leadingWords(path: string, words: readonly ReadonlySet<string>[]): string[] | null {
	const segments = path
		.replace(/\.data$/, '')
		.split('/')
		.filter(Boolean)
		.slice(0, depth)
	if (segments[0] === '__manifest') return null
	try {
		return segments.map((segment, place) => {
			const word = decodeURIComponent(segment).toLowerCase()
			return words[place]!.has(word) ? word : ''
		})
	} catch {
		return null // no such address can be read: Remix says so
	}
}

/** The build with the routes alone whose start does not speak against these leading words. */
export function narrowBuild(
	build: ServerBuild,
	starts: ReadonlyMap<string, Start>,
	leading: readonly string[],
): ServerBuild {
	const canMatch = (id: string) =>
		(starts.get(id) ?? []).every((word, place) => word === null || word === leading[place])
	const only = <Route>(routes: Record<string, Route>) =>
		Object.fromEntries(Object.entries(routes).filter(([id]) => canMatch(id)))
	return {
		...build,
		routes: only(build.routes),
		assets: { ...build.assets, routes: only(build.assets.routes) },
	}
}
