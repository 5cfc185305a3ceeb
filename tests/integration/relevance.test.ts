import { beforeAll, describe, expect, test } from 'vitest'
import { pool } from '#app/platform/db.server.ts'
import { figuresOf, type Judged, type Measured, measure, readJudged } from '#scripts/lib/judged.ts'
import { searchEngine } from '#search/engine.server.ts'
import { loadCatalogue } from '#tests/fixtures/catalogue.ts'

/** Enough listings for every service of every provider, and some under more than one name. */
const listings = 1500

async function referencesOf(ids: readonly bigint[]): Promise<Map<bigint, string>> {
	const { rows } = await pool.query<{ id: string; reference: string }>(
		'SELECT id, reference FROM listing WHERE id = ANY($1::bigint[])',
		[ids.map(String)],
	)
	return new Map(rows.map((row) => [BigInt(row.id), row.reference]))
}
const ask = (questions: readonly Judged[]) => measure(searchEngine, referencesOf, questions)
const listed = (name: string) => readJudged(`tests/relevance/${name}.json`)

let before: Measured[]
let after: Measured[]
beforeAll(async () => {
	await loadCatalogue(listings)
	before = await ask(listed('judged-before'))
	after = await ask(listed('judged-after'))
})

describe('questions as small firms type them', () => {
	test('the whole set is answered well, and hardly any question finds nothing', () => {
		const { questions, ndcg10, zeroShare } = figuresOf([...before, ...after])
		expect(questions).toBe(150)
		expect(ndcg10).toBeGreaterThanOrEqual(0.85)
		expect(zeroShare).toBeLessThanOrEqual(0.02)
	})
	test('so are those judged before search was tuned', () => {
		expect(figuresOf(before).ndcg10).toBeGreaterThanOrEqual(0.85)
	})
	test('and further ones, in words that are rarer', async () => {
		const { ndcg10, zeroShare } = figuresOf(await ask(listed('judged-more')))
		expect(ndcg10).toBeGreaterThanOrEqual(0.85)
		expect(zeroShare).toBeLessThanOrEqual(0.02)
	})
	test('and those judged before anybody saw an answer, with never nothing', async () => {
		const lists = ['judged-holdout', 'judged-blind', 'judged-blind-2', 'judged-blind-3'].map(listed)
		const { questions, ndcg10, zeroShare } = figuresOf(await ask(lists.flat()))
		expect(questions).toBe(182)
		expect(ndcg10).toBeGreaterThanOrEqual(0.85)
		expect(zeroShare).toBe(0)
	})
	test('of which nothing was tuned on the last', async () => {
		expect(figuresOf(await ask(listed('judged-blind-3'))).ndcg10).toBeGreaterThanOrEqual(0.8)
	})
})

describe('ways to ask', () => {
	const best = async (q: string, most = 3) => (await ask([{ q, ideal: { 'mi-sem': 1 } }]))[0]!.top.slice(0, most)
	test.each([
		['a symptom', '齿轮断了', 'mt-failure'],
		['a symptom spelt in pinyin', 'chilun duanle', 'mt-failure'],
		['a symptom in Traditional characters', '塑膠外殼發黃', 'pl-aging-uv'],
		['a foreign standard that a national one adopted', 'ISO 6892-1', 'mt-tensile-metal-rt'],
		['an American standard of one letter and one digit', 'ASTM E8', 'mt-tensile-metal-rt'],
		['the number of a standard alone', '2423.17', 'er-saltmist-elec'],
		['a standard said with words', '国标 228', 'mt-tensile-metal-rt'],
		['a symptom of known words, which is no misspelt other one', '焊缝开裂 怎么查原因', 'mt-failure'],
		['a number under another issuer', 'JB/T 47013.4', 'nd-mt'],
		['a shop that is no word of the catalogue', '蛋糕店想知道能放几天', 'fd-shelf'],
		['a service in English, in the plural', 'hardness tests', 'mt-hardness-rockwell'],
	])('%s: %s', async (_, q, reference) => {
		expect(await best(q)).toContain(reference)
	})
	test('of two words that sound alike or contain each other the more telling counts', async () => {
		expect(await best('天平校准', 1)).toEqual(['ca-balance'])
		expect(await best('三坐标校准', 1)).toEqual(['ca-cmm'])
	})
})
