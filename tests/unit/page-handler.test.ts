import type { ServerBuild } from '@remix-run/node'
import { matchRoutes } from '@remix-run/react'
import type { RouteConfigEntry } from '@remix-run/route-config'
import { describe, expect, test } from 'vitest'
import routeTable from '#app/routes.ts'
import { addressWords, leadingWords, narrowBuild, routeStarts } from '#scripts/web/page-handler.ts'

type Routes = ServerBuild['routes']
type RouteObject = Parameters<typeof matchRoutes>[0][number]

/** The route table as the build holds it. */
function manifestOf(table: readonly RouteConfigEntry[], parentId: string): [string, object][] {
	return table.flatMap(({ id = undefined, file, path, index, children = [] }) => {
		const name = id ?? file
		return [[name, { id: name, parentId, path, index }] as [string, object], ...manifestOf(children, name)]
	})
}
const routes = Object.fromEntries([
	['root', { id: 'root', path: '' }],
	...manifestOf((await routeTable) as RouteConfigEntry[], 'root'),
]) as unknown as Routes
const build = { routes, assets: { routes } } as unknown as ServerBuild

const treeOf = (of: Routes, parentId?: string): RouteObject[] =>
	Object.values(of)
		.filter((route) => route!.parentId === parentId)
		.map(
			(route) =>
				({ id: route!.id, path: route!.path, index: route!.index, children: treeOf(of, route!.id) }) as RouteObject,
		)
const whole = treeOf(routes)
const found = (tree: RouteObject[], path: string) =>
	matchRoutes(tree, path)?.map(({ route, params }) => ({ id: route.id, params }))

const starts = routeStarts(routes)
const words = addressWords(starts)
const patterns = Object.keys(routes).map((id) => {
	const pathOf = (of: string | undefined): string =>
		of ? `${pathOf(routes[of]!.parentId)}/${routes[of]!.path ?? ''}` : ''
	return pathOf(id).replace(/\/+/g, '/')
})
const addresses = patterns.flatMap((pattern) => [
	pattern.replace(/:\w+|\*/g, 'XX-2026-000001'),
	pattern.replace(/:\w+|\*/g, 'new').toUpperCase(),
	pattern.replace(/:\w+/g, 'orders'),
	`${pattern.replace(/:\w+/g, '%E5%8F%B7')}/more`,
])

describe('the routes looked at for an address', () => {
	test.each([
		...new Set([...addresses, '/', '//services', '/services%2Fnew', '/%', '/nowhere/at/all', '/Services/']).values(),
	])('%s is answered by the route that all of them together would choose', (address) => {
		const leading = leadingWords(address, words)
		if (!leading) return expect(address).toBe('/%')
		const narrow = treeOf(narrowBuild(build, starts, leading).routes)
		expect(found(narrow, address)).toEqual(found(whole, address))
		// what a page tells the browser of the addresses above it
		const parts = address.split('/').filter(Boolean)
		for (let length = parts.length - 1; length >= 0; length--) {
			const above = `/${parts.slice(0, length).join('/')}`
			expect(found(narrow, above)).toEqual(found(whole, above))
		}
	})

	test('an address of data counts as the page it is for, the question for routes goes to all', () => {
		expect(leadingWords('/authority/funds.data', words)).toEqual(['authority', 'funds'])
		expect(leadingWords('/_root.data', words)).toEqual([''])
		expect(leadingWords('/__manifest', words)).toBeNull()
	})

	test('a form in the opening minute is matched against a tenth of the table', () => {
		const leading = leadingWords('/rounds/LC-2026-000001/apply', words)!
		const few = Object.keys(narrowBuild(build, starts, leading).routes).length
		expect(few).toBeLessThan(Object.keys(routes).length / 10)
	})
})
