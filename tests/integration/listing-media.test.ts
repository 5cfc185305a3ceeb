import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { addDocument } from '#app/domain/catalogue/add-document.server.ts'
import { addPhotos } from '#app/domain/catalogue/add-photos.server.ts'
import { arrangePhotos } from '#app/domain/catalogue/arrange-photos.server.ts'
import { listingFile } from '#app/domain/catalogue/listing-files.server.ts'
import { mostPhotos } from '#app/domain/catalogue/listing-media.ts'
import { getListing, getOwnListing, listingCards } from '#app/domain/catalogue/listings.server.ts'
import { removeDocument } from '#app/domain/catalogue/remove-document.server.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import { listVersions } from '#app/domain/catalogue/versions.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { getOrder } from '#app/domain/orders/order-page.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { listingInput, openCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'
import { photoFile } from '#tests/fixtures/photos.ts'
import { openShop, pdf } from '#tests/fixtures/shop.ts'

let seller: Member
let operator: Member
beforeAll(async () => {
	;({ seller, operator } = await openCatalogue())
})

const as = (actor?: Member) => contextOf(actor)
const own = async (number: string) => getOwnListing(await as(seller), number)
const draft = async () => (await saveListing(await as(seller), listingInput())).number
async function publish(number: string) {
	await submitListing(await as(seller), number)
	await reviewListing(await as(operator), number, { decision: 'publish' })
}
async function add(number: string, ...photos: File[]) {
	return addPhotos(await as(seller), { number, version: (await own(number)).versionNo, photos })
}
async function addPdf(number: string, file = pdf('sample')) {
	const version = (await own(number)).versionNo
	return addDocument(await as(seller), { number, version, kind: 'sample_report', title: '报告样例', titleEn: '', file })
}

/** A PNG that says it is 40,000 × 40,000 and unfolds to it: some kilobytes of zeros. */
function bomb(): File {
	const chunk = (type: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
		const head = Buffer.alloc(4)
		head.writeUInt32BE(data.length)
		const sum = Buffer.alloc(4)
		sum.writeUInt32BE(crc32(body))
		return Buffer.concat([head, body, sum])
	}
	const size = Buffer.alloc(13)
	size.writeUInt32BE(40_000, 0)
	size.writeUInt32BE(40_000, 4)
	size.set([1, 0, 0, 0, 0], 8)
	const rows = deflateSync(Buffer.alloc(40_000 * 100))
	const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
	const content = Buffer.concat([magic, chunk('IHDR', size), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
	return new File([content], 'bomb.png', { type: 'image/png' })
}
function crc32(bytes: Buffer): number {
	let crc = ~0
	for (const byte of bytes) {
		crc ^= byte
		for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
	}
	return ~crc >>> 0
}

describe('photos', () => {
	test('a photo is made anew: turned as it was held, no wider than 1600, without place and camera, with a small one of 4 : 3', async () => {
		const number = await draft()
		await add(number, await photoFile({ width: 2000, height: 1000, orientation: 6 }))
		const [photo] = (await own(number)).photos
		expect(photo).toMatchObject({ width: 800, height: 1600, alt: '' })
		const large = await listingFile(await as(seller), photo!.file)
		expect(large).toMatchObject({ mime: 'image/webp', name: 'photo.webp', isPublic: false })
		const head = await sharp(large.content).metadata()
		expect([head.format, head.width, head.height, head.exif, head.icc]).toEqual([
			'webp',
			800,
			1600,
			undefined,
			undefined,
		])
		expect(Buffer.from(large.content).includes('SecretCamera')).toBe(false)
		// held upright the red left half is on top
		const [r, , b] = await sharp(large.content)
			.extract({ left: 400, top: 100, width: 1, height: 1 })
			.removeAlpha()
			.raw()
			.toBuffer()
		expect(r! > 150 && b! < 60).toBe(true)
		const small = await listingFile(await as(seller), photo!.small)
		expect(await sharp(small.content).metadata()).toMatchObject({ width: 480, height: 360 })
	})

	test('what is no photo, too large to unfold, too small or too much is refused with a sentence at the field, and nothing is kept', async () => {
		const number = await draft()
		const text = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'drawing.jpg', { type: 'image/jpeg' })
		const cut = await photoFile().then(async (file) => new File([(await file.arrayBuffer()).slice(0, 900)], 'cut.jpg'))
		const good = await photoFile()
		for (const [files, code] of [
			[[good, text], 'photo.unreadable'],
			[[cut], 'photo.unreadable'],
			[[bomb()], 'photo.too_many_pixels'],
			[[await photoFile({ width: 800, height: 200 })], 'photo.too_small'],
			[[new File([new Uint8Array(15 * 1024 * 1024 + 1)], 'large.jpg')], 'photo.too_large'],
			[Array.from({ length: 7 }, () => good), 'photo.too_many_at_once'],
			[Array.from({ length: mostPhotos + 1 }, () => good), 'photo.too_many'],
		] as const)
			await expect(add(number, ...files)).rejects.toMatchObject({ code, details: { field: 'photos' } })
		expect((await own(number)).photos).toEqual([])
		expect(await prisma.listingFile.count({ where: { listing: { number } } })).toBe(0)
	})

	test('the provider orders them, says what can be seen and takes one off; the first is the cover of a hit', async () => {
		const number = await draft()
		await add(number, await photoFile(), await photoFile({ format: 'png' }), await photoFile({ format: 'webp' }))
		const before = await own(number)
		const [a, b, c] = before.photos
		const wish = (photo: typeof a, place: number, over = {}) => ({
			file: photo!.file,
			place,
			alt: '',
			altEn: '',
			remove: false,
			...over,
		})
		await arrangePhotos(await as(seller), {
			number,
			version: before.versionNo,
			photos: [wish(a, 2), wish(b, 3, { remove: true }), wish(c, 1, { alt: '样品台', altEn: 'Stage' })],
		})
		await publish(number)
		const shown = await getListing(await as(), number)
		expect(shown.photos.map((photo) => [photo.file, photo.alt, photo.altEn])).toEqual([
			[c!.file, '样品台', 'Stage'],
			[a!.file, '', ''],
		])
		const [card] = await listingCards(await as(), [shown.id])
		expect(card!.cover!.file).toBe(c!.file)
		await expect(
			arrangePhotos(await as(seller), { number, version: before.versionNo + 99, photos: [] }),
		).rejects.toMatchObject({ code: 'state.changed_meanwhile' })
	})

	test('anybody sees the photos of a public listing, nobody else those of a draft or taken off; a new one is reviewed first', async () => {
		const number = await draft()
		await add(number, await photoFile())
		const [photo] = (await own(number)).photos
		const stranger = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		for (const reader of [await as(), await as(stranger)])
			await expect(listingFile(reader, photo!.file)).rejects.toMatchObject({ code: 'not_found' })
		expect((await listingFile(await as(operator), photo!.file)).isPublic).toBe(false)
		await publish(number)
		expect((await listingFile(await as(), photo!.small)).isPublic).toBe(true)
		await expect(
			addPhotos(await as(stranger), { number, version: (await own(number)).versionNo, photos: [await photoFile()] }),
		).rejects.toMatchObject({ code: 'access.denied' })

		expect(await add(number, await photoFile({ width: 640, height: 480 }))).toBe('in_review')
		const read = await own(number)
		// what waits for review may be completed, but then another version is read
		expect(await add(number, await photoFile({ width: 720, height: 480 }))).toBe('in_review')
		await expect(
			reviewListing(await as(operator), number, { decision: 'publish', version: read.versionNo }),
		).rejects.toMatchObject({ code: 'state.changed_meanwhile' })
		await reviewListing(await as(operator), number, { decision: 'publish', version: read.versionNo + 1 })
		await arrangePhotos(await as(seller), {
			number,
			version: read.versionNo + 1,
			photos: [{ file: photo!.file, place: 1, alt: '', altEn: '', remove: true }],
		})
		await expect(listingFile(await as(), photo!.file)).rejects.toMatchObject({ code: 'not_found' })
		const { versions } = await listVersions(await as(seller), number)
		expect(versions.map((version) => version.changes.map((change) => change.field))).toEqual([
			['photos'],
			['photos'],
			['photos'],
			[],
		])
		await expect(listingFile(await as(), "x' OR true --")).rejects.toMatchObject({ code: 'not_found' })
	})

	test('the database refuses a photo of another listing and more than may be shown', async () => {
		const [one, other] = [await draft(), await draft()]
		await add(one, await photoFile())
		const { photos } = await own(one)
		const put = (number: string, data: object) => prisma.listing.update({ where: { number }, data })
		await expect(put(other, { photos })).rejects.toThrow(/none of listing/)
		await expect(put(one, { photos: Array.from({ length: 13 }, () => photos[0]) })).rejects.toThrow()
		await expect(put(one, { documents: [{ file: photos[0]!.file }] })).rejects.toThrow(/none of listing/)
		await expect(prisma.listingFile.deleteMany({})).rejects.toThrow()
	})
})

describe('documents', () => {
	test('a PDF is there for anybody to read; anything else is refused at the field', async () => {
		const number = await draft()
		await expect(addPdf(number, new File(['PK'], 'a.pdf'))).rejects.toMatchObject({
			code: 'document.no_pdf',
			details: { field: 'file' },
		})
		await expect(addPdf(number, await photoFile())).rejects.toMatchObject({ code: 'document.no_pdf' })
		await addPdf(number)
		await publish(number)
		const { documents } = await getListing(await as(), number)
		expect(documents).toMatchObject([{ kind: 'sample_report', title: '报告样例', sizeBytes: 15 }])
		expect(await listingFile(await as(), documents[0]!.file)).toMatchObject({
			mime: 'application/pdf',
			isPublic: true,
		})
	})

	test('an order keeps the photos and documents of what it bought, and both sides go on reading them', async () => {
		const shop = await openShop()
		const { seller: maker, buyer } = shop
		const version = async () => (await getOwnListing(maker, shop.listing)).versionNo
		const input = { number: shop.listing, kind: 'price_list' as const, title: '价目表', titleEn: '' }
		await addDocument(maker, { ...input, version: await version(), file: pdf('prices') })
		await addPhotos(maker, { number: shop.listing, version: await version(), photos: [await photoFile()] })
		await prisma.listing.update({ where: { number: shop.listing }, data: { state: 'published' } })
		const order = await shop.place()
		const bought = (await getOrder(buyer, order)).listing
		expect([bought.documents.map((one) => one.title), bought.photos.length]).toEqual([['价目表'], 1])
		const { file } = bought.documents[0]!
		await removeDocument(maker, { number: shop.listing, version: await version(), file })
		await expect(listingFile(await as(), file)).rejects.toMatchObject({ code: 'not_found' })
		expect((await listingFile(buyer, file)).name).toBe('prices.pdf')
		expect((await getOrder(maker, order)).listing.documents).toHaveLength(1)
		const other = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
		await expect(listingFile(await as(other), file)).rejects.toMatchObject({ code: 'not_found' })
	})
})
