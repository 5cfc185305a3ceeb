import { beforeAll, describe, expect, test } from 'vitest'
import { listingCards } from '#app/domain/catalogue/listings.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { searchEngine } from '#search/engine.server.ts'
import type { SearchQuery } from '#search/engine.ts'
import { findServices } from '#search/find-services.server.ts'
import { refreshExpiredMarks, reindex } from '#search/sync.server.ts'
import { loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf } from '#tests/fixtures/people.ts'

const now = new Date('2026-11-21T02:00:00Z')
const visitor = () => contextOf(undefined, now)
let providers: Map<string, bigint>
beforeAll(async () => {
	providers = await loadCatalogue()
})

async function references(query: string | SearchQuery): Promise<string[]> {
	const { hits } = await searchEngine.search(typeof query === 'string' ? { text: query } : query)
	const cards = await listingCards(
		await visitor(),
		hits.map((hit) => hit.id),
	)
	return cards.map((card) => card.reference ?? '')
}
const best = async (text: string) => (await references(text))[0]

describe('a question finds its service first', () => {
	test.each([
		['SEM', 'mi-sem'],
		['扫描电子显微镜', 'mi-sem'],
		['smdj', 'mi-sem'],
		['掃描電子顯微鏡', 'mi-sem'],
		['scanning electron microscope', 'mi-sem'],
		['GB/T 228.1—2021', 'mt-tensile-metal-rt'],
		['gb228', 'mt-tensile-metal-rt'],
		['拉力试验', 'mt-tensile-metal-rt'],
		['lashenshiyan', 'mt-tensile-metal-rt'],
		['tensile test', 'mt-tensile-metal-rt'],
		['盐务试验', 'mt-salt-spray'],
		['HPCL', 'ch-hplc'],
		['液相', 'ch-hplc'],
		['高性能计算', 'hp-cpu'],
		['等保', 'sw-dengbao'],
		['鹽霧', 'mt-salt-spray'],
	])('%s → %s', async (text, reference) => {
		expect(await best(text)).toBe(reference)
	})
	test('a misspelt question says what was looked for instead', async () => {
		expect(await searchEngine.search({ text: '扫秒电镜' })).toMatchObject({
			match: 'corrected',
			correctedTo: '扫描电镜',
		})
	})
	test('words in a sentence are taken less strictly, and what fits most is first', async () => {
		expect((await searchEngine.search({ text: 'tensile zeppelin' })).match).toBe('some')
		expect(await best('tensile zeppelin')).toBe('mt-tensile-metal-rt')
	})
	test('a symptom is answered by what finds its cause, and the reader is told what was looked for', async () => {
		const answer = await searchEngine.search({ text: '金属零件为什么断了' })
		expect(answer.match).toBe('all')
		expect(answer.expandedTerms).toContain('断裂分析')
		expect(await best('金属零件为什么断了')).toBe('mt-failure')
	})
	test('a name that only looks alike is found as such', async () => {
		const answer = await searchEngine.search({ text: 'metalographicc' })
		expect(answer.match).toBe('similar')
		expect(await best('metalographicc')).toBe('mt-metallography')
	})
	test('without expansion only the words typed count', async () => {
		const answer = await searchEngine.search({ text: '扫描电镜', expand: false })
		expect(answer.expandedTerms).toEqual([])
		expect(answer.total).toBeLessThanOrEqual((await searchEngine.search({ text: '扫描电镜' })).total)
	})
	test('nothing is nothing, and odd characters are no error', async () => {
		for (const text of ['量子引力波望远镜租赁票', "' OR 1=1 --", '!!!', ':*', '\\', '的'])
			expect((await searchEngine.search({ text })).hits.length, text).toBeLessThanOrEqual(20)
	})
})

describe('filters and facets', () => {
	test('counts are those of the hits one would get', async () => {
		const all = await searchEngine.search({ text: '' })
		expect(all.totalIsExact).toBe(true)
		expect(all.total).toBe(await prisma.listing.count({ where: { state: 'published' } }))
		for (const { value, count } of all.facets.kind)
			expect((await searchEngine.search({ text: '', filters: { kinds: [value] } })).total).toBe(count)
		for (const { value, count } of all.facets.division)
			expect((await searchEngine.search({ text: '', filters: { divisions: [value] } })).total).toBe(count)
		for (const { value, count } of all.facets.mark)
			expect((await searchEngine.search({ text: '', filters: { marks: [value] } })).total).toBe(count)
		for (const { value, count } of all.facets.turnaround)
			expect((await searchEngine.search({ text: '', filters: { turnaroundDays: Number(value) } })).total).toBe(count)
		for (const { value, count } of all.facets.category)
			expect((await searchEngine.search({ text: '', filters: { category: value } })).total).toBe(count)
	})
	test('a facet in use still shows its other values', async () => {
		const one = await searchEngine.search({ text: '', filters: { kinds: ['instrument'], marks: ['calibration'] } })
		expect(one.facets.kind.map(({ value }) => value)).toContain('instrument')
		expect(one.facets.mark.length).toBeGreaterThanOrEqual(1)
		expect(
			(await searchEngine.search({ text: '', filters: { kinds: ['instrument'] } })).facets.kind.length,
		).toBeGreaterThan(1)
	})
	test('a question only the filters stand in the way of is not taken otherwise', async () => {
		const none = await searchEngine.search({ text: '扫描电镜', filters: { category: 'soft' } })
		expect(none).toMatchObject({ hits: [], total: 0, match: 'all', correctedTo: null })
		const misspelt = await searchEngine.search({ text: '扫秒电镜', filters: { kinds: ['instrument'] } })
		expect(misspelt.match).toBe('corrected')
	})
	test('a city stands for its districts', async () => {
		const city = await searchEngine.search({ text: '', filters: { divisions: ['990100'] } })
		expect(city.total).toBeGreaterThan(0)
		expect(city.total).toBeLessThan((await searchEngine.search({ text: '' })).total)
	})
	test('price bounds hold to the fen', async () => {
		const row = await prisma.listing.findFirstOrThrow({ where: { state: 'published', priceFen: { not: null } } })
		const within = await references({
			text: '',
			filters: { priceFromFen: row.priceFen!, priceToFen: row.priceFen! },
			limit: 100,
		})
		expect(within).toContain(row.reference)
		expect(
			(
				await searchEngine.search({
					text: '',
					filters: { priceFromFen: row.priceFen! + 1n, priceToFen: row.priceFen! + 1n },
				})
			).total,
		).toBe(0)
	})
})

describe('pages', () => {
	test.each(['relevance', 'price', 'price_desc', 'turnaround'] as const)(
		'by %s hold every hit once and in order',
		async (sort) => {
			for (const text of ['', '试验']) {
				const whole = await searchEngine.search({ text, sort, limit: 100 })
				const seen: bigint[] = []
				let cursor: string | null = null
				do {
					const page: Awaited<ReturnType<typeof searchEngine.search>> = await searchEngine.search({
						text,
						sort,
						limit: 7,
						cursor,
					})
					seen.push(...page.hits.map((hit) => hit.id))
					cursor = page.nextCursor
				} while (cursor)
				expect(seen).toEqual(whole.hits.map((hit) => hit.id))
				expect(new Set(seen).size).toBe(whole.total)
			}
		},
	)
	test('a cursor of another order or a made-up one begins anew', async () => {
		const first = await searchEngine.search({ text: '', sort: 'price', limit: 5 })
		const { nextCursor } = first
		expect((await searchEngine.search({ text: '', sort: 'price', limit: 5, cursor: 'x'.repeat(90) })).hits).toEqual(
			first.hits,
		)
		const other = await searchEngine.search({ text: '', sort: 'turnaround', limit: 5 })
		expect((await searchEngine.search({ text: '', sort: 'turnaround', limit: 5, cursor: nextCursor })).hits).toEqual(
			other.hits,
		)
	})
})

test('the seeder’s documents are the ones the engine builds', async () => {
	const read = async () => {
		const { rows } = await pool.query(
			`SELECT reference, d.text, kind, category_path, division_code, provider_kind, marks, price_fen, turnaround_days, quality,
			(SELECT array_agg(u.lexeme || coalesce((SELECT min(w) FROM unnest(u.weights) AS w), '') ORDER BY u.lexeme) FROM unnest(tsv) AS u) AS words FROM search_document d ORDER BY listing_id`,
		)
		return rows
	}
	const seeded = await read()
	const done: number[] = []
	await reindex(await visitor(), (n) => done.push(n))
	expect(done.at(-1)).toBe(60)
	expect(await read()).toEqual(seeded)
	expect(await searchEngine.health()).toMatchObject({ isUp: true, documents: 57 })
})

describe('what is public', () => {
	test('only published listings are found, and only they have documents', async () => {
		const states = await prisma.$queryRaw<
			{ state: string }[]
		>`SELECT DISTINCT l.state FROM search_document d JOIN listing l ON l.id = d.listing_id`
		expect(states).toEqual([{ state: 'published' }])
		expect(await prisma.listing.count({ where: { state: { not: 'published' } } })).toBe(3)
	})
	test('an expired mark is neither shown nor found, one about to expire is flagged', async () => {
		const ctx = await visitor()
		const shown = await findServices(ctx, { text: '', filters: { marks: ['CNAS'] }, limit: 100 })
		expect(shown.hits.some((hit) => hit.provider.id === providers.get('p12'))).toBe(false)
		const all = await findServices(ctx, { text: '', limit: 100 })
		const lapsed = all.hits.filter((hit) => hit.provider.id === providers.get('p12'))
		expect(lapsed.length).toBeGreaterThan(0)
		expect(lapsed.flatMap((hit) => hit.marks.map((mark) => mark.kind))).not.toContain('CNAS')
		const ending = all.hits.filter((hit) => hit.provider.id === providers.get('p03')).flatMap((hit) => hit.marks)
		expect(ending.find((mark) => mark.kind === 'CNAS')).toMatchObject({ standing: 'ending', days: 21 })
	})
	test('the day after a mark ran out search no longer counts it', async () => {
		const before = (await searchEngine.search({ text: '', filters: { marks: ['CNAS'] } })).total
		const later = await contextOf(undefined, new Date('2026-12-13T02:00:00Z'))
		const changed = await refreshExpiredMarks(later)
		expect(changed).toBeGreaterThan(0)
		expect((await searchEngine.search({ text: '', filters: { marks: ['CNAS'] } })).total).toBe(before - changed)
	})
})
