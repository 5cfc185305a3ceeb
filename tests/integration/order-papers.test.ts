import { describe, expect, test } from 'vitest'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { uploadFapiao } from '#app/domain/invoices/upload-fapiao.server.ts'
import { claimEvidence } from '#app/domain/orders/claim-evidence.server.ts'
import { getOrder } from '#app/domain/orders/order-page.server.ts'
import { confirmOwnPayment } from '#app/domain/payments/confirm-own-payment.server.ts'
import { recordOwnPayment } from '#app/domain/payments/record-own-payment.server.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { madeUpCreditCode, person } from '#tests/fixtures/market.ts'
import { openShop, type Shop } from '#tests/fixtures/shop.ts'

const refusal = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, details: expect.objectContaining({ field }) } : { code })
const counts = async () => ({
	invoices: await prisma.invoice.count(),
	parts: await prisma.invoicePart.count(),
	payments: await prisma.ownPayment.count(),
})

/** A shop with an accepted order of 2,000.00 yuan paid in full by the enterprise. */
async function withOrder(): Promise<{ shop: Shop; number: string }> {
	const shop = await openShop()
	const number = await shop.place(2, { voucher: '' })
	await shop.walk(number, 'accepted')
	return { shop, number }
}

describe('a fapiao', () => {
	test('is between the two sides, and nobody else’s', async () => {
		const { shop, number } = await withOrder()
		const good = await shop.fapiao(number, 200_000n)
		const before = await counts()
		await expect(uploadFapiao(shop.seller, { ...good, sellerCode: madeUpCreditCode() })).rejects.toEqual(
			refusal('invoice.party_mismatch', 'sellerCode'),
		)
		await expect(uploadFapiao(shop.seller, { ...good, buyerCode: good.sellerCode })).rejects.toEqual(
			refusal('invoice.party_mismatch', 'buyerCode'),
		)
		await expect(uploadFapiao(shop.buyer, good)).rejects.toEqual(refusal('access.denied'))
		await expect(uploadFapiao(shop.seller, { ...good, issuedOn: addDays(shanghaiDay(shop.now), 1) })).rejects.toEqual(
			refusal('order.date_in_future', 'issuedOn'),
		)
		await expect(uploadFapiao(shop.seller, { ...good, file: new File(['<html>'], 'a.pdf') })).rejects.toEqual(
			refusal('file.type_refused'),
		)
		expect(await counts()).toEqual(before)
	})

	test('comes after the price is fixed', async () => {
		const shop = await openShop()
		const number = await shop.place(2, { voucher: '' })
		await shop.walk(number, 'price_proposed')
		await expect(uploadFapiao(shop.seller, await shop.fapiao(number, 200_000n))).rejects.toEqual(
			refusal('state.not_allowed'),
		)
	})

	test('serves several orders up to its face, each up to its price; the same number with other figures is taken', async () => {
		const { shop, number } = await withOrder()
		const second = await shop.place(1, { voucher: '' })
		await shop.walk(second, 'accepted')
		const before = await counts()
		await uploadFapiao(shop.seller, await shop.fapiao(number, 250_000n, { part: 200_000n }))
		await expect(uploadFapiao(shop.seller, await shop.fapiao(second, 260_000n, { part: 50_000n }))).rejects.toEqual(
			refusal('invoice.taken', 'invoiceNo'),
		)
		await expect(uploadFapiao(shop.seller, await shop.fapiao(second, 250_000n, { part: 50_001n }))).rejects.toEqual(
			refusal('invoice.too_small'),
		)
		await expect(uploadFapiao(shop.seller, await shop.fapiao(second, 250_000n, { part: 100_001n }))).rejects.toEqual(
			refusal('invoice.above_price', 'part'),
		)
		await uploadFapiao(shop.seller, await shop.fapiao(second, 250_000n, { part: 50_000n }))
		await expect(
			uploadFapiao(shop.seller, await shop.fapiao(number, 1n, { invoiceNo: '26990000000000000002' })),
		).rejects.toEqual(refusal('invoice.above_price', 'part'))
		expect(await counts()).toEqual({ ...before, invoices: before.invoices + 1, parts: before.parts + 2 })
		expect((await getOrder(shop.seller, second)).leftToInvoice).toBe(50_000n)
	})

	test('two parts added at once never exceed it', async () => {
		const { shop, number } = await withOrder()
		const second = await shop.place(2, { voucher: '' })
		await shop.walk(second, 'accepted')
		await uploadFapiao(shop.seller, await shop.fapiao(number, 300_000n, { part: 100_000n }))
		const results = await Promise.allSettled(
			[number, second, second].map(async (order) =>
				uploadFapiao(shop.seller, await shop.fapiao(order, 300_000n, { part: 100_000n })),
			),
		)
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
		const { creditCode } = await prisma.organisation.findUniqueOrThrow({ where: { id: shop.providerId } })
		const { _sum } = await prisma.invoicePart.aggregate({
			_sum: { amountFen: true },
			where: { invoice: { sellerCode: creditCode } },
		})
		expect(_sum.amountFen).toBe(300_000n)
	})

	test('is looked up by another person; one that is void counts as missing', async () => {
		const { shop, number } = await withOrder()
		const good = await shop.fapiao(number, 200_000n)
		await uploadFapiao(shop.seller, good)
		const look = { number, invoice: good.invoiceNo, verification: 'void' as const }
		await expect(recordVerification(shop.seller, look)).rejects.toEqual(refusal('access.denied'))
		await expect(recordVerification(shop.reviewer, look)).rejects.toEqual(refusal('access.denied'))
		await recordVerification(shop.buyer, look)
		const { id } = await prisma.order.findUniqueOrThrow({ where: { number } })
		expect((await claimEvidence(shop.buyer, [id]))[0]!.missing).toEqual([
			'invoice_void',
			'invoice_amount',
			'payment_missing',
		])
		// another fapiao takes its place
		await uploadFapiao(shop.seller, await shop.fapiao(number, 200_000n, { invoiceNo: '26990000000000000009' }))
		expect((await claimEvidence(shop.buyer, [id]))[0]!.missing).toEqual(['invoice_void', 'payment_missing'])
		await recordVerification(shop.buyer, { ...look, verification: 'genuine' })
		await expect(prisma.invoice.updateMany({ data: { amountFen: 1n } })).rejects.toThrow(/do not change/)
	})
})

describe('the enterprise’s own payment', () => {
	test('is recorded from the contract on, in parts, up to what is due, one slip once', async () => {
		const shop = await openShop()
		const number = await shop.place(2, { voucher: '' })
		await expect(recordOwnPayment(shop.buyer, shop.transfer(number, 100_000n))).rejects.toEqual(
			refusal('state.not_allowed'),
		)
		await shop.walk(number, 'contracted')
		await expect(recordOwnPayment(shop.seller, shop.transfer(number, 100_000n))).rejects.toEqual(
			refusal('access.denied'),
		)
		await recordOwnPayment(shop.buyer, shop.transfer(number, 50_000n, 'first'))
		await expect(recordOwnPayment(shop.buyer, shop.transfer(number, 50_000n, 'first'))).rejects.toEqual(
			refusal('own_payment.slip_taken', 'slip'),
		)
		await expect(recordOwnPayment(shop.buyer, shop.transfer(number, 150_001n, 'second'))).rejects.toEqual(
			refusal('own_payment.above_due', 'amount'),
		)
		await expect(
			recordOwnPayment(shop.buyer, { ...shop.transfer(number, 1n, 'late'), paidOn: addDays(shanghaiDay(shop.now), 1) }),
		).rejects.toEqual(refusal('order.date_in_future', 'paidOn'))
		const results = await Promise.allSettled(
			['a', 'b'].map((words) => recordOwnPayment(shop.buyer, shop.transfer(number, 150_000n, words))),
		)
		expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		expect((await getOrder(shop.buyer, number)).leftToPay).toBe(0n)
	})

	test('is confirmed once, by the provider', async () => {
		const { shop, number } = await withOrder()
		await recordOwnPayment(shop.buyer, shop.transfer(number, 200_000n))
		const payment = (await getOrder(shop.seller, number)).payments[0]!.id
		await expect(confirmOwnPayment(shop.buyer, { number, payment })).rejects.toEqual(refusal('access.denied'))
		await expect(confirmOwnPayment(shop.seller, { number, payment: '999999' })).rejects.toEqual(refusal('not_found'))
		const both = await Promise.allSettled([1, 2].map(() => confirmOwnPayment(shop.seller, { number, payment })))
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		await expect(prisma.ownPayment.updateMany({ data: { amountFen: 1n } })).rejects.toThrow(/does not change/)
	})
})

test('the papers of an order are read by its two sides only', async () => {
	const { shop, number } = await withOrder()
	const { fileForReading } = await import('#app/domain/files/files.server.ts')
	const { reportFile } = await getOrder(shop.buyer, number)
	const stranger = await person(shop.authorityId, 'authority', ['reviewer'], shop.now)
	for (const ctx of [shop.buyer, shop.seller])
		expect((await fileForReading(ctx, reportFile!.uuid)).sha256).toBe(reportFile!.sha256)
	await expect(fileForReading(stranger, reportFile!.uuid)).rejects.toEqual(refusal('not_found'))
})
