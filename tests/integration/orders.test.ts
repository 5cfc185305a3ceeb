import { describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { uploadFapiao } from '#app/domain/invoices/upload-fapiao.server.ts'
import { acceptDelivery } from '#app/domain/orders/accept-delivery.server.ts'
import { getCheckout } from '#app/domain/orders/checkout.server.ts'
import { closeSettledOrders } from '#app/domain/orders/close-settled-orders.server.ts'
import { confirmContract } from '#app/domain/orders/confirm-contract.server.ts'
import { confirmPrice, priceOffer } from '#app/domain/orders/confirm-price.server.ts'
import { deliverOrder } from '#app/domain/orders/deliver-order.server.ts'
import { drawContract } from '#app/domain/orders/draw-contract.server.ts'
import { cancelOrder, declineOrder, withdrawOrder } from '#app/domain/orders/end-order.server.ts'
import { expireOverdueOrders } from '#app/domain/orders/expire-overdue-orders.server.ts'
import { orderMachine } from '#app/domain/orders/order.ts'
import { getOrder } from '#app/domain/orders/order-page.server.ts'
import { listOrders } from '#app/domain/orders/orders.server.ts'
import { placeOrder } from '#app/domain/orders/place-order.server.ts'
import { proposePrice } from '#app/domain/orders/propose-price.server.ts'
import { receiveSample } from '#app/domain/orders/receive-sample.server.ts'
import { requestChanges } from '#app/domain/orders/request-changes.server.ts'
import { takeOrder } from '#app/domain/orders/take-order.server.ts'
import { confirmOwnPayment } from '#app/domain/payments/confirm-own-payment.server.ts'
import { recordOwnPayment } from '#app/domain/payments/record-own-payment.server.ts'
import { getVoucher, getWallet } from '#app/domain/vouchers/vouchers.server.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { shippedDocument } from '#tests/fixtures/claims.ts'
import { organisation, ownerPool, person } from '#tests/fixtures/market.ts'
import { openShop, pdf, type Shop } from '#tests/fixtures/shop.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const figures = async (shop: Shop) => (await getWallet(shop.buyer)).vouchers[0]!.figures
const rows = async () => ({
	orders: await prisma.order.count(),
	commands: await prisma.command.count(),
	files: await prisma.storedFile.count(),
})

describe('an order with a voucher', () => {
	test('is held, carried out, redeemed; both sides read the same record', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		expect(await shop.stages()).toMatchObject({ granted: [540_000n, 360_000n], held: [60_000n, 40_000n] })
		await shop.walk(number, 'accepted')
		expect(await shop.stages()).toMatchObject({ held: [0n, 0n], redeemed: [60_000n, 40_000n] })
		expect(await figures(shop)).toMatchObject({ face: 1_000_000n, free: 900_000n, held: 0n, used: 100_000n })

		const mine = await getOrder(shop.buyer, number)
		const theirs = await getOrder(shop.seller, number)
		expect(mine.history.map((event) => event.action)).toEqual([
			'order.accepted',
			'order.delivered',
			'order.price_confirmed',
			'order.price_proposed',
			'order.sample_received',
			'order.contracted',
			'order.contract_drawn',
			'order.confirmed',
			'order.placed',
		])
		expect(theirs.history).toEqual(mine.history)
		expect(mine.sources.map((source) => source.amountFen)).toEqual([60_000n, 40_000n])
		expect(mine.own).toBe(100_000n)
		expect(mine.marks.map(({ kind, valid }) => [kind, valid])).toEqual([['CMA', true]])
		expect(mine.missing).toEqual(['invoice_missing', 'payment_missing'])

		await uploadFapiao(shop.seller, await shop.fapiao(number, 200_000n))
		await recordOwnPayment(shop.buyer, shop.transfer(number, 100_000n))
		const { payments, missing } = await getOrder(shop.seller, number)
		expect(missing).toEqual(['payment_unconfirmed'])
		await confirmOwnPayment(shop.seller, { number, payment: payments[0]!.id })
		expect((await getOrder(shop.buyer, number)).missing).toEqual([])
		expect((await listOrders(shop.seller, { group: 'done', page: 1 })).items.map((item) => item.number)).toEqual([
			number,
		])
	})

	test('shows each movement of the voucher, and the free balance after it', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		await shop.walk(await shop.place(2), 'accepted')
		await withdrawOrder(shop.buyer, { number: await shop.place(1), reason: '改期' })
		const { vouchers } = await getWallet(shop.buyer)
		const { movements } = await getVoucher(shop.buyer, vouchers[0]!.number)
		expect(movements.map(({ kind, changeFen, freeFen }) => [kind, changeFen, freeFen])).toEqual([
			['released', 50_000n, 900_000n],
			['held', -50_000n, 850_000n],
			['redeemed', 0n, 900_000n],
			['held', -100_000n, 900_000n],
			['granted', 1_000_000n, 1_000_000n],
		])
		expect(movements[3]!.transfers.map((transfer) => transfer.amountFen)).toEqual([60_000n, 40_000n])
	})

	test('a higher final price holds more; a lower one lets the rest go at acceptance', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const higher = await shop.place(2)
		await shop.walk(higher, 'in_service', fen(240_001))
		expect(await figures(shop)).toMatchObject({ held: 120_000n })
		const lower = await shop.place(2)
		await shop.walk(lower, 'delivered', fen(150_000))
		expect(await figures(shop)).toMatchObject({ held: 220_000n })
		expect((await getOrder(shop.buyer, lower)).sources.map((source) => source.amountFen)).toEqual([45_000n, 30_000n])
		await shop.walk(lower, 'accepted')
		expect(await figures(shop)).toMatchObject({ held: 120_000n, used: 75_000n, free: 805_000n })
	})

	test('caps that bind at the order count a further hold once', async () => {
		const document = shippedDocument('yunze-high-tech-2026', (rules) => {
			rules.subsidy.caps!.push({
				id: 'orders',
				name: { zh: '年度用券', en: 'Use in a year' },
				scope: 'year',
				limit: { kind: 'amount', fen: '130000' },
				at: ['order'],
				article: '第十二条',
			})
		})
		const shop = await openShop(document)
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		await shop.walk(number, 'in_service', fen(240_000))
		const [cap] = await prisma.capUsage.findMany({ where: { capKey: { contains: ':orders:' } } })
		expect(cap?.usedFen).toBe(120_000n)
		const offer = await getCheckout(shop.buyer, { listing: shop.listing, quantity: 2, voucher: null })
		expect(offer.chosen?.shareFen).toBe(10_000n)
	})

	test('a voucher for one use is used once; an order that ended without it gives it back', async () => {
		const shop = await openShop(
			shippedDocument('yunze-high-tech-2026', (rules) => {
				rules.grant.use = 'once'
			}),
		)
		await shop.voucher(fen(1_000_000))
		const usable = async () => {
			const { chosen } = await getCheckout(shop.buyer, { listing: shop.listing, quantity: 1, voucher: null })
			return chosen?.usable === true
		}
		const first = await shop.place(2)
		expect(await usable()).toBe(false)
		await withdrawOrder(shop.buyer, { number: first, reason: '选错型号' })
		expect(await usable()).toBe(true)
		await shop.walk(await shop.place(2), 'accepted', fen(180_000)) // its own price is confirmed with the voucher it holds
		expect(await usable()).toBe(false)
	})

	test('declined, withdrawn, cancelled or not answered in time, everything held comes back', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		await declineOrder(shop.seller, { number: await shop.place(2), reason: '设备检修' })
		await withdrawOrder(shop.buyer, { number: await shop.place(2), reason: '选错型号' })
		const cancelled = await shop.place(2)
		await shop.walk(cancelled, 'price_proposed', fen(300_000))
		await cancelOrder(shop.buyer, { number: cancelled, reason: '价格不合' })
		const silent = await shop.place(2)
		const { replyDueAt } = await prisma.order.findUniqueOrThrow({ where: { number: silent } })
		const worker = (now: Date): Context => ({ db: prisma, actor: system, now })
		expect(await expireOverdueOrders(worker(new Date(replyDueAt!.getTime() - 1000)))).toBe(0)
		expect(await expireOverdueOrders(worker(replyDueAt!))).toBe(1)
		expect(await shop.stateOf(silent)).toBe('expired')
		expect(await figures(shop)).toMatchObject({ free: 1_000_000n, held: 0n, used: 0n })
	})

	test('the provider takes it or the clock ends it, never both', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		const { replyDueAt } = await prisma.order.findUniqueOrThrow({ where: { number } })
		const results = await Promise.allSettled([
			takeOrder(shop.at(shop.seller, replyDueAt!), { number }),
			expireOverdueOrders({ db: prisma, actor: system, now: replyDueAt! }),
		])
		const state = await shop.stateOf(number)
		expect(['confirmed', 'expired']).toContain(state)
		expect(results[0]!.status).toBe(state === 'confirmed' ? 'fulfilled' : 'rejected')
		expect(await figures(shop)).toMatchObject({ held: state === 'confirmed' ? 100_000n : 0n })
	})
})

describe('an order without a voucher', () => {
	test('moves no public money and closes once everything agrees', async () => {
		const shop = await openShop()
		const number = await shop.place(1, { voucher: '' })
		await shop.walk(number, 'accepted')
		const worker: Context = { db: prisma, actor: system, now: shop.now }
		expect(await closeSettledOrders(worker)).toBe(0)
		await uploadFapiao(shop.seller, await shop.fapiao(number, 100_000n))
		await recordOwnPayment(shop.buyer, shop.transfer(number, 100_000n))
		const { payments } = await getOrder(shop.buyer, number)
		await confirmOwnPayment(shop.seller, { number, payment: payments[0]!.id })
		expect(await closeSettledOrders(worker)).toBe(1)
		expect(await shop.stateOf(number)).toBe('closed')
		expect(await shop.stages()).toMatchObject({ available: [60_000_000n, 40_000_000n] })
		expect(Object.keys(await shop.stages()).sort()).toEqual(['available', 'treasury'])
	})
})

describe('a refused order leaves nothing behind', () => {
	test('when price or share are not what the buyer saw, or the voucher may not be used', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const { chosen, priceFen } = await getCheckout(shop.buyer, { listing: shop.listing, quantity: 2, voucher: null })
		const seen = {
			listing: shop.listing,
			quantity: 2,
			voucher: chosen!.number,
			seenPrice: priceFen,
			seenShare: chosen!.shareFen,
			note: '',
		}
		const before = await rows()
		await expect(placeOrder(shop.buyer, { ...seen, seenShare: fen(99_999) })).rejects.toEqual(
			refusal('order.voucher_amount_changed'),
		)
		await expect(placeOrder(shop.buyer, { ...seen, seenPrice: fen(199_999) })).rejects.toEqual(
			refusal('order.price_changed'),
		)
		await expect(placeOrder(shop.buyer, { ...seen, voucher: 'KJ-2026-999999' })).rejects.toEqual(
			refusal('order.voucher_not_usable'),
		)
		await expect(placeOrder(shop.seller, seen)).rejects.toEqual(refusal('access.denied'))
		const stranger = await person(await organisation('enterprise'), 'enterprise', ['enterprise_admin'], shop.now)
		await expect(placeOrder(stranger, seen)).rejects.toEqual(refusal('order.voucher_not_usable'))
		// the books refuse last: the voucher lapsed between the evaluation and the hold
		await ownerPool().query(`UPDATE voucher SET state = 'lapsed' WHERE number = $1`, [chosen!.number])
		await expect(placeOrder(shop.buyer, seen)).rejects.toEqual(refusal('order.voucher_not_usable'))
		await ownerPool().query(`UPDATE voucher SET state = 'active' WHERE number = $1`, [chosen!.number])
		await ownerPool().query(`UPDATE listing SET price_fen = 110000 WHERE id = $1`, [shop.listingId])
		await expect(placeOrder(shop.buyer, seen)).rejects.toEqual(refusal('order.price_changed'))
		await ownerPool().query(`UPDATE listing SET price_fen = NULL WHERE id = $1`, [shop.listingId])
		await expect(placeOrder(shop.buyer, seen)).rejects.toEqual(refusal('order.price_missing'))
		expect(await rows()).toEqual(before)
	})

	test('when the fund is exhausted at the order', async () => {
		const document = shippedDocument('yunze-high-tech-2026', (rules) => {
			rules.process.encumbrance.point = 'order'
		})
		const shop = await openShop(document)
		await shop.voucher(fen(1_000_000), { encumbrance: 'order' })
		await ownerPool().query('UPDATE fund_balance SET available_fen = 39999 WHERE fund_id = $1 AND source_no = 2', [
			shop.fundId,
		])
		const before = await rows()
		await expect(shop.place(2)).rejects.toEqual(refusal('fund.exhausted'))
		expect(await rows()).toEqual(before)
	})

	test('the same key answers with the first order, other input is refused, two at once make one', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const keyed = { ...shop.buyer, key: 'place:1' }
		const first = await shop.place(2, { ctx: keyed })
		expect(await shop.place(2, { ctx: keyed })).toBe(first)
		await expect(shop.place(3, { ctx: keyed })).rejects.toEqual(refusal('command.key_reused'))
		const numbers = await Promise.all([1, 2, 3, 4].map(() => shop.place(1, { ctx: { ...shop.buyer, key: 'place:2' } })))
		expect(new Set(numbers).size).toBe(1)
		expect(await prisma.order.count({ where: { enterpriseId: shop.enterpriseId } })).toBe(2)
		expect(await figures(shop)).toMatchObject({ held: 150_000n })
	})
})

describe('each step belongs to one side, and to what was seen', () => {
	test('the other side, a third party and the wrong moment are refused', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		const today = shanghaiDay(shop.now)
		const contract = {
			number,
			contractNo: 'HT-1',
			contractOn: today,
			signature: 'paper' as const,
			cutBearer: 'enterprise' as const,
			file: pdf('c'),
		}
		const report = { number, reportNo: 'BG', reportOn: today, file: pdf('r') }
		const reason = { number, reason: '—' }
		const wrong: [Context, (ctx: Context) => Promise<unknown>][] = [
			[shop.buyer, (ctx) => takeOrder(ctx, { number })],
			[shop.buyer, (ctx) => declineOrder(ctx, reason)],
			[shop.seller, (ctx) => withdrawOrder(ctx, reason)],
			[shop.buyer, (ctx) => drawContract(ctx, contract)],
			[shop.seller, (ctx) => confirmContract(ctx, { number, seen: 'x' })],
			[shop.buyer, (ctx) => receiveSample(ctx, { number, note: '—' })],
			[shop.buyer, (ctx) => proposePrice(ctx, { number, finalPrice: fen(1), note: '' })],
			[shop.seller, (ctx) => confirmPrice(ctx, { number, seenPrice: fen(1), seenShare: fen(0) })],
			[shop.seller, (ctx) => priceOffer(ctx, number)],
			[shop.buyer, (ctx) => deliverOrder(ctx, report)],
			[shop.seller, (ctx) => requestChanges(ctx, { number, note: '—' })],
			[shop.seller, (ctx) => acceptDelivery(ctx, { number, seen: 'x' })],
		]
		const stranger = await person(await organisation('provider'), 'provider', ['provider_admin'], shop.now)
		const before = await rows()
		for (const [other, act] of wrong)
			for (const ctx of [other, stranger, shop.officer, shop.reviewer])
				await expect(act(ctx)).rejects.toEqual(refusal('access.denied'))
		await expect(getOrder(stranger, number)).rejects.toEqual(refusal('access.denied'))
		for (const early of [
			() => drawContract(shop.seller, contract),
			() => receiveSample(shop.seller, { number, note: '—' }),
			() => deliverOrder(shop.seller, report),
			() => acceptDelivery(shop.buyer, { number, seen: 'x' }),
			() => cancelOrder(shop.buyer, reason),
		])
			await expect(early()).rejects.toEqual(refusal('state.not_allowed'))
		expect(await rows()).toEqual(before)
	})

	test('a contract or a report replaced since is not agreed to unseen', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		await takeOrder(shop.seller, { number })
		await expect(confirmContract(shop.buyer, { number, seen: 'x' })).rejects.toEqual(refusal('order.contract_missing'))
		const today = shanghaiDay(shop.now)
		const draw = (words: string) =>
			drawContract(shop.seller, {
				number,
				contractNo: 'HT-1',
				contractOn: today,
				signature: 'paper',
				cutBearer: 'enterprise',
				file: pdf(words),
			})
		await draw('first')
		const seen = await shop.hashOf(number, 'contract')
		await draw('second')
		await expect(confirmContract(shop.buyer, { number, seen })).rejects.toEqual(refusal('state.changed_meanwhile'))
		await confirmContract(shop.buyer, { number, seen: await shop.hashOf(number, 'contract') })
		await shop.walk(number, 'delivered')
		const report = await shop.hashOf(number, 'report')
		await requestChanges(shop.buyer, { number, note: '补充不确定度' })
		await deliverOrder(shop.seller, { number, reportNo: 'BG-2', reportOn: today, file: pdf('corrected') })
		await expect(acceptDelivery(shop.buyer, { number, seen: report })).rejects.toEqual(
			refusal('state.changed_meanwhile'),
		)
		expect(await figures(shop)).toMatchObject({ held: 100_000n, used: 0n })
		await shop.walk(number, 'accepted')
	})

	test('a price or a share other than the one seen is not confirmed', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		await shop.walk(number, 'price_proposed', fen(180_000))
		await expect(confirmPrice(shop.buyer, { number, seenPrice: fen(200_000), seenShare: fen(90_000) })).rejects.toEqual(
			refusal('order.price_changed'),
		)
		await expect(
			confirmPrice(shop.buyer, { number, seenPrice: fen(180_000), seenShare: fen(100_000) }),
		).rejects.toEqual(refusal('order.voucher_amount_changed'))
		await proposePrice(shop.seller, { number, finalPrice: fen(170_000), note: '少一项' })
		await confirmPrice(shop.buyer, { number, seenPrice: fen(170_000), seenShare: fen(85_000) })
		expect(await shop.stateOf(number)).toBe('in_service')
	})

	test('when work has begun, only the provider may still call it off', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		await shop.walk(number, 'in_service')
		await expect(cancelOrder(shop.buyer, { number, reason: '—' })).rejects.toEqual(refusal('state.not_allowed'))
		expect((await getOrder(shop.buyer, number)).steps).not.toContain('cancel')
		await cancelOrder(shop.seller, { number, reason: '设备损坏' })
		expect(await figures(shop)).toMatchObject({ free: 1_000_000n, held: 0n })
	})
})

describe('the database itself', () => {
	test('knows exactly the steps of the machine', async () => {
		const known = await ownerPool().query<{ pair: string }>(
			`SELECT from_state || '>' || to_state AS pair FROM order_step`,
		)
		const drawn = Object.values(orderMachine).flatMap(({ from, to }) => from.map((state) => `${state}>${to}`))
		const moves = [...new Set(drawn)].filter((pair) => pair.split('>')[0] !== pair.split('>')[1])
		expect(known.rows.map((row) => row.pair).sort()).toEqual(moves.sort())
	})

	test('lets the application take no money step, change no public share and rewrite nothing that was ordered', async () => {
		const shop = await openShop()
		await shop.voucher(fen(1_000_000))
		const number = await shop.place(2)
		const change = (data: object) => prisma.order.update({ where: { number }, data })
		await expect(change({ state: 'withdrawn' })).rejects.toThrow(/belongs to the books/)
		await expect(change({ state: 'accepted' })).rejects.toThrow(/no step from placed to accepted/)
		await expect(change({ voucherFen: 1n })).rejects.toThrow(/public share/)
		await expect(change({ priceFen: 1n })).rejects.toThrow(/does not change/)
		await expect(change({ listingSnapshot: {} })).rejects.toThrow(/does not change/)
		await expect(prisma.order.delete({ where: { number } })).rejects.toThrow(/permission denied/)
	})
})
