import { beforeAll, expect, test } from 'vitest'
import { prisma } from '#app/platform/db.server.ts'
import { buildSuggestions, suggestListing } from '#search/build-suggestions.server.ts'
import { forgetSuggestions, suggest } from '#search/suggest.server.ts'
import { reindex } from '#search/sync.server.ts'
import { loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf } from '#tests/fixtures/people.ts'

beforeAll(async () => {
	await loadCatalogue(120)
	await reindex(await contextOf())
	await buildSuggestions(await contextOf())
})

const labels = async (typed: string) => (await suggest(typed)).map(({ label }) => label)

test('an instrument is offered by its name, a later word, pinyin and initials, in any spelling', async () => {
	for (const typed of ['扫描电', '掃描電', 'smdz', 'saomiaodianzi', 'sao miao dian', '电子显微镜'])
		expect(await labels(typed), typed).toContain('扫描电子显微镜')
})

test('a standard is offered however its number is begun', async () => {
	const { standards } = (await prisma.listing.findMany({ where: { state: 'published' } })).find((listing) =>
		(listing.standards as { code: string }[]).some(({ code }) => code.startsWith('GB/T')),
	)!
	const { code } = (standards as { code: string }[]).find((standard) => standard.code.startsWith('GB/T'))!
	const number = code.replace(/^GB\/T\s*/, '').replace(/-\d{4}$/, '')
	for (const typed of [`gb/t ${number}`, `GBT${number}`, `gb ${number}`, code.toLowerCase()])
		expect(
			(await suggest(typed)).map(({ kind, target }) => `${kind} ${target}`),
			typed,
		).toContain(`standard ${code}`)
})

test('providers and categories are offered, few of each kind, and nothing for nonsense', async () => {
	const provider = await prisma.listing.findFirstOrThrow({ where: { state: 'published' }, include: { provider: true } })
	expect(
		(await suggest(provider.provider.name.slice(0, 5))).some(({ target }) => target === provider.provider.number),
	).toBe(true)
	const found = await suggest('s')
	expect(found.length).toBeLessThanOrEqual(8)
	for (const kind of ['term', 'category', 'standard', 'instrument', 'provider'] as const)
		expect(found.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(4)
	for (const typed of ['', ' ', '。', 'qqqqzzzz', '不知道是什么xyz']) expect(await suggest(typed)).toEqual([])
})

test('what a listing newly public brings is offered at once; making all anew keeps it', async () => {
	const listing = await prisma.listing.findFirstOrThrow({ where: { state: 'published' } })
	await prisma.listing.update({ where: { id: listing.id }, data: { instrumentModel: 'ZQ-9901（演示）' } })
	for (const make of [
		async () => suggestListing(await contextOf(), { payload: { listingId: listing.id.toString() } }),
		async () => buildSuggestions(await contextOf()),
	]) {
		await make()
		forgetSuggestions()
		expect(await labels('zq99')).toEqual(['ZQ-9901（演示）'])
	}
})
