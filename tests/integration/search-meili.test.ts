import { Meilisearch } from 'meilisearch'
import { afterAll, describe, expect, test } from 'vitest'
import { env } from '#app/platform/env.server.ts'
import type { SearchDocument } from '#search/engine.ts'
import { meiliEngine } from '#search/meili-engine.server.ts'
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
		test.skip('not tried: set MEILI_URL (and MEILI_KEY) to the address of a running server', () => {})
	})
}

async function* batches(documents: readonly SearchDocument[], size: number) {
	for (let at = 0; at < documents.length; at += size) yield documents.slice(at, at + size)
}

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
