import { describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { type BooksArgs, type BooksFunction, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { openMarket, organisation, ownerPool } from '#tests/fixtures/market.ts'

const racers = 32

/** The same call from 32 racers released together; each has its own key, or all share one. */
async function race(ctx: Context, name: BooksFunction, args: (n: number) => BooksArgs, sharedKey?: string) {
	let open = () => {}
	const gate = new Promise<void>((resolve) => {
		open = resolve
	})
	const all = Array.from({ length: racers }, async (_, n) => {
		await gate
		return callBooks({ ...ctx, key: sharedKey ?? `race:${name}:${crypto.randomUUID()}` }, name, args(n))
	})
	open()
	const outcomes = await Promise.allSettled(all)
	return {
		won: outcomes.filter((o) => o.status === 'fulfilled').map((o) => o.value),
		lost: outcomes.filter((o) => o.status === 'rejected').map((o) => o.reason.code as string),
	}
}

async function expectWhole() {
	const client = await ownerPool().connect()
	try {
		expect((await verifyBooks(client)).named).toEqual([])
	} finally {
		client.release()
	}
}

describe('32 at once', () => {
	test('orders on one voucher: only as many are placed as the voucher can carry', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(120_000))
		const orders = await Promise.all(Array.from({ length: racers }, () => market.order(voucherId)))
		const { won, lost } = await race(market.buyer, 'place_order', (n) => ({
			orderId: orders[n],
			amountFen: 50_000n,
			draws: [],
			replyDueAt: market.now,
		}))
		expect(won).toHaveLength(2)
		expect(new Set(lost)).toEqual(new Set(['voucher.insufficient']))
		expect(await market.stages()).toMatchObject({ held: [60_000n, 40_000n], granted: [12_000n, 8_000n] })
		await expectWhole()
	})

	test('one order placed: one effect', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(120_000)))
		const { won, lost } = await race(market.buyer, 'place_order', () => ({
			orderId,
			amountFen: 50_000n,
			draws: [],
			replyDueAt: market.now,
		}))
		expect(won).toHaveLength(1)
		expect(new Set(lost)).toEqual(new Set(['state.changed_meanwhile']))
		await expectWhole()
	})

	test('one delivery accepted: one effect, and a double click with one key gets the same answer', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(200_000))
		const first = await market.order(voucherId, { state: 'delivered' })
		expect((await race(market.buyer, 'accept_delivery', () => ({ orderId: first }))).won).toHaveLength(1)
		const second = await market.order(voucherId, { state: 'delivered' })
		const { won } = await race(market.buyer, 'accept_delivery', () => ({ orderId: second }), `double:${second}`)
		expect(won).toHaveLength(racers)
		expect(new Set(won.map((answer) => JSON.stringify(answer))).size).toBe(1)
		expect(await market.stages()).toMatchObject({ redeemed: [60_000n, 40_000n], held: [0n, 0n] })
		await expectWhole()
	})

	test('acceptance against cancellation: the hold ends once', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'placed' })
		const [declined, expired] = await Promise.all([
			race(market.seller, 'end_order', () => ({ orderId, to: 'declined', reason: '忙' })),
			race({ ...market.buyer, now: new Date(market.now.getTime() + 172_800_000) }, 'end_order', () => ({
				orderId,
				to: 'expired',
				reason: '未答复',
			})),
		])
		expect(declined.won.length + expired.won.length).toBe(1)
		expect(await market.stages()).toMatchObject({ held: [0n, 0n], granted: [60_000n, 40_000n] })
		await expectWhole()
	})

	test('one claim approved: one effect', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const claimId = await market.claim(
			[{ orderId, claimedFen: fen(50_000), approvedFen: fen(45_000) }],
			await market.payeeAccount(),
		)
		const { won } = await race(market.settlementOfficer, 'approve_claim', () => ({ claimId }))
		expect(won).toHaveLength(1)
		expect(await market.stages()).toMatchObject({
			payable: [27_000n, 18_000n],
			redeemed: [0n, 0n],
			granted: [33_000n, 22_000n],
		})
		await expectWhole()
	})

	test('one batch approved: one effect', async () => {
		const market = await openMarket()
		const batchId = await market.lockedBatch()
		const { won } = await race(market.finance, 'approve_batch', () => ({ batchId, approvalDocumentNo: '批' }))
		expect(won).toHaveLength(1)
		const cash = await ownerPool().query('SELECT released_fen FROM fund_cash WHERE fund_id = $1 AND source_no = 1', [
			market.fundId,
		])
		expect(cash.rows[0].released_fen).toBe('30000')
		await expectWhole()
	})

	test('grants from a fund worth five: five are granted, the rest is told it is exhausted', async () => {
		const market = await openMarket({ appropriatedFen: fen(50_000) })
		const applications = await Promise.all(
			Array.from({ length: racers }, async () => market.application(fen(10_000), await organisation('enterprise'))),
		)
		const { won } = await race(market.reviewer, 'grant_vouchers', (n) => ({
			fundId: market.fundId,
			requests: [
				{
					applicationId: applications[n],
					number: `KJ-${market.fundId}-${n}`,
					faceFen: 10_000n,
					split: [6_000n, 4_000n],
					useBy: '2026-12-31',
					redeemBy: null,
					encumbrance: 'grant',
					draws: [],
				},
			],
		}))
		const results = won.flatMap((answer) => (answer as { results: { voucherId?: string; refusal?: string }[] }).results)
		expect(results.filter((r) => r.voucherId)).toHaveLength(5)
		expect(new Set(results.filter((r) => !r.voucherId).map((r) => r.refusal))).toEqual(new Set(['fund.exhausted']))
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], granted: [30_000n, 20_000n] })
		await expectWhole()
	})
})
