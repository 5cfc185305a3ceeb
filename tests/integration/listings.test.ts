import { beforeAll, describe, expect, test } from 'vitest'
import { getListing, getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { listForReview, listOwnListings } from '#app/domain/catalogue/own-listings.server.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import { reinstateListing, suspendListing } from '#app/domain/catalogue/suspend-listing.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { prisma } from '#app/platform/db.server.ts'
import { searchEngine } from '#search/engine.server.ts'
import { handleListingEvent } from '#search/sync.server.ts'
import { listingInput, loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'

let seller: Member
let rival: Member
let operator: Member
beforeAll(async () => {
	await loadCatalogue()
	seller = await makeMember(await makeOrganisation('provider'), 'provider_admin')
	rival = await makeMember(await makeOrganisation('provider'), 'provider_admin')
	operator = await makeMember(await makeOrganisation('operator'), 'operator')
})

const as = (actor: Member) => contextOf(actor)
/** What the worker does with what was announced. */
async function deliver() {
	const events = await prisma.outboxEvent.findMany({
		where: { topic: { startsWith: 'listing.' }, doneAt: null },
		orderBy: { id: 'asc' },
	})
	for (const event of events) await handleListingEvent(await contextOf(), event)
	await prisma.outboxEvent.updateMany({
		where: { id: { in: events.map((event) => event.id) } },
		data: { doneAt: new Date() },
	})
	return events.map((event) => event.topic)
}
const isFound = async (text: string, id: bigint) =>
	(await searchEngine.search({ text })).hits.some((hit) => hit.id === id)
async function published(over: Record<string, unknown> = {}) {
	const { number } = await saveListing(await as(seller), listingInput(over))
	await submitListing(await as(seller), number)
	await reviewListing(await as(operator), number, { decision: 'publish' })
	await deliver()
	return getOwnListing(await as(seller), number)
}

describe('from draft to public', () => {
	test('a listing is found only once it is reviewed', async () => {
		const { number } = await saveListing(await as(seller), listingInput())
		expect(number).toMatch(/^FW-\d{4}-\d{6,}$/)
		const draft = await getOwnListing(await as(seller), number)
		expect(draft).toMatchObject({
			state: 'draft',
			versionNo: 1,
			priceFen: 26_000n,
			marks: [{ kind: 'CMA', standing: 'valid' }],
		})
		await expect(getListing(await contextOf(), number)).rejects.toMatchObject({ code: 'not_found' })
		await submitListing(await as(seller), number)
		expect((await listForReview(await as(operator))).map((listing) => listing.number)).toContain(number)
		expect(await deliver()).toEqual([])
		expect(await isFound('杯突', draft.id)).toBe(false)
		await reviewListing(await as(operator), number, { decision: 'publish' })
		expect(await deliver()).toEqual(['listing.published'])
		expect(await isFound('杯突', draft.id)).toBe(true)
		expect(await isFound('btsy', draft.id)).toBe(true)
		expect(await getListing(await contextOf(), number)).toMatchObject({
			name: '钛合金杯突试验',
			standards: [{ code: 'GB/T 4156-2020' }],
		})
	})
	test('one returned carries its reason, is put right and comes back', async () => {
		const { number } = await saveListing(await as(seller), listingInput())
		await submitListing(await as(seller), number)
		await reviewListing(await as(operator), number, { decision: 'return', reason: '请补充样品尺寸。' })
		const back = await getOwnListing(await as(seller), number)
		expect(back).toMatchObject({ state: 'draft', stateReason: '请补充样品尺寸。' })
		await saveListing(await as(seller), listingInput({ number, version: '1', sampleRequirement: '90mm×90mm' }))
		expect(await getOwnListing(await as(seller), number)).toMatchObject({
			state: 'draft',
			stateReason: null,
			versionNo: 2,
		})
		await submitListing(await as(seller), number)
		await expect(submitListing(await as(seller), number)).rejects.toMatchObject({ code: 'state.not_allowed' })
	})
	test('every step is in the audit log', async () => {
		const { number } = await published()
		const rows = await prisma.$queryRaw<
			{ name: string }[]
		>`SELECT action AS name FROM command WHERE subject = ${number} ORDER BY id`
		expect(rows.map((row) => row.name)).toEqual(['listing.saved', 'listing.submitted', 'listing.published'])
	})
})

describe('changing a public listing', () => {
	test('a new price is public at once and raises the version', async () => {
		const before = await published({ name: '杯突试验甲' })
		const form = listingInput({
			name: '杯突试验甲',
			number: before.number,
			version: String(before.versionNo),
			price: '300.00',
		})
		expect(await saveListing(await as(seller), form)).toEqual({ number: before.number, state: 'published' })
		expect(await deliver()).toEqual(['listing.changed'])
		expect(await getListing(await contextOf(), before.number)).toMatchObject({
			priceFen: 30_000n,
			versionNo: before.versionNo + 1,
		})
		const [document] = await prisma.$queryRaw<
			{ price_fen: bigint }[]
		>`SELECT price_fen FROM search_document WHERE listing_id = ${before.id}`
		expect(document?.price_fen).toBe(30_000n)
	})
	test('another name or mark is reviewed again, and is not public meanwhile', async () => {
		const before = await published({ name: '杯突试验乙' })
		const mark = { kind: 'CNAS', number: 'L-DEMO-1', scope: '全部', expiresOn: '2029-01-01' }
		const form = listingInput({
			name: '杯突试验乙',
			number: before.number,
			version: String(before.versionNo),
			marks: [mark],
		})
		expect(await saveListing(await as(seller), form)).toMatchObject({ state: 'in_review' })
		await deliver()
		expect(await isFound('杯突试验乙', before.id)).toBe(false)
		const after = await getOwnListing(await as(seller), before.number)
		expect(after).toMatchObject({ versionNo: before.versionNo + 1, marks: [{ kind: 'CNAS' }] })
	})
	test('saving without a change raises no version', async () => {
		const before = await published({ name: '杯突试验丙' })
		await saveListing(
			await as(seller),
			listingInput({ name: '杯突试验丙', number: before.number, version: String(before.versionNo) }),
		)
		expect(await getOwnListing(await as(seller), before.number)).toMatchObject({
			state: 'published',
			versionNo: before.versionNo,
		})
	})
	test('the database raises the version itself, and keeps number and provider', async () => {
		const before = await published({ name: '杯突试验丁' })
		await prisma.listing.update({ where: { id: before.id }, data: { priceFen: 1n, versionNo: 1 } })
		expect((await prisma.listing.findUniqueOrThrow({ where: { id: before.id } })).versionNo).toBe(before.versionNo + 1)
		await expect(
			prisma.listing.update({ where: { id: before.id }, data: { providerId: rival.organisationId } }),
		).rejects.toThrow()
		await expect(prisma.listing.update({ where: { id: before.id }, data: { state: 'gone' } })).rejects.toThrow()
	})
	test('two saves of the same version: one is told that it changed meanwhile', async () => {
		const before = await published({ name: '杯突试验戊' })
		const save = async (price: string) =>
			saveListing(
				await as(seller),
				listingInput({ name: '杯突试验戊', number: before.number, version: String(before.versionNo), price }),
			)
		const results = await Promise.allSettled([save('301.00'), save('302.00')])
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
		expect(results.find((result) => result.status === 'rejected')).toMatchObject({
			reason: { code: 'state.changed_meanwhile' },
		})
	})
})

describe('suspending', () => {
	test('takes it off with a reason, and it can come back', async () => {
		const listing = await published({ name: '杯突试验己' })
		await suspendListing(await as(operator), listing.number, '证书过期未换。')
		expect(await deliver()).toEqual(['listing.suspended'])
		expect(await isFound('杯突试验己', listing.id)).toBe(false)
		await expect(getListing(await contextOf(), listing.number)).rejects.toMatchObject({
			code: 'order.listing_unavailable',
		})
		await reinstateListing(await as(operator), listing.number)
		await deliver()
		expect(await isFound('杯突试验己', listing.id)).toBe(true)
	})
})

describe('who may', () => {
	test('another provider can neither read, change nor submit a listing', async () => {
		const { number } = await saveListing(await as(seller), listingInput())
		const foreign = await as(rival)
		await expect(getOwnListing(foreign, number)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(saveListing(foreign, listingInput({ number, version: '1' }))).rejects.toMatchObject({
			code: 'access.denied',
		})
		await expect(submitListing(foreign, number)).rejects.toMatchObject({ code: 'access.denied' })
		expect((await listOwnListings(foreign)).listings).toEqual([])
		expect((await listOwnListings(await as(seller))).listings.map((listing) => listing.number)).toContain(number)
	})
	test('only the operator reviews and suspends', async () => {
		const { number } = await published({ name: '杯突试验庚' })
		const own = await as(seller)
		await expect(reviewListing(own, number, { decision: 'publish' })).rejects.toMatchObject({ code: 'access.denied' })
		await expect(suspendListing(own, number, 'x')).rejects.toMatchObject({ code: 'access.denied' })
		await expect(listForReview(own)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(submitListing(await as(operator), number)).rejects.toMatchObject({ code: 'access.denied' })
	})
	test('a provider not yet verified, an enterprise and a visitor cannot offer', async () => {
		const pending = await makeMember(await makeOrganisation('provider', { status: 'pending' }), 'provider_admin')
		await expect(saveListing(await as(pending), listingInput())).rejects.toMatchObject({
			code: 'identity.not_verified',
		})
		const buyer = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
		await expect(saveListing(await as(buyer), listingInput())).rejects.toMatchObject({ code: 'access.denied' })
		await expect(saveListing(await contextOf(), listingInput())).rejects.toMatchObject({ code: 'access.sign_in' })
	})
	test('only a category without others below it is taken', async () => {
		await expect(saveListing(await as(seller), listingInput({ categoryId: 'testing' }))).rejects.toMatchObject({
			code: 'input.invalid',
			details: { field: 'categoryId' },
		})
	})
})
