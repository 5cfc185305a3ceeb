import { describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { at, differences, paidClaim } from '#tests/fixtures/endings.ts'
import { type Market, openMarket, ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })

async function paidMarket() {
	const market = await openMarket()
	const voucherId = await market.voucher(fen(100_000))
	const orderId = await market.order(voucherId, { state: 'accepted' })
	const [payLineId] = await paidClaim(market, orderId, 50_000n)
	return { market, voucherId, payLineId: payLineId! }
}

async function demand(market: Market, payLineId: bigint, amountFen: bigint): Promise<bigint> {
	const { claimId } = await prisma.payLine.findUniqueOrThrow({ where: { id: payLineId } })
	const { id } = await prisma.clawback.create({
		data: {
			number: `ZK-${crypto.randomUUID()}`,
			payLineId,
			claimId,
			payeeId: market.providerId,
			amountFen,
			reason: '合同未履行',
			proposedById: market.idOf(market.reviewer),
		},
	})
	return id
}

const money = (clawbackId: bigint, amountFen: bigint, reuse = false) => ({
	clawbackId,
	amountFen,
	reuse,
	documentNo: '缴款书 1',
	receivedOn: '2026-03-10',
})

describe('a clawback', () => {
	test('is demanded by two people, stays outside the fund until money comes, and then goes to the treasury', async () => {
		const { market, payLineId } = await paidMarket()
		const clawbackId = await demand(market, payLineId, 10_000n)
		await expect(callBooks(market.reviewer, 'demand_clawback', { clawbackId })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await expect(callBooks(market.finance, 'receive_clawback', money(clawbackId, 10_000n))).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
		await callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId })
		expect(await market.stages()).toMatchObject({ paid: [30_000n, 20_000n] })
		expect(await differences()).toEqual([])

		const finance = { ...market.finance, key: `clawback:${clawbackId}` }
		const first = await callBooks(finance, 'receive_clawback', money(clawbackId, 4_000n))
		expect(await callBooks(finance, 'receive_clawback', money(clawbackId, 4_000n))).toEqual(first)
		await expect(callBooks(market.finance, 'receive_clawback', money(clawbackId, 6_001n))).rejects.toThrow(
			refusal('clawback.above_demand'),
		)
		await callBooks(market.finance, 'receive_clawback', money(clawbackId, 6_000n))
		expect(await market.stages()).toMatchObject({ paid: [20_000n, 20_000n], surrendered: [10_000n, 0n] })
		expect(await prisma.clawback.findUnique({ where: { id: clawbackId } })).toMatchObject({ state: 'received' })
		expect(await differences()).toEqual([])
	})

	test('is never more than was paid and is not demanded back yet, and nothing unpaid is demanded', async () => {
		const { market, voucherId, payLineId } = await paidMarket()
		const first = await demand(market, payLineId, 20_000n)
		await callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId: first })
		const second = await demand(market, payLineId, 10_001n)
		await expect(callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId: second })).rejects.toMatchObject({
			code: 'clawback.above_paid',
			details: { leftFen: '10000' },
		})
		await expect(
			ownerPool().query('UPDATE pay_line SET demanded_fen = amount_fen + 1 WHERE id = $1', [payLineId]),
		).rejects.toThrow('pay_line_clawback')

		const owed = await market.order(voucherId, { state: 'accepted' })
		const { payeeAccountId } = await prisma.claim.findFirstOrThrow({ where: { fundId: market.fundId } })
		const claimId = await market.claim([{ orderId: owed, claimedFen: fen(50_000) }], payeeAccountId!)
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId })
		const unpaid = await prisma.payLine.findFirstOrThrow({ where: { claimId, sourceNo: 1 } })
		const early = await demand(market, unpaid.id, 1n)
		await expect(callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId: early })).rejects.toThrow(
			refusal('clawback.not_paid'),
		)
	})

	test('goes back to the fund where the programme re-uses it in the same year, and can be paid again', async () => {
		const { market, payLineId } = await paidMarket()
		const clawbackId = await demand(market, payLineId, 10_000n)
		await callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId })
		const answer = await callBooks(market.finance, 'receive_clawback', money(clawbackId, 4_000n, true))
		expect(answer).toMatchObject({ to: 'available' })
		const nextYear = await callBooks(
			at(market.finance, '2027-01-05'),
			'receive_clawback',
			money(clawbackId, 6_000n, true),
		)
		expect(nextYear).toMatchObject({ to: 'surrendered' })
		expect(await market.stages()).toMatchObject({
			available: [59_944_000n, 39_960_000n],
			paid: [20_000n, 20_000n],
			surrendered: [6_000n, 0n],
		})
		const { rows } = await ownerPool().query(
			'SELECT received_fen, released_fen FROM fund_cash WHERE fund_id = $1 AND source_no = 1',
			[market.fundId],
		)
		expect(rows).toEqual([{ received_fen: '34000', released_fen: '30000' }])
		expect(await differences()).toEqual([])
	})

	test('a payment that comes back by itself ends a demand of which nothing came; one clawed back in part is refused', async () => {
		for (const received of [0n, 5_000n]) {
			const { market, payLineId } = await paidMarket()
			const clawbackId = await demand(market, payLineId, 10_000n)
			await callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId })
			if (received > 0n) await callBooks(market.finance, 'receive_clawback', money(clawbackId, received))
			const { paymentId } = await prisma.settlementLine.findFirstOrThrow({ where: { payLineId } })
			const back = callBooks(market.finance, 'return_payment', {
				paymentId,
				statementLineId: await market.bankLine(1, 30_000n),
				rule: 'code',
				returnCode: 'AC04',
			})
			if (received > 0n) await expect(back).rejects.toThrow(refusal('payment.clawed_back'))
			else {
				await back
				expect(await prisma.clawback.findUnique({ where: { id: clawbackId } })).toMatchObject({ state: 'ended' })
			}
			expect(await differences()).toEqual([])
		}
	})

	test('approved 32 times at once has one effect, and 32 receipts of all that is due are one', async () => {
		const { market, payLineId } = await paidMarket()
		const clawbackId = await demand(market, payLineId, 30_000n)
		const all = <T>(what: () => Promise<T>) => Promise.allSettled(Array.from({ length: 32 }, what))
		const demanded = await all(() => callBooks(market.settlementOfficer, 'demand_clawback', { clawbackId }))
		expect(demanded.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
		const received = await all(() => callBooks(market.finance, 'receive_clawback', money(clawbackId, 30_000n)))
		expect(received.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
		expect(await market.stages()).toMatchObject({ paid: [0n, 20_000n], surrendered: [30_000n, 0n] })
		expect(await differences()).toEqual([])
	})
})

describe('after the last payment day of a fund', () => {
	test('no batch is approved and none is sent', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		await market.owedOn(orderId, { receivedFen: 30_000n })
		await ownerPool().query(`UPDATE fund SET last_payment_on = '2026-12-20' WHERE id = $1`, [market.fundId])
		const batchId = await market.batch(1)
		await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
		const approval = { batchId, approvalDocumentNo: '批' }
		await expect(callBooks(at(market.finance, '2026-12-21'), 'approve_batch', approval)).rejects.toThrow(
			refusal('batch.after_last_payment_day'),
		)
		await callBooks(at(market.finance, '2026-12-20'), 'approve_batch', approval)
		await expect(
			callBooks(at(market.finance, '2026-12-21'), 'send_batch', { batchId, messageId: `M-${batchId}` }),
		).rejects.toThrow(refusal('batch.after_last_payment_day'))
		await callBooks(at(market.finance, '2026-12-20'), 'send_batch', { batchId, messageId: `M-${batchId}` })
	})
})
