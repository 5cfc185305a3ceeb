import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { figuresOf, measure, ndcg10, readJudged } from '#scripts/lib/judged.ts'
import type { SearchAnswer, SearchEngine } from '#search/engine.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'judged-'))
function fileWith(text: string): string {
	const file = path.join(folder, 'list.json')
	fs.writeFileSync(file, text)
	return file
}

describe('lists of judged questions', () => {
	test('a list is read as it is', () => {
		const list = [{ q: '盐雾', ideal: { 'mt-salt-spray': 3 } }]
		expect(readJudged(fileWith(JSON.stringify(list)))).toEqual(list)
	})
	test.each([
		['[\n{ "q": "a", "ideal": { "x": 1 } },\n{ "q": }]', /line 3: this is not JSON/],
		['{ "q": "a" }', /must hold a list/],
		['[]', /must hold a list/],
		['[{ "q": "a", "ideal": { "x": 3 } }, { "q": " ", "ideal": { "x": 3 } }]', /entry 2: "q" must be a question/],
		['[{ "q": "a", "ideal": { "x": 4 } }]', /entry 1: the grade of "x" must be 1, 2 or 3/],
		['[{ "q": "a", "ideal": {} }]', /entry 1: "ideal" names no catalogue id/],
		['[{ "q": "a" }]', /entry 1: "ideal" must hold catalogue ids/],
		['[{ "q": "a", "ideal": { "x": 1 }, "note": "?" }]', /entry 1: it must hold "q" and "ideal" and nothing else/],
		['[{ "q": "a", "ideal": { "x": 1 } }, { "q": "a", "ideal": { "x": 1 } }]', /entry 2: "a" was asked in entry 1/],
	])('%s is refused with a sentence', (text, sentence) => {
		expect(() => readJudged(fileWith(text))).toThrow(sentence)
	})
	test('so is a file that is not there', () => {
		expect(() => readJudged(path.join(folder, 'none.json'))).toThrow(/There is no file/)
	})
})

describe('nDCG@10', () => {
	const ideal = { a: 3, b: 2, c: 1 }
	test('is 1 for the best order, less for any other, 0 for nothing of use', () => {
		expect(ndcg10(['a', 'b', 'c'], ideal)).toBe(1)
		expect(ndcg10(['b', 'a', 'c'], ideal)).toBeLessThan(1)
		expect(ndcg10(['x', 'y'], ideal)).toBe(0)
		expect(ndcg10([], ideal)).toBe(0)
	})
	test('reckons gain 2^grade − 1 over log2(place + 1)', () => {
		const best = 7 + 3 / Math.log2(3) + 1 / 2
		expect(ndcg10(['x', 'a'], ideal)).toBeCloseTo(7 / Math.log2(3) / best, 12)
	})
	test('the eleventh place no longer counts', () => {
		expect(ndcg10([...'0123456789', 'a'], { a: 3 })).toBe(0)
	})
})

test('several providers of one service count once, and pages are turned until ten services are there', async () => {
	const pages = [Array.from({ length: 100 }, (_, i) => BigInt(i)), [100n, 101n]]
	const asked: (string | null | undefined)[] = []
	// why: the engine is the thing measured with; only its pages matter here
	const engine = {
		async search({ cursor }: { cursor?: string | null }) {
			asked.push(cursor)
			const page = cursor ? 1 : 0
			const hits = pages[page]!.map((id) => ({ id, score: 0 }))
			return { hits, total: 102, match: 'all', nextCursor: page === 0 ? 'next' : null } as unknown as SearchAnswer
		},
	} as unknown as SearchEngine
	const references = async (ids: readonly bigint[]) =>
		new Map(ids.map((id) => [id, id < 100n ? 'one' : id === 100n ? 'two' : 'three']))
	const [measured] = await measure(engine, references, [{ q: 'x', ideal: { two: 3 } }])
	expect(measured?.top).toEqual(['one', 'two', 'three'])
	expect(asked).toEqual([null, 'next'])
	expect(figuresOf([measured!])).toMatchObject({ questions: 1, zeroShare: 0 })
})
