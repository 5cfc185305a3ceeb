import type { Context } from '#app/domain/context.server.ts'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { uploadFapiao } from '#app/domain/invoices/upload-fapiao.server.ts'
import { acceptDelivery } from '#app/domain/orders/accept-delivery.server.ts'
import { getCheckout } from '#app/domain/orders/checkout.server.ts'
import { confirmContract } from '#app/domain/orders/confirm-contract.server.ts'
import { confirmPrice, priceOffer } from '#app/domain/orders/confirm-price.server.ts'
import { deliverOrder } from '#app/domain/orders/deliver-order.server.ts'
import { drawContract } from '#app/domain/orders/draw-contract.server.ts'
import { declineOrder, withdrawOrder } from '#app/domain/orders/end-order.server.ts'
import { ownShare, taxWithin } from '#app/domain/orders/order-money.ts'
import { placeOrder } from '#app/domain/orders/place-order.server.ts'
import { proposePrice } from '#app/domain/orders/propose-price.server.ts'
import { receiveSample } from '#app/domain/orders/receive-sample.server.ts'
import { requestChanges } from '#app/domain/orders/request-changes.server.ts'
import { takeOrder } from '#app/domain/orders/take-order.server.ts'
import { confirmOwnPayment } from '#app/domain/payments/confirm-own-payment.server.ts'
import { recordOwnPayment } from '#app/domain/payments/record-own-payment.server.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, type LocalDate } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { answersOf } from './asking.server.ts'
import type { Cast } from './cast.server.ts'
import { demoPdf } from './demo-file.ts'

/** How far an order of the demo goes. */
export const ends = [
	'placed',
	'declined',
	'withdrawn',
	'confirmed',
	'contracted',
	'sample_received',
	'price_proposed',
	'in_service',
	'delivered',
	'in_revision',
	'accepted',
	'ready',
] as const
export type End = (typeof ends)[number]

/** One order: who buys what on which day and how far it goes; `ready`: accepted, invoiced and paid. */
export type OrderStory = {
	buyer: string
	seller: string
	listing: string
	quantity: number
	day: LocalDate
	end: End
	withVoucher?: boolean
	revisedOnce?: boolean
}

const hashOf = async (orderNumber: string, purpose: string) => {
	const order = await prisma.order.findUniqueOrThrow({ where: { number: orderNumber } })
	const file = await prisma.storedFile.findFirstOrThrow({
		where: { orderId: order.id, purpose },
		orderBy: { id: 'desc' },
	})
	return file.sha256
}

/** Plays one order day by day through the product's own commands; answers its number. */
export async function playOrder(cast: Cast, story: OrderStory): Promise<string> {
	const buyer = (after: number): Context => cast.as('buyer', story.buyer, addDays(story.day, after))
	const seller = (after: number): Context => cast.as('seller', story.seller, addDays(story.day, after))
	const goes = (end: End) => ends.indexOf(story.end) >= ends.indexOf(end)

	const offer = await getCheckout(buyer(0), {
		listing: story.listing,
		quantity: story.quantity,
		voucher: story.withVoucher === false ? '' : null,
	})
	const { number } = await placeOrder(buyer(0), {
		listing: story.listing,
		quantity: story.quantity,
		voucher: offer.chosen?.number ?? '',
		seenPrice: offer.priceFen,
		seenShare: offer.chosen?.shareFen ?? fen(0),
		note: '请按标准出具报告。',
		answers: answersOf(offer.listing.intake),
		seenIntake: offer.seenIntake,
	})
	if (story.end === 'placed') return number
	if (story.end === 'withdrawn') {
		await withdrawOrder(buyer(1), { number, reason: '型号选错，重新下单' })
		return number
	}
	if (story.end === 'declined') {
		await declineOrder(seller(1), { number, reason: '设备检修，本月排期已满' })
		return number
	}
	await takeOrder(seller(1), { number })
	if (!goes('contracted')) return number
	await drawContract(seller(2), {
		number,
		contractNo: `HT-${number.slice(3)}`,
		contractOn: addDays(story.day, 2),
		signature: 'electronic',
		cutBearer: 'enterprise',
		file: demoPdf('技术服务合同.pdf', [`Contract HT-${number}`]),
	})
	await confirmContract(buyer(2), { number, seen: await hashOf(number, 'contract') })
	if (!goes('sample_received')) return number
	await receiveSample(seller(4), { number, note: '样品 3 件，外观完好，已编号。' })
	if (!goes('price_proposed')) return number
	await proposePrice(seller(4), { number, finalPrice: offer.priceFen, note: '' })
	if (!goes('in_service')) return number
	const final = await priceOffer(buyer(5), number)
	await confirmPrice(buyer(5), { number, seenPrice: offer.priceFen, seenShare: final.shareFen })
	if (!goes('delivered')) return number
	const deliver = (after: number, issue: number) =>
		deliverOrder(seller(after), {
			number,
			reportNo: `BG-${number.slice(3)}-${issue}`,
			reportOn: addDays(story.day, after),
			file: demoPdf('检测报告.pdf', [`Report BG-${number}-${issue}`]),
		})
	await deliver(12, 1)
	if (story.end === 'in_revision' || story.revisedOnce)
		await requestChanges(buyer(13), { number, note: '请在报告中补充测量不确定度。' })
	if (story.end === 'in_revision') return number
	if (story.revisedOnce) await deliver(14, 2)
	if (!goes('accepted')) return number
	await acceptDelivery(buyer(15), { number, seen: await hashOf(number, 'report') })
	if (story.end === 'ready') await payAndInvoice(cast, story, number)
	return number
}

/** Fapiao, its look-up, the enterprise's transfer and the provider's word that it came. */
async function payAndInvoice(cast: Cast, story: OrderStory, number: string) {
	const order = await prisma.order.findUniqueOrThrow({ where: { number } })
	const [seller, buyer] = await Promise.all(
		[order.providerId, order.enterpriseId].map((id) => prisma.organisation.findUniqueOrThrow({ where: { id } })),
	)
	const price = fen(order.finalPriceFen ?? order.priceFen)
	const on = addDays(story.day, 16)
	const invoiceNo = `2699${order.id.toString().padStart(16, '0')}`
	await uploadFapiao(cast.as('seller', story.seller, on), {
		number,
		invoiceNo,
		invoiceCode: '',
		sellerCode: seller!.creditCode,
		buyerCode: buyer!.creditCode,
		issuedOn: on,
		amount: price,
		tax: taxWithin(price, 600),
		part: price,
		file: demoPdf('数电发票.pdf', [`Fapiao ${invoiceNo}`]),
	})
	await recordVerification(cast.as('buyer', story.buyer, on, 15), {
		number,
		invoice: invoiceNo,
		verification: 'genuine',
	})
	const due = ownShare(order)
	if (due === 0n) return
	await recordOwnPayment(cast.as('buyer', story.buyer, addDays(on, 1)), {
		number,
		amount: due,
		paidOn: addDays(on, 1),
		bankReference: `HK${order.id}`,
		companyAccount: 'on',
		slip: demoPdf('银行回单.pdf', [`Transfer ${number}`]),
	})
	const payment = await prisma.ownPayment.findFirstOrThrow({ where: { orderId: order.id } })
	await confirmOwnPayment(cast.as('seller', story.seller, addDays(on, 2)), { number, payment: String(payment.id) })
}
