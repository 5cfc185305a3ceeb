import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '#scripts/lib/root.ts'

/** Who may import whom, by the longest matching folder. Imports point down. */
const layers: Record<string, readonly string[]> = {
	'app/lib': ['app/lib'],
	'app/platform': ['app/platform', 'app/lib'],
	'app/domain': ['app/domain', 'app/platform', 'app/lib'],
	search: ['search', 'app/domain', 'app/platform', 'app/lib'],
	'app/texts': ['app/texts', 'app/lib'],
	'app/components': ['app/components', 'app/web', 'search', 'app/domain', 'app/lib'],
	'app/web': ['app/web', 'app/components', 'search', 'app/texts', 'app/domain', 'app/platform', 'app/lib'],
	app: ['app', 'search'],
	'prisma/seed': ['prisma', 'search', 'app'],
	scripts: ['scripts', 'prisma', 'search', 'app'],
}

/** Modules of the domain in the order they build on each other: each may import those before it. */
const modules = [
	'ledger',
	'audit',
	'divisions',
	'files',
	'catalogue',
	'imports',
	'programmes',
	'identity',
	'relations',
	'sanctions',
	'vouchers',
	'draws',
	'orders',
	'simulation',
	'invoices',
	'payments',
	'claims',
	'notices',
	'sampling',
	'settlement',
	'reconciliation',
	'reporting',
	'notifications',
	'searches',
]
/** Who is asking and what they may do: every module asks it, so it belongs to none. */
const everybodys = new Set(['app/domain/identity/actor.ts', 'app/domain/identity/policy.ts'])

type Source = { file: string; text: string; imports: { to: string; isType: boolean }[] }

function filesIn(folder: string): string[] {
	if (!fs.existsSync(path.join(root, folder))) return []
	return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const place = `${folder}/${entry.name}`
		if (entry.isDirectory()) return place === 'app/platform/.server' ? [] : filesIn(place)
		return /\.(ts|tsx|mjs)$/.test(entry.name) ? [place] : []
	})
}

/** Every import of a file, as a path of the project when it is ours and as written when it is not. */
function sourceOf(file: string): Source {
	const text = fs.readFileSync(path.join(root, file), 'utf8')
	const found = text.matchAll(
		/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+()'([^']+)'|\bimport\('([^']+)'\)/gm,
	)
	const imports = [...found].map((match) => {
		const written = match[2] ?? match[4] ?? match[5]!
		const to = written.startsWith('#')
			? written.slice(1)
			: written.startsWith('.')
				? path.posix.join(path.posix.dirname(file), written)
				: written
		return { to: to.replace(/\?.*$/, ''), isType: match[1] !== undefined }
	})
	return { file, text, imports }
}

const sources = ['app', 'search', 'scripts', 'prisma', 'tests'].flatMap(filesIn).map(sourceOf)
const product = sources.filter(({ file }) => !file.startsWith('tests/'))
const isWithin = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`)
const isOurs = (to: string) => ['app', 'search', 'scripts', 'prisma', 'tests'].some((folder) => isWithin(to, folder))

function offences(among: Source[], offends: (source: Source, to: string, isType: boolean) => boolean): string[] {
	return among.flatMap((source) =>
		source.imports.filter(({ to, isType }) => offends(source, to, isType)).map(({ to }) => `${source.file} → ${to}`),
	)
}

describe('the house', () => {
	test('imports point down', () => {
		const layerOf = (file: string) =>
			Object.keys(layers)
				.filter((layer) => isWithin(file, layer))
				.sort((a, b) => b.length - a.length)[0]
		const wrong = offences(product, ({ file }, to) => {
			const layer = layerOf(file)
			return layer !== undefined && isOurs(to) && !layers[layer]!.some((allowed) => isWithin(to, allowed))
		})
		expect(wrong).toEqual([])
	})

	test('a module of the domain builds only on those before it', () => {
		const rankOf = (file: string) => modules.indexOf(/^app\/domain\/([^/]+)\//.exec(file)?.[1] ?? '')
		const unknown = sources
			.filter(({ file }) => /^app\/domain\/[^/]+\//.test(file) && rankOf(file) === -1)
			.map(({ file }) => file)
		expect(unknown).toEqual([])
		const wrong = offences(
			product,
			({ file }, to) =>
				isWithin(file, 'app/domain') && !everybodys.has(to) && rankOf(to) > rankOf(file) && rankOf(file) !== -1,
		)
		expect(wrong).toEqual([])
	})

	test('the domain knows no HTTP and no React, and pure files know no server', () => {
		const inDomain = sources.filter(
			({ file }) => isWithin(file, 'app/domain') || isWithin(file, 'app/lib') || isWithin(file, 'search'),
		)
		expect(offences(inDomain, (_, to) => /^(react|react-dom|@remix-run|express|node:http)/.test(to))).toEqual([])
		const shared = sources.filter(
			({ file }) => /^app\/(lib|domain|components)\//.test(file) && !file.includes('.server.'),
		)
		expect(offences(shared, (_, to, isType) => !isType && (to.includes('.server.') || to.startsWith('node:')))).toEqual(
			[],
		)
	})

	test('imports of ours are written from the top or from the same folder, with their extension', () => {
		const wrong = sources.flatMap(({ file, text }) =>
			[...text.matchAll(/from '((?:\.|#)[^']*)'/g)]
				.map((match) => match[1]!)
				.filter(
					(written) =>
						written.startsWith('..') ||
						(written.startsWith('./.') && !written.startsWith('./.server/')) ||
						!/\.\w+(\?\w+)?$/.test(written),
				)
				.map((written) => `${file}: ${written}`),
		)
		expect(wrong).toEqual([])
	})

	test('a file is one thing: a kebab-case name, at most 300 lines, no list of re-exports', () => {
		const named = product.filter(
			({ file }) => !/^(_?[a-z0-9$]+)([-.][a-z0-9$]+)*\.(ts|tsx|mjs)$/.test(path.basename(file)),
		)
		expect(named.map(({ file }) => file)).toEqual([])
		const long = product
			.filter(({ file, text }) => !isWithin(file, 'app/texts') && text.split('\n').length > 301)
			.map(({ file }) => file)
		expect(long).toEqual([])
		const barrels = product.filter(({ text }) => /^export \* from/m.test(text)).map(({ file }) => file)
		expect(barrels).toEqual([])
	})
})
