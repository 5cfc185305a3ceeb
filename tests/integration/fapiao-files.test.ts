import { expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { keepToRead } from '#app/domain/invoices/fapiao-file.server.ts'
import { uploadFapiao } from '#app/domain/invoices/upload-fapiao.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { electronicXml, sampleFigures } from '#tests/fixtures/fapiao.ts'
import { openShop } from '#tests/fixtures/shop.ts'
import '#tests/fixtures/integration.ts'

/** An accepted order of 2,000.00 with a fapiao's file between its two sides. */
async function delivered(total = '2000.00') {
	const shop = await openShop()
	await shop.voucher(fen(1_000_000))
	const number = await shop.place(2)
	await shop.walk(number, 'accepted')
	const form = await shop.fapiao(number, 200_000n, { tax: 11_321n })
	const xml = electronicXml({
		...sampleFigures,
		number: form.invoiceNo,
		issuedOn: form.issuedOn,
		sellerCode: form.sellerCode,
		buyerCode: form.buyerCode,
		total,
		tax: '113.21',
		net: '1886.79',
	})
	return { shop, number, form, file: new File([xml], '数电票.xml', { type: 'application/xml' }) }
}

test('a file that says what was typed is handed in; what was read stays with it', async () => {
	const { shop, form, file, number } = await delivered()
	await uploadFapiao(shop.seller, { ...form, file })
	const { id } = await prisma.order.findUniqueOrThrow({ where: { number } })
	const kept = await prisma.storedFile.findFirstOrThrow({ where: { orderId: id, purpose: 'fapiao' } })
	expect(kept.reading).toMatchObject({ by: 'xml', fault: null, figures: { totalFen: '200000' } })
})

test('a file that says otherwise is refused at each field, until the sender stands by what was typed; the reviewer sees it', async () => {
	const { shop, form, file, number } = await delivered('2100.00')
	const typed = { ...form, file, issuedOn: form.issuedOn, tax: fen(11_322) }
	await expect(uploadFapiao(shop.seller, typed)).rejects.toMatchObject({
		code: 'invoice.file_differs',
		details: { fields: { amount: '¥2,100.00', tax: '¥113.21' } },
	})
	await uploadFapiao(shop.seller, { ...typed, agree: true })
	const claim = await startClaim(shop.seller, { orders: [number] })
	const { checks } = await getClaim(shop.seller, claim.number)
	expect(checks.find((check) => check.code === 'invoice_file')).toMatchObject({ verdict: 'warn' })
})

test('a file given to be read is kept for its sender, belongs to nothing yet, and is handed in by its uuid', async () => {
	const { shop, form, file, number } = await delivered()
	const { uuid, reading } = await keepToRead(shop.seller, file)
	expect(reading.figures.number).toBe(form.invoiceNo)
	const handIn = { ...form, file: undefined, keptFile: uuid }
	await expect(uploadFapiao(shop.seller, { ...handIn, keptFile: crypto.randomUUID() })).rejects.toMatchObject({
		code: 'not_found',
	})
	await uploadFapiao(shop.seller, handIn)
	const { id } = await prisma.order.findUniqueOrThrow({ where: { number } })
	expect(await prisma.storedFile.count({ where: { orderId: id, purpose: 'fapiao' } })).toBe(1)
	await expect(uploadFapiao(shop.seller, { ...form, file: undefined })).rejects.toMatchObject({ code: 'file.empty' })
})

test('a red-letter file is no fapiao', async () => {
	const { shop, form, file } = await delivered('-2000.00')
	await expect(uploadFapiao(shop.seller, { ...form, file })).rejects.toMatchObject({
		code: 'invoice.is_red_letter',
		details: { field: 'invoiceNo' },
	})
})
