import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { priceBoxes } from '#app/domain/programmes/price-box.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { searchEngine } from '#search/engine.server.ts'
import { findServices } from '#search/find-services.server.ts'
import { handleProgrammePublished, reclassify } from '#search/reclassify.server.ts'
import { reindex } from '#search/sync.server.ts'
import { loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { type Market, openMarket, ownerPool } from '#tests/fixtures/market.ts'
import { contextOf } from '#tests/fixtures/people.ts'

const now = new Date('2026-11-21T02:00:00Z')
let market: Market
let buyer: Context
let voucherId: bigint

/** A market whose rules are a shipped programme's. */
async function marketOf(folder: string): Promise<Market> {
	const made = await openMarket({ now, appropriatedFen: fen(500_000_000) })
	const document = readFileSync(
		new URL(`../../prisma/seed/programmes/${folder}/programme.json`, import.meta.url),
		'utf8',
	)
	await ownerPool().query(`UPDATE programme_version SET document = $1, state = 'submitted' WHERE id = $2`, [
		document,
		made.versionId,
	])
	await ownerPool().query(
		`UPDATE programme_version SET state = 'published', published_by_id = $1, published_at = $2 WHERE id = $3`,
		[made.idOf(made.secondOfficer), now, made.versionId],
	)
	return made
}

/** Every page of a search. */
async function everything(ctx: Context, query: Parameters<typeof findServices>[1]) {
	const hits = []
	let cursor: string | null = null
	do {
		const page: Awaited<ReturnType<typeof findServices>> = await findServices(ctx, { ...query, limit: 20, cursor })
		hits.push(...page.hits)
		cursor = page.nextCursor
	} while (cursor)
	return hits
}

beforeAll(async () => {
	await loadCatalogue()
	market = await marketOf('yunze-high-tech-2026')
	for (const folder of ['yunze-instruments-2026', 'yunze-linhu-2026']) await marketOf(folder)
	await ownerPool().query('UPDATE organisation SET division_code = $1, facts = $2 WHERE id = $3', [
		'990191',
		JSON.stringify({
			legalForm: 'legal_person',
			size: 'small',
			headcount: 40,
			revenueFen: ['1250000000'],
			establishedOn: '2019-05-01',
			titles: [{ code: 'tech_sme', years: [2025, 2026] }],
			badCredit: false,
		}),
		market.enterpriseId,
	])
	voucherId = await market.voucher(fen(700_000))
	buyer = { ...market.buyer, now }
	await reclassify(await contextOf(undefined, now))
	await reindex(await contextOf(undefined, now))
})

describe('what I would pay, among all listings', () => {
	test('the order is that of the price boxes, to the fen, for the enterprise that asks', async () => {
		const hits = await everything(buyer, { text: '', sort: 'pay' })
		expect(hits.length).toBe(await prisma.searchDocument.count())
		expect(hits.some((hit) => hit.offer?.decision === 'eligible' && !hit.offer.isEstimate)).toBe(true)
		for (const hit of hits) expect(hit.sortedByFen, hit.name).toBe(hit.offer?.ownFen ?? hit.priceFen)
		const paid = hits.map((hit) => hit.sortedByFen)
		expect(paid).toEqual([...paid].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : a > b ? 1 : 0)))
	})
	test('covered by my voucher is what a voucher in hand pays for, and the count says how many', async () => {
		const all = await everything(buyer, { text: '' })
		const { actor } = buyer
		const boxes = await priceBoxes(buyer, {
			listings: all,
			quantity: 1,
			enterpriseId: actor.type === 'member' ? actor.organisationId : null,
		})
		const expected = all.filter((_, i) =>
			boxes[i]!.offers.some((offer) => !offer.isEstimate && offer.evaluation.decision === 'eligible'),
		)
		const covered = await everything(buyer, { text: '', filters: { isCovered: true } })
		expect(covered.map((hit) => hit.id).sort()).toEqual(expected.map((hit) => hit.id).sort())
		expect(covered.length).toBeGreaterThan(0)
		expect(covered.length).toBeLessThan(all.length)
		expect((await findServices(buyer, { text: '' })).subsidy).toEqual({
			covered: covered.length,
			isIndicative: false,
			hasOpen: false,
		})
	})
	test('an order takes a part of the voucher, and the next page is reckoned with the rest', async () => {
		const before = await findServices(buyer, { text: '', sort: 'pay', limit: 100 })
		await market.order(voucherId, { priceFen: fen(2_000_000), voucherFen: fen(650_000), state: 'placed' })
		const hits = await everything(buyer, { text: '', sort: 'pay' })
		for (const hit of hits) expect(hit.sortedByFen).toBe(hit.offer?.ownFen ?? hit.priceFen)
		expect(hits.map((hit) => hit.sortedByFen)).not.toEqual(before.hits.map((hit) => hit.sortedByFen))
	})
	test('a visitor sees what a typical enterprise would pay, and is told so', async () => {
		const found = await findServices(await contextOf(undefined, now), { text: '', sort: 'pay', limit: 100 })
		expect(found.subsidy).toMatchObject({ isIndicative: true, hasOpen: false })
		expect(found.subsidy.covered).toBeGreaterThan(0)
		expect(found.hits.some((hit) => hit.sortedByFen !== null && hit.sortedByFen < hit.priceFen!)).toBe(true)
		expect(found.hits.every((hit) => hit.offer === null)).toBe(true)
	})
})

describe('subsidy classes', () => {
	test('are the same whether documents are made one by one or told apart all at once', async () => {
		const read = async () =>
			(await pool.query('SELECT listing_id, subsidy_class FROM search_document ORDER BY listing_id')).rows
		const built = await read()
		await pool.query('UPDATE search_document SET subsidy_class = 0')
		const changed = await reclassify(await contextOf(undefined, now))
		expect(changed).toBe(built.length)
		expect(await read()).toEqual(built)
		expect(await reclassify(await contextOf(undefined, now))).toBe(0)
	})
	test('rules that read more than the classes hold are not reckoned with until the listings are told apart', async () => {
		await pool.query(`UPDATE subsidy_reads SET reads = '[]'`)
		await new Promise((resolve) => setTimeout(resolve, 2_100))
		const found = await findServices(buyer, { text: '', sort: 'pay', limit: 100 })
		expect(found.subsidy).toMatchObject({ covered: null, hasOpen: true })
		for (const hit of found.hits) expect(hit.sortedByFen).toBe(hit.priceFen)
		await handleProgrammePublished(await contextOf(undefined, now))
		expect((await findServices(buyer, { text: '' })).subsidy.hasOpen).toBe(false)
	})
	test('the counts of everything are those of the documents', async () => {
		const { rows } = await ownerPool().query(
			`SELECT facet, value, documents FROM search_rollup WHERE documents <> 0 EXCEPT
			SELECT split_part(v, ':', 1), substr(v, strpos(v, ':') + 1), count(*) FROM (SELECT unnest(search_values(d)) AS v FROM search_document d) x GROUP BY v`,
		)
		expect(rows).toEqual([])
		expect((await searchEngine.search({ text: '' })).total).toBe(await prisma.searchDocument.count())
	})
})
