import { describe, expect, it } from 'vitest'
import { readDocumentText } from '#app/domain/programmes/document-faults.ts'
import { writtenProgrammes } from '#tests/fixtures/programmes.ts'

/**
 * Two hundred documents and more that are wrong in one way each, made from the ones there are: every one is refused with a
 * path into its JSON and a sentence in both languages, none crashes, and the huge ones are refused at once.
 */

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null
type Path = readonly (string | number)[]

const isTree = (value: Json): value is { [key: string]: Json } | Json[] => typeof value === 'object' && value !== null

/** Every place of a document, the root left out. */
function placesOf(value: Json, path: Path = []): { path: Path; value: Json }[] {
	const own = path.length > 0 ? [{ path, value }] : []
	if (!isTree(value)) return own
	const entries: [string | number, Json][] = Array.isArray(value)
		? value.map((part, index) => [index, part])
		: Object.entries(value)
	return [...own, ...entries.flatMap(([key, part]) => placesOf(part, [...path, key]))]
}

/** A copy with the value at a path changed; undefined takes it away. */
function changed(document: Json, path: Path, change: (value: Json) => Json | undefined): Json {
	const copy = structuredClone(document)
	const parent = path.slice(0, -1).reduce<Json>((at, key) => (at as { [key: string]: Json })[key]!, copy) as {
		[key: string]: Json
	}
	const last = path.at(-1)!
	const value = change(parent[last]!)
	if (value === undefined) delete parent[last]
	else parent[last] = value
	return copy
}

const documents = writtenProgrammes.map(({ name, text }) => ({
	name,
	json: JSON.parse(text) as { [key: string]: Json },
}))
const everywhere = documents.flatMap(({ name, json }) => placesOf(json).map((place) => ({ name, json, ...place })))

/** Whether the rule an article stands in has nothing but it to rest on. */
function isRuleAlone(json: Json, path: Path): boolean {
	const rule = path.slice(0, -1).reduce<Json>((at, key) => (at as { [key: string]: Json })[key]!, json)
	return path[0] === 'eligibility' && !('ours' in (rule as object))
}

/** Some of many, spread over all of them. */
const some = <T>(all: readonly T[], count: number): T[] =>
	all.filter((_, index) => Math.floor((index * count) / all.length) !== Math.floor(((index - 1) * count) / all.length))

type Bad = { says: string; text: string }
const bad = (says: string, json: Json): Bad => ({ says, text: JSON.stringify(json) })
const last = (path: Path) => path.at(-1)

/** One mistake at each of some places. */
const mistakes = (
	says: string,
	count: number,
	fits: (place: { path: Path; value: Json; json: Json }) => boolean,
	change: (value: Json) => Json | undefined,
): Bad[] =>
	some(everywhere.filter(fits), count).map(({ name, json, path }) =>
		bad(`${says}: ${name} ${path.join('.')}`, changed(json, path, change)),
	)

const one = documents.find(({ name }) => name === 'changping-2017')!.json
const joint = documents.find(({ name }) => name === 'anhui-trial')!.json
const capsOf = (document: Json) => (document as { subsidy: { caps: { [key: string]: Json }[] } }).subsidy.caps

/** Joint caps that cover each other, in circles of every length. */
function circles(): Bad[] {
	return [1, 2, 3, 4, 5].map((length) => {
		const document = structuredClone(joint)
		const caps = capsOf(document)
		caps.splice(0, caps.length)
		for (let index = 0; index < length; index++)
			caps.push({
				id: `ring-${index}`,
				name: { zh: '环', en: 'ring' },
				scope: 'lifetime',
				limit: { kind: 'amount', fen: 100 },
				covers: [`ring-${(index + 1) % length}`],
				article: '摘录',
			})
		return bad(`a circle of ${length} joint caps`, document)
	})
}

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const filled = (key: string, value: Json) => JSON.stringify({ ...one, [key]: value })

const wrong: Bad[] = [
	...mistakes(
		'a number where words stand',
		20,
		({ path }) => last(path) === 'zh' || last(path) === 'en',
		() => 7,
	),
	...mistakes(
		'text where a list stands',
		20,
		({ value }) => Array.isArray(value),
		() => 'none',
	),
	...mistakes(
		'a list where a block stands',
		20,
		({ value }) => isTree(value) && !Array.isArray(value),
		() => [],
	),
	...mistakes(
		'an unknown key',
		30,
		({ value }) => isTree(value) && !Array.isArray(value) && 'kind' in value,
		(value) => ({ ...(value as object), mood: 1 }) as Json,
	),
	...mistakes(
		'an unknown kind',
		20,
		({ path }) => last(path) === 'kind',
		() => 'mood',
	),
	...mistakes(
		'a negative rate',
		20,
		({ path }) => /bp$/i.test(String(last(path))),
		() => -1,
	),
	...mistakes(
		'a rate above everything',
		8,
		({ path }) => last(path) === 'bp',
		() => 10_001,
	),
	...mistakes(
		'half a basis point',
		8,
		({ path }) => last(path) === 'bp',
		() => 0.5,
	),
	...mistakes(
		'a negative amount',
		12,
		({ path }) => last(path) === 'fen',
		() => -100,
	),
	...mistakes(
		'an amount as a float',
		8,
		({ path }) => last(path) === 'fen',
		() => 10.5,
	),
	...mistakes(
		'an amount in words',
		8,
		({ path }) => /fen$/i.test(String(last(path))),
		() => '十万元',
	),
	...mistakes(
		'an amount beyond all budgets',
		4,
		({ path }) => last(path) === 'fen',
		() => '9999999999999999',
	),
	...mistakes(
		'no article',
		12,
		({ json, path, value }) => last(path) === 'article' && typeof value === 'string' && isRuleAlone(json, path),
		() => undefined,
	),
	...mistakes(
		'ours without a reason',
		12,
		({ path }) => last(path) === 'reason',
		() => undefined,
	),
	...mistakes(
		'an id in capitals',
		6,
		({ path }) => last(path) === 'id',
		() => 'Big Name',
	),
	...mistakes(
		'no division',
		6,
		({ path }) => last(path) === 'division',
		() => '1101',
	),
	...mistakes(
		'null where something stands',
		20,
		({ path }) => ['base', 'rate', 'rounding', 'split', 'scope', 'grant'].includes(String(last(path))),
		() => null,
	),
	...mistakes(
		'a block left out',
		15,
		({ path }) =>
			path.length === 1 &&
			!['sample', 'places', 'providers', 'history', 'reward', 'rewardConditions', 'providerRegistration'].includes(
				String(path[0]),
			),
		() => undefined,
	),
	...mistakes(
		'a source nobody has',
		8,
		({ path, value }) => last(path) === 'source' && typeof value === 'string',
		() => 'nobody',
	),
	...mistakes(
		'two rows of one name',
		3,
		({ path, value }) => last(path) === 'rows' && path.includes('rate') && Array.isArray(value),
		(value) => [...(value as Json[]), (value as Json[])[0]!],
	),
	...circles(),
	bad(
		'shares that do not add up',
		changed(
			documents.find(({ name }) => name === 'weihai-2018')!.json,
			['subsidy', 'split', 'parts', 0, 'bp'],
			() => 4000,
		),
	),
	bad(
		'a cap that covers nothing there is',
		changed(joint, ['subsidy', 'caps', 2, 'covers'], () => ['nothing']),
	),
	bad(
		'a day that does not exist',
		changed(one, ['validity', 'from'], () => '2017-02-30'),
	),
	bad(
		'an end before the beginning',
		changed(one, ['validity', 'until'], () => '2016-01-01'),
	),
	bad('a list', []),
	bad('null', null),
	bad('a number', 5),
	bad('text', 'document'),
	{ says: 'nothing', text: '' },
	{ says: 'half a document', text: JSON.stringify(one).slice(0, 500) },
	{ says: 'two documents', text: `${JSON.stringify(one)}${JSON.stringify(one)}` },
	{ says: 'a comment', text: `// rules\n${JSON.stringify(one)}` },
	{ says: 'a prototype', text: `{"__proto__":{"format":"programme/1"},"constructor":1}` },
	{ says: 'a prototype inside', text: JSON.stringify(one).replace('"pool":{', '"pool":{"__proto__":{"x":1},') },
]

const huge: Bad[] = [
	{ says: '10 MB of spaces', text: ' '.repeat(10_000_000) },
	{ says: '10 MB of text', text: filled('name', { zh: 'x'.repeat(10_000_000), en: 'x' }) },
	{
		says: '10 MB of rows',
		text: filled(
			'places',
			Array.from({ length: 400_000 }, () => ({ code: '110114' })),
		),
	},
	{
		says: '900 kB of numbers',
		text: filled(
			'issuers',
			Array.from({ length: 400_000 }, () => 1),
		),
	},
	{
		says: '900 kB of keys',
		text: filled('pool', Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, 1]))),
	},
	{ says: 'nested 100 deep', text: deep(100) },
	{ says: 'nested 100,000 deep', text: deep(100_000) },
	{ says: 'lists nested 400,000 deep', text: `${'['.repeat(400_000)}${']'.repeat(400_000)}` },
	{
		says: 'nested deep inside a document',
		text: JSON.stringify(one).replace('"pool":{', `"pool":{"x":${deep(5_000)},`),
	},
]

function refused({ text }: Bad): number {
	const began = performance.now()
	const { faults } = readDocumentText(text)
	const took = performance.now() - began
	expect(faults).toBeDefined()
	expect(faults!.length).toBeGreaterThan(0)
	for (const { path, zh, en } of faults!) {
		expect(path).toMatch(/^\$/)
		expect(zh).toMatch(/\p{Script=Han}/u)
		expect(en).toMatch(/[a-z]{3}/)
		expect(zh.length + en.length).toBeLessThan(600)
	}
	return took
}

describe('a bad document is refused with path and sentence', () => {
	it('there are two hundred of them, each wrong in its own way', () => {
		expect(wrong.length).toBeGreaterThanOrEqual(200)
		expect(new Set(wrong.map(({ text }) => text)).size).toBe(wrong.length)
	})

	it.each(wrong.map((each) => [each.says, each] as const))('%s', (_says, each) => {
		refused(each)
	})

	it.each(huge.map((each) => [each.says, each] as const))('%s, and at once', (_says, each) => {
		expect(refused(each)).toBeLessThan(2_000)
	})
})
