import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { pool } from '#app/platform/db.server.ts'
import { type SearchAnswer, type SearchDocument, type SearchEngine, type SearchQuery, sorts } from '#search/engine.ts'
import { memoryEngine } from '#search/memory-engine.server.ts'
import { forgetCounts } from '#search/postgres-counts.server.ts'
import { postgresEngine } from '#search/postgres-engine.server.ts'
import { loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { listingsFor } from '#tests/fixtures/documents-alone.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { contractDocuments, describeSearchEngine, subsidy } from '#tests/fixtures/search-engine-contract.ts'

const behind = postgresEngine(pool)
/** Never asked: what is tested is the memory. */
const silent: SearchEngine = { ...behind, search: () => Promise.reject(new Error('the engine behind was asked')) }
const engine = memoryEngine(pool, silent)

describeSearchEngine('in memory', async () => {
	await engine.warm()
	return { engine, prepare: listingsFor, settled: async () => {} }
})

/** What the database itself answers, of all matches: nothing of what is asked here reaches a cap. */
async function answered(query: SearchQuery): Promise<[SearchAnswer, SearchAnswer]> {
	forgetCounts()
	return Promise.all([engine.search(query), behind.search(query)])
}

const texts = [
	'',
	'试验',
	'扫描电镜',
	'SEM',
	'smdj',
	'saomiao',
	'拉伸',
	'金属 拉伸',
	'检测',
	'服务',
	'tensile test',
	'tensile zeppelin',
	'GB/T 228.1',
	'gb228',
	'ISO 6892',
	'金属零件为什么断了',
	'齿轮断了',
	'盐务试验',
	'扫秒电镜',
	'液质联用仪',
	'焊缝裂纹',
	'食品农残',
	'metalographicc',
	'ch',
	'jinxiang',
	'轴承 异响',
	'环境 盐雾 加急',
	'塑料 老化',
	'的',
	'!!!',
	'轴承 硬度 小样',
	'HPCL',
	'电池',
	'成分分析',
]
const someOf = (values: readonly string[]) => fc.subarray([...values], { maxLength: 2 })
const filters = fc.record(
	{
		category: fc.constantFrom('testing', 't-metal', 't-metal-mech', 'soft', 'none'),
		kinds: someOf(['service', 'instrument', 'expert']),
		divisions: someOf(['990191', '990102', '990100', '990000', '990201']),
		providerKinds: someOf(['third-party-lab', 'university-centre', 'public-platform']),
		marks: someOf(['CMA', 'CNAS', 'calibration']),
		standards: someOf(['GB/T 228.1-2021', 'GB/T 10125-2021', 'ISO 6892-1:2019']),
		instrumentModels: someOf(['DM-5000', '示范-SEM 300']),
		instrumentClasses: someOf(['010100', '120000']),
		turnaroundDays: fc.constantFrom(1, 5, 10),
		priceFromFen: fc.constantFrom(1n, 30_000n, 100_000n),
		priceToFen: fc.constantFrom(30_000n, 60_000n, 200_000n),
		isCovered: fc.boolean(),
	},
	{ requiredKeys: [] },
)
const queries = fc.record({
	text: fc.constantFrom(...texts),
	filters: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: filters }),
	sort: fc.constantFrom(...sorts),
	limit: fc.constantFrom(3, 20, 100),
	subsidy: fc.constantFrom(subsidy, undefined),
	expand: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
})

describe('what memory answers is what the database answers', () => {
	beforeAll(async () => {
		await loadCatalogue(500)
		// classes as the contract's curves speak of them
		await ownerPool().query('UPDATE search_document SET subsidy_class = listing_id % 5')
	})

	/** Every page of a question from both, until they end. */
	async function compare(query: SearchQuery) {
		let cursor: string | null = null
		for (let page = 0; page < 4; page++) {
			const [mine, theirs] = await answered({ ...query, cursor })
			expect(mine).toEqual(theirs)
			cursor = mine.nextCursor
			if (cursor === null) break
		}
	}

	test('whatever is asked, page after page', async () => {
		await fc.assert(fc.asyncProperty(queries, compare), { numRuns: 120, endOnFailure: true })
	}, 120_000)

	test('also when documents were put in, changed and taken out meanwhile', async () => {
		const fresh = contractDocuments.map(
			(document, i): SearchDocument => ({ ...document, id: BigInt(i + 1) * 3n + (i % 2 === 0 ? 800_000n : 0n) }),
		)
		await listingsFor(fresh)
		const acts = fc.oneof(
			fc.tuple(fc.constant('put' as const), fc.subarray(fresh, { minLength: 1, maxLength: 20 })),
			fc.tuple(fc.constant('remove' as const), fc.subarray(fresh, { minLength: 1, maxLength: 20 })),
			fc.tuple(fc.constant('move' as const), fc.subarray(fresh, { minLength: 1, maxLength: 20 })),
		)
		await fc.assert(
			fc.asyncProperty(acts, fc.array(queries, { minLength: 3, maxLength: 3 }), async ([act, documents], asked) => {
				const ids = documents.map(({ id }) => id)
				if (act === 'put') await engine.index(documents)
				else if (act === 'remove') await engine.remove(ids)
				else
					await pool.query(
						'UPDATE search_document SET subsidy_class = (subsidy_class + 1) % 5 WHERE listing_id = ANY ($1)',
						[ids.map(String)],
					)
				for (const query of asked) await compare(query)
			}),
			{ numRuns: 25, endOnFailure: true },
		)
	}, 120_000)
})
