import { beforeAll, describe, expect, test } from 'vitest'
import { standardKey } from '#app/domain/catalogue/listing.ts'
import { getListing, getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { storedTiers } from '#app/domain/catalogue/price.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { getStandard } from '#app/domain/catalogue/standards.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import { listVersions, priceHistory } from '#app/domain/catalogue/versions.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { getCheckout } from '#app/domain/orders/checkout.server.ts'
import { placeOrder } from '#app/domain/orders/place-order.server.ts'
import { soldTo } from '#app/domain/orders/sold-to.server.ts'
import { fen, zero } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { listingInput, openCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'
import { openShop } from '#tests/fixtures/shop.ts'

let seller: Member
let operator: Member
beforeAll(async () => {
	;({ seller, operator } = await openCatalogue())
})

const as = (actor: Member) => contextOf(actor)
async function published(over: Record<string, unknown> = {}) {
	const { number } = await saveListing(await as(seller), listingInput(over))
	await submitListing(await as(seller), number)
	await reviewListing(await as(operator), number, { decision: 'publish' })
	return getOwnListing(await as(seller), number)
}
async function change(number: string, over: Record<string, unknown>) {
	const { versionNo } = await getOwnListing(await as(seller), number)
	return saveListing(await as(seller), listingInput({ ...over, number, version: String(versionNo) }))
}

describe('versions', () => {
	test('an instrument says its national class, anything else has none, and a public one with another class is read again', async () => {
		const instrument = { kind: 'instrument', instrumentModel: 'X-1', instrumentClass: '010200' }
		const { number, instrumentClass } = await published(instrument)
		expect(instrumentClass).toMatchObject({ code: '010200', name: '质谱仪器', group: { name: '分析仪器' } })
		expect((await change(number, instrument)).state).toBe('published')
		expect((await change(number, { ...instrument, instrumentClass: '010400' })).state).toBe('in_review')
		expect((await published({ instrumentClass: '010200' })).instrumentClass).toBeNull()
		expect(() => listingInput({ ...instrument, instrumentClass: '999999' })).toThrow()
		await expect(
			prisma.listing.updateMany({ where: { kind: 'service' }, data: { instrumentClass: '010200' } }),
		).rejects.toThrow()
	})

	test('each version a listing had in public is kept with its marks, says what changed, and cannot be altered', async () => {
		const { number, id } = await published()
		await change(number, { price: '300.00' })
		const mark = { kind: 'CNAS', number: 'L-DEMO-1', scope: '全部', expiresOn: '2029-01-01' }
		await change(number, { price: '300.00', marks: [mark] })
		const { versions } = await listVersions(await as(operator), number)
		expect(
			versions.map(({ versionNo, savedBy, changes }) => [versionNo, savedBy, changes.map((c) => c.field)]),
		).toEqual([
			[3, seller.name, ['marks']],
			[2, seller.name, ['priceFen']],
			[1, seller.name, []],
		])
		expect(versions[1]!.changes).toEqual([{ field: 'priceFen', before: '26000', after: '30000' }])
		expect(versions[0]!.changes[0]!.before).toMatchObject([{ kind: 'CMA' }])
		const prices = await priceHistory(await contextOf(), await getOwnListing(await as(seller), number))
		expect(prices.map((price) => price.priceFen)).toEqual([30_000n, 26_000n])
		const stranger = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		await expect(listVersions(await as(stranger), number)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(prisma.listingVersion.deleteMany({ where: { listingId: id } })).rejects.toThrow()
		await expect(
			prisma.$executeRaw`INSERT INTO listing_version (listing_id, version_no, content, price_unit, valid_from, valid_until) VALUES (${id}, 9, '{}', 'item', now(), now())`,
		).rejects.toThrow()
	})
	test('a draft that was never public keeps no versions', async () => {
		const { number } = await saveListing(await as(seller), listingInput())
		await change(number, { price: '1.00' })
		expect((await listVersions(await as(seller), number)).versions).toHaveLength(1)
	})
})

describe('standards', () => {
	test('one standard however it is written, with the public listings that work to it', async () => {
		const spellings = ['GB/T 4156—2020', 'gb/t4156-2020', 'ＧＢ／Ｔ 4156-2020']
		expect(new Set(spellings.map(standardKey))).toEqual(new Set(['GB/T4156-2020']))
		const rows = await prisma.$queryRaw<
			{ key: string }[]
		>`SELECT standard_key(s) AS key FROM unnest(${spellings}::text[]) s`
		expect(rows.map((row) => row.key)).toEqual(spellings.map(standardKey))
		const first = await published({ name: '杯突试验一', standards: 'GB/T 4156—2020 杯突试验' })
		const second = await published({ name: '杯突试验二', standards: 'GB/T 4156-2020', price: '9.00' })
		await saveListing(await as(seller), listingInput({ name: '草稿' }))
		const standard = await getStandard(await contextOf(), 'GB/T4156-2020')
		expect(standard).toMatchObject({ kind: 'GB/T', title: expect.stringContaining('杯突') })
		const numbers = standard.offers.map((offer) => offer.number)
		expect(numbers.slice(0, 1)).toEqual([second.number])
		expect(numbers).toContain(first.number)
		expect(standard.total).toBe(numbers.length)
		await prisma.listing.update({ where: { id: first.id }, data: { standards: [{ code: 'ISO 20482', title: '' }] } })
		expect((await getStandard(await contextOf(), 'GB/T4156-2020')).total).toBe(standard.total - 1)
		expect((await getStandard(await contextOf(), 'ISO20482')).offers).toMatchObject([{ number: first.number }])
	})
})

describe('kinds', () => {
	test('a bundle is made of own public services, and a published one names them', async () => {
		const a = await published({ name: '甲' })
		const b = await published({ name: '乙' })
		const draft = await saveListing(await as(seller), listingInput({ name: '丙' }))
		const bundle = { kind: 'bundle', name: '套餐' }
		await expect(
			saveListing(await as(seller), listingInput({ ...bundle, parts: `${a.number}\n${draft.number}` })),
		).rejects.toMatchObject({ code: 'input.invalid' })
		const made = await published({ ...bundle, parts: `${a.number}\n${b.number} × 3` })
		expect((await getListing(await contextOf(), made.number)).details).toEqual({
			parts: [
				{ number: a.number, quantity: 1 },
				{ number: b.number, quantity: 3 },
			],
		})
		await expect(prisma.listing.update({ where: { id: made.id }, data: { details: {} } })).rejects.toThrow()
	})
	test('a result says how far it is, how it is handed on and whose it is', async () => {
		const given = { kind: 'result', maturity: 'pilot', handOver: 'licence', rights: 'ZL-DEMO-1' }
		expect((await published(given)).details).toEqual({
			result: { maturity: 'pilot', handOver: 'licence', rights: 'ZL-DEMO-1' },
		})
		expect(() => listingInput({ kind: 'result' })).toThrow()
		expect(() => listingInput({ kind: 'expert', expertField: '焊接' })).toThrow()
	})
})

test('the tier that applies to buyer and quantity is the price on page, at checkout and in the order', async () => {
	const shop = await openShop()
	const { listing: number } = shop
	const tiers = [
		{ customerClass: 'sme' as const, fromQuantity: 1, priceFen: fen(90_000n) },
		{ customerClass: null, fromQuantity: 10, priceFen: fen(80_000n) },
		{ customerClass: 'public_institution' as const, fromQuantity: 1, priceFen: fen(1_000n) },
	]
	await prisma.listing.update({ where: { number }, data: { priceTiers: storedTiers(tiers) } })
	const listing = await getListing(await contextOf(), number)
	const price = async (enterpriseId: bigint | null, quantity: number) =>
		(await soldTo(await contextOf(), listing, { enterpriseId, quantity })).priceFen
	expect(await price(null, 1)).toBe(100_000n)
	expect(await price(null, 10)).toBe(80_000n)
	expect(await price(shop.enterpriseId, 1)).toBe(90_000n)
	expect(await price(shop.enterpriseId, 10)).toBe(80_000n)
	const offer = await getCheckout(shop.buyer, { listing: number, quantity: 2, voucher: '' })
	expect(offer).toMatchObject({ priceFen: 180_000n, listing: { priceFen: 90_000n } })
	const order = { listing: number, quantity: 2, voucher: '', seenShare: zero, note: '' }
	await expect(
		placeOrder({ ...shop.buyer, key: 'tier-1' }, { ...order, seenPrice: fen(200_000n) }),
	).rejects.toMatchObject({
		code: 'order.price_changed',
	})
	const placed = await placeOrder({ ...shop.buyer, key: 'tier-2' }, { ...order, seenPrice: fen(180_000n) })
	expect(await prisma.order.findUniqueOrThrow({ where: { number: placed.number } })).toMatchObject({
		unitPriceFen: 90_000n,
		priceFen: 180_000n,
		listingSnapshot: { versionNo: listing.versionNo },
	})
})
