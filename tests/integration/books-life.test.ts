import { describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { openMarket, organisation, ownerPool } from '#tests/fixtures/market.ts'

async function differences() {
	const client = await ownerPool().connect()
	try {
		return (await verifyBooks(client)).named
	} finally {
		client.release()
	}
}

describe('a voucher from grant to the bank', () => {
	test('each movement leaves the fund whole, to the fen and per source', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const voucherId = await market.voucher(fen(100_001))
		expect(await market.stages()).toMatchObject({ available: [539_999n, 360_000n], granted: [60_001n, 40_000n] })

		const orderId = await market.order(voucherId, { state: 'accepted', voucherFen: fen(33_333) })
		// 33333 over 60001 : 40000 free → 20000.06 : 13332.94 → 20000 and 13333
		expect(await market.stages()).toMatchObject({ granted: [40_001n, 26_667n], redeemed: [20_000n, 13_333n] })

		const payeeAccountId = await market.payeeAccount()
		const claimId = await market.claim([{ orderId, claimedFen: fen(33_333), approvedFen: fen(30_001) }], payeeAccountId)
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId })
		// 30001 over 20000 : 13333 → 18000.8 : 12000.2 → 18001 and 12000; the cut of 3332 is free again
		expect(await market.stages()).toMatchObject({
			granted: [42_000n, 28_000n],
			redeemed: [0n, 0n],
			payable: [18_001n, 12_000n],
		})

		for (const [index, share] of [18_001n, 12_000n].entries()) {
			const sourceNo = index + 1
			await callBooks(market.finance, 'record_receipt', {
				fundId: market.fundId,
				sourceNo,
				documentNo: '拨款',
				amountFen: 500_000n,
				receivedOn: '2026-03-10',
			})
			const batchId = await market.batch(sourceNo)
			await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
			await callBooks(market.finance, 'approve_batch', { batchId, approvalDocumentNo: '云科付〔2026〕1号' })
			await callBooks(market.finance, 'send_batch', { batchId, messageId: `M-${batchId}` })
			const { rows } = await ownerPool().query<{ id: string; amount_fen: string }>(
				'SELECT id, amount_fen FROM payment WHERE batch_id = $1',
				[batchId],
			)
			expect(rows.map((r) => BigInt(r.amount_fen))).toEqual([share])
			const statementLineId = await market.bankLine(sourceNo, -share)
			await callBooks(market.finance, 'settle_payment', { paymentId: rows[0]!.id, statementLineId, rule: 'code' })
			const claim = await ownerPool().query('SELECT state FROM claim WHERE id = $1', [claimId])
			expect(claim.rows[0].state).toBe(sourceNo === 1 ? 'partly_paid' : 'paid')
		}
		expect(await market.stages()).toMatchObject({ payable: [0n, 0n], in_payment: [0n, 0n], paid: [18_001n, 12_000n] })
		expect(await differences()).toEqual([])
	})

	test('a returned payment is payable again and can be paid a second time', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(200_000)), {
			state: 'accepted',
			voucherFen: fen(50_000),
		})
		await market.owedOn(orderId, { receivedFen: 30_000n })
		for (const outcome of ['returned', 'confirmed']) {
			const batchId = await market.batch(1)
			await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
			await callBooks(market.finance, 'approve_batch', { batchId, approvalDocumentNo: '批' })
			await callBooks(market.finance, 'send_batch', { batchId, messageId: `M-${batchId}` })
			const { rows } = await ownerPool().query<{ id: string }>('SELECT id FROM payment WHERE batch_id = $1', [batchId])
			const paymentId = rows[0]!.id
			await callBooks(market.finance, 'settle_payment', {
				paymentId,
				statementLineId: await market.bankLine(1, -30_000n),
				rule: 'code',
			})
			if (outcome === 'returned') {
				await callBooks(market.finance, 'return_payment', {
					paymentId,
					statementLineId: await market.bankLine(1, 30_000n),
					rule: 'code',
					returnCode: 'AC04',
				})
				expect(await market.stages()).toMatchObject({ payable: [30_000n, 20_000n], paid: [0n, 0n] })
			}
		}
		expect(await market.stages()).toMatchObject({ payable: [0n, 20_000n], paid: [30_000n, 0n] })
		expect(await differences()).toEqual([])
	})

	test('an order whose price and share rose above what was ordered is cancelled, and all of it comes back', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(400_000))
		const before = await market.stages()
		const orderId = await market.order(voucherId, { priceFen: fen(100_000), voucherFen: fen(50_000), state: 'placed' })
		await market.advance(orderId, fen(300_000), fen(150_000), 'in_service')
		await callBooks(market.seller, 'end_order', { orderId, to: 'cancelled', reason: '设备损坏' })
		expect(await market.stages()).toMatchObject({ ...before, held: [0n, 0n] })
		expect(await differences()).toEqual([])
	})

	test('what was declined, or not used in time, comes back', async () => {
		const market = await openMarket({ appropriatedFen: fen(500_000) })
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-03-31' })
		const orderId = await market.order(voucherId, { state: 'placed' })
		await callBooks(market.seller, 'end_order', { orderId, to: 'declined', reason: '设备检修' })
		expect(await market.stages()).toMatchObject({ granted: [60_000n, 40_000n], held: [0n, 0n] })

		await expect(callBooks(market.officer, 'lapse_voucher', { voucherId })).rejects.toMatchObject({
			code: 'state.not_allowed',
		})
		const april = { ...market.officer, now: new Date('2026-03-31T16:00:00Z') } // 1 April in Shanghai
		await callBooks(april, 'lapse_voucher', { voucherId })
		expect(await market.stages()).toMatchObject({ available: [300_000n, 200_000n], granted: [0n, 0n] })

		// the lapsed money waits as a credit and the next draw absorbs it
		await market.voucher(fen(500_000), { enterprise: await organisation('enterprise') })
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], granted: [300_000n, 200_000n] })
		expect(await differences()).toEqual([])
	})

	test('a refused claim gives everything back to the voucher', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const claimId = await market.claim([{ orderId, claimedFen: fen(50_000) }], await market.payeeAccount())
		await callBooks(market.reviewer, 'refuse_claim', { claimId, reason: '强制检测不予支持' })
		expect(await market.stages()).toMatchObject({ granted: [60_000n, 40_000n], redeemed: [0n, 0n] })
	})

	test('where the order encumbers, the voucher is only a ceiling and the fund moves with the order', async () => {
		const market = await openMarket({ appropriatedFen: fen(100_000) })
		const voucherId = await market.voucher(fen(300_000), { encumbrance: 'order' }) // more than the fund: allowed
		expect((await market.stages()).granted ?? [0n, 0n]).toEqual([0n, 0n])
		const orderId = await market.order(voucherId, { state: 'placed', voucherFen: fen(50_000) })
		expect(await market.stages()).toMatchObject({ available: [30_000n, 20_000n], held: [30_000n, 20_000n] })
		await expect(
			market.order(voucherId, { state: 'placed', priceFen: fen(200_000), voucherFen: fen(60_000) }),
		).rejects.toMatchObject({ code: 'fund.exhausted' })
		await callBooks(market.seller, 'end_order', { orderId, to: 'declined', reason: '忙' })
		expect(await market.stages()).toMatchObject({ available: [60_000n, 40_000n], held: [0n, 0n] })
		expect(await differences()).toEqual([])
	})

	test('a price raised before the work opens a further hold; a lower one releases the rest on acceptance', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(120_000))
		for (const [voucherFen, held] of [
			[60_000n, 60_000n],
			[40_000n, 50_000n],
		] as const) {
			const orderId = await market.order(voucherId, {
				state: 'placed',
				voucherFen: fen(50_000),
				priceFen: fen(100_000),
			})
			await market.advance(orderId, fen(120_000), fen(voucherFen), 'delivered')
			const during = (await market.stages()).held!
			expect(during[0]! + during[1]!).toBe(held)
			const answer = await callBooks(market.buyer, 'accept_delivery', { orderId })
			expect(answer).toMatchObject({ redeemedFen: String(voucherFen), releasedFen: String(held - voucherFen) })
		}
		expect(await differences()).toEqual([])
	})

	test('no line of a cap is passed, and what an order gives back can be drawn again', async () => {
		const market = await openMarket()
		const capKey = `cap:${market.fundId}`
		const draws = [{ capKey, limitFen: 100_000n, amountFen: 60_000n }]
		await market.voucher(fen(60_000), { draws })
		await expect(market.voucher(fen(60_000), { draws, enterprise: await organisation('enterprise') })).rejects.toThrow(
			'cap.exceeded',
		)
		await market.voucher(fen(40_000), {
			draws: [{ capKey, limitFen: 100_000n, amountFen: 40_000n }],
			enterprise: await organisation('enterprise'),
		})
		expect(await differences()).toEqual([])
	})
})

describe('idempotency', () => {
	test('the same key and inputs replay the first answer; other inputs are refused; a refusal leaves no key', async () => {
		const market = await openMarket()
		const keyed = { ...market.finance, key: `receipt:${market.fundId}` }
		const args = { fundId: market.fundId, sourceNo: 1, documentNo: '拨款', amountFen: 1_000n, receivedOn: '2026-03-10' }
		const first = await callBooks(keyed, 'record_receipt', args)
		expect(await callBooks(keyed, 'record_receipt', args)).toEqual(first)
		await expect(callBooks(keyed, 'record_receipt', { ...args, amountFen: 2_000n })).rejects.toMatchObject({
			code: 'command.key_reused',
		})
		const cash = await ownerPool().query('SELECT received_fen FROM fund_cash WHERE fund_id = $1 AND source_no = 1', [
			market.fundId,
		])
		expect(cash.rows[0].received_fen).toBe('1000')

		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'placed' })
		const buyer = { ...market.buyer, key: `accept:${orderId}` }
		await expect(callBooks(buyer, 'accept_delivery', { orderId })).rejects.toMatchObject({
			code: 'state.changed_meanwhile',
		})
		await market.advance(orderId, fen(100_000), fen(50_000), 'delivered')
		await callBooks(buyer, 'accept_delivery', { orderId }) // the refusal left no key
	})
})
