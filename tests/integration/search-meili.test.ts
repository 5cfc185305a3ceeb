import { Meilisearch } from 'meilisearch'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { env } from '#app/platform/env.server.ts'
import type { SearchDocument, SearchEngine } from '#search/engine.ts'
import { meiliEngine } from '#search/meili-engine.server.ts'
import { withReserve } from '#search/with-reserve.server.ts'
import { meiliStandIn } from '#tests/fixtures/meili-stand-in.ts'
import { contractDocuments, describeSearchEngine } from '#tests/fixtures/search-engine-contract.ts'

const standIn = await meiliStandIn()
afterAll(() => standIn.close())
const lent = new Meilisearch({ host: standIn.url })

describeSearchEngine('on what stands in for Meilisearch', async () => ({
	engine: meiliEngine(lent, 'contract'),
	prepare: async () => {},
	settled: async () => {},
}))

if (env.MEILI_URL) {
	const client = new Meilisearch({ host: env.MEILI_URL, ...(env.MEILI_KEY ? { apiKey: env.MEILI_KEY } : {}) })
	const uid = `contract_${process.pid}`
	afterAll(async () => void (await client.deleteIndexIfExists(uid)))
	describeSearchEngine('on the Meilisearch server of MEILI_URL', async () => ({
		engine: meiliEngine(client, uid),
		prepare: async () => {},
		settled: async () => {},
	}))
} else {
	describe('the search engine on a real Meilisearch server', () => {
		test('answers to the same contract', ({ skip }) =>
			skip('set MEILI_URL, and MEILI_KEY, of a running server to try it there'))
	})
}

async function* batches(documents: readonly SearchDocument[], size: number) {
	for (let at = 0; at < documents.length; at += size) yield documents.slice(at, at + size)
}

describe('a lost server', () => {
	test('is no error: PostgreSQL answers and says so, and the server is asked again later', async () => {
		const first = meiliEngine(lent, 'contract')
		const asked = { ...(await first.search({ text: '' })), hits: [], total: 7 }
		const reserve: SearchEngine = { ...first, name: 'postgres', search: async () => asked }
		const both = withReserve(first, reserve)
		expect((await both.search({ text: '' })).isReserve).toBeUndefined()
		standIn.state.isRefusing = true
		expect(await both.search({ text: '' })).toMatchObject({ total: 7, isReserve: true })
		standIn.state.isRefusing = false
		const { searches } = standIn.state
		expect(await both.search({ text: '' })).toMatchObject({ isReserve: true })
		expect(standIn.state.searches).toBe(searches)
		vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] })
		expect((await both.search({ text: '' })).isReserve).toBeUndefined()
		vi.useRealTimers()
	})

	test('cannot be written to in silence: whoever announced a change hears of it, and PostgreSQL has it already', async () => {
		const written: string[] = []
		const reserve = { ...meiliEngine(lent, 'contract'), index: async () => void written.push('reserve') }
		const gone = meiliEngine(new Meilisearch({ host: 'http://127.0.0.1:9', timeout: 500 }), 'contract')
		await expect(withReserve(gone, reserve).index(contractDocuments.slice(0, 1))).rejects.toThrow()
		expect(written).toEqual(['reserve'])
	})
})

describe('an index of an older version', () => {
	test('is told of today’s fields with the first write; before that it refuses, and PostgreSQL would answer', async () => {
		await meiliEngine(lent, 'older').index(contractDocuments)
		standIn.indexes.get('older')!.settings.filterableAttributes = ['id', 'a', 'b', 'c', 'd', 'f', 'kind']
		const later = meiliEngine(new Meilisearch({ host: standIn.url }), 'older')
		await expect(later.search({ text: '' })).rejects.toThrow(/not filterable/)
		await later.index(contractDocuments.slice(0, 1))
		const { total, facets } = await later.search({ text: '', filters: { instrumentClasses: ['010100'] } })
		expect(total).toBe(contractDocuments.filter((one) => one.instrumentClass === '010100').length)
		expect(facets.instrumentClass.map(({ value }) => value).sort()).toEqual(['010100', '020100', '120000'])
	})
})

describe('an index built anew', () => {
	const engine = meiliEngine(lent, 'anew')
	test('takes the place of the one in use at once, without a moment of nothing', async () => {
		await engine.index(contractDocuments)
		let least = Number.POSITIVE_INFINITY
		async function* watched() {
			for await (const batch of batches(contractDocuments.slice(0, 30), 7)) {
				yield batch
				least = Math.min(least, (await engine.search({ text: '' })).total)
			}
		}
		await engine.rebuild(watched())
		expect(least).toBe(60)
		expect((await engine.search({ text: '' })).total).toBe(30)
		expect([...standIn.indexes.keys()].filter((uid) => uid.startsWith('anew'))).toEqual(['anew'])
	})

	test('what the server refuses is an error that says its words', async () => {
		const [one] = contractDocuments as [SearchDocument]
		await expect(meiliEngine(lent, 'never-made').search({ text: '' })).rejects.toThrow(/not found/)
		await engine.index([{ ...one, name: '新做的' }])
		expect((await engine.search({ text: '新做的' })).hits.map((hit) => hit.id)).toEqual([one.id])
	})
})
