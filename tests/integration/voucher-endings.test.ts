import { describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { at, differences, proposal } from '#tests/fixtures/endings.ts'
import { openMarket, organisation, ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('a voucher is voided', () => {
	test('by two people with a reason: what is free is available again and can be granted to another', async () => {
		const market = await openMarket({ appropriatedFen: fen(100_000) })
		const voucherId = await market.voucher(fen(100_000))
		await market.order(voucherId, { state: 'accepted', voucherFen: fen(30_000) })
		const proposalId = await proposal(market, voucherId, 'void')
		await expect(callBooks(market.officer, 'void_voucher', { proposalId })).rejects.toThrow(
			refusal('access.other_person'),
		)
		const second = { ...market.secondOfficer, key: `void:${voucherId}` }
		const answer = await callBooks(second, 'void_voucher', { proposalId })
		expect(answer).toMatchObject({ voidedFen: '70000' })
		expect(await callBooks(second, 'void_voucher', { proposalId })).toEqual(answer)
		await expect(callBooks(market.secondOfficer, 'void_voucher', { proposalId })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
		expect(await market.stages()).toMatchObject({
			available: [42_000n, 28_000n],
			granted: [0n, 0n],
			redeemed: [18_000n, 12_000n],
		})
		expect(await prisma.voucher.findUnique({ where: { id: voucherId } })).toMatchObject({ state: 'void' })
		await expect(market.order(voucherId, { state: 'placed' })).rejects.toThrow(refusal('voucher.expired'))
		await market.voucher(fen(70_000), { enterprise: await organisation('enterprise') })
		expect(await differences()).toEqual([])
	})

	test('not while an order holds a part of it; the refusal names the order', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000))
		const orderId = await market.order(voucherId, { state: 'placed' })
		const { number } = await prisma.order.findUniqueOrThrow({ where: { id: orderId } })
		const proposalId = await proposal(market, voucherId, 'void')
		await expect(callBooks(market.secondOfficer, 'void_voucher', { proposalId })).rejects.toMatchObject({
			code: 'voucher.holds_open',
			details: { orders: number },
		})
		await callBooks(market.seller, 'end_order', { orderId, to: 'declined', reason: '忙' })
		await callBooks(market.secondOfficer, 'void_voucher', { proposalId })
		expect(await differences()).toEqual([])
	})

	test('never by one person or without a proposal, whoever writes to the database', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000))
		await expect(ownerPool().query(`UPDATE voucher SET state = 'void' WHERE id = $1`, [voucherId])).rejects.toThrow(
			'by two people only',
		)
		const id = await proposal(market, voucherId, 'void')
		const officer = market.idOf(market.officer)
		await expect(
			prisma.voucherProposal.update({
				where: { id },
				data: { state: 'approved', decidedById: officer, decidedAt: market.now },
			}),
		).rejects.toThrow()
		await expect(
			prisma.voucherProposal.update({
				where: { id },
				data: { state: 'refused', decidedById: officer, decidedAt: market.now },
			}),
		).rejects.toThrow('voucher_proposal_second_person')
	})

	test('32 times at once against 32 orders on it: either it is void and holds nothing, or it is held and not void', async () => {
		for (let round = 0; round < 3; round++) {
			const market = await openMarket()
			const voucherId = await market.voucher(fen(160_000))
			const orders = await Promise.all(Array.from({ length: 16 }, () => market.order(voucherId)))
			const proposalId = await proposal(market, voucherId, 'void')
			const keyed = { ...market.secondOfficer, key: `void:${voucherId}` }
			const race = await Promise.allSettled([
				...orders.map((orderId) =>
					callBooks(market.buyer, 'place_order', { orderId, amountFen: 10_000n, draws: [], replyDueAt: market.now }),
				),
				...orders.map(() => callBooks(keyed, 'void_voucher', { proposalId })),
			])
			const placed = race.slice(0, 16).filter((r) => r.status === 'fulfilled').length
			const voided = race.slice(16).filter((r) => r.status === 'fulfilled').length
			expect(voided > 0).toBe(placed === 0)
			const { state } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
			expect(state).toBe(voided > 0 ? 'void' : 'active')
			const { granted, held, available } = await market.stages()
			expect(held![0]! + held![1]!).toBe(BigInt(placed) * 10_000n)
			expect(available![0]! + available![1]! + granted![0]! + granted![1]! + held![0]! + held![1]!).toBe(100_000_000n)
		}
		expect(await differences()).toEqual([])
	})
})

describe('the last days of a voucher', () => {
	test('are extended by two people, and never shortened', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-06-30' })
		const days = (useBy: string, redeemBy?: string) => ({
			useBy: new Date(useBy),
			...(redeemBy ? { redeemBy: new Date(redeemBy) } : {}),
		})
		const shorter = await proposal(market, voucherId, 'extension', days('2026-05-31'))
		await expect(callBooks(market.secondOfficer, 'extend_voucher', { proposalId: shorter })).rejects.toThrow(
			refusal('voucher.extension_days'),
		)
		await prisma.voucherProposal.update({
			where: { id: shorter },
			data: { state: 'refused', decidedById: market.idOf(market.secondOfficer), decidedAt: market.now },
		})
		const proposalId = await proposal(market, voucherId, 'extension', days('2026-09-30', '2026-10-31'))
		await expect(callBooks(market.officer, 'extend_voucher', { proposalId })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await callBooks(market.secondOfficer, 'extend_voucher', { proposalId })
		const july = at(market.officer, '2026-07-01')
		await expect(callBooks(july, 'lapse_voucher', { voucherId })).rejects.toThrow(refusal('state.not_allowed'))
		await callBooks(at(market.officer, '2026-10-01'), 'lapse_voucher', { voucherId })
		expect(await differences()).toEqual([])
	})

	test('the share an order still holds after use-by lapses by two people, and the order goes on without it', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-06-30' })
		const orderId = await market.order(voucherId, { state: 'delivered' })
		const early = await proposal(market, voucherId, 'lapse', { orderId })
		await expect(callBooks(market.secondOfficer, 'lapse_order', { proposalId: early })).rejects.toThrow(
			refusal('voucher.still_valid'),
		)
		const july = at(market.secondOfficer, '2026-07-01')
		await callBooks(july, 'lapse_voucher', { voucherId })
		expect(await market.stages()).toMatchObject({ held: [30_000n, 20_000n], granted: [0n, 0n] })
		await callBooks(july, 'lapse_order', { proposalId: early })
		expect(await market.stages()).toMatchObject({ held: [0n, 0n], available: [60_000_000n, 40_000_000n] })
		const answer = await callBooks(at(market.buyer, '2026-07-02'), 'accept_delivery', { orderId })
		expect(answer).toMatchObject({ redeemedFen: '0', releasedFen: '0' })
		expect(await differences()).toEqual([])
	})

	test('what was redeemed and not claimed by redeem-by is forfeited by two people, and cannot be claimed any more', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-06-30' })
		const claimed = await market.order(voucherId, { state: 'accepted', voucherFen: fen(20_000) })
		const payee = await market.payeeAccount()
		await market.claim([{ orderId: claimed, claimedFen: fen(20_000) }], payee)
		const orderId = await market.order(voucherId, { state: 'accepted', voucherFen: fen(50_000) })
		const july = at(market.secondOfficer, '2026-07-01')

		const wrong = await proposal(market, voucherId, 'forfeit', { orderId: claimed })
		await expect(callBooks(july, 'forfeit_order', { proposalId: wrong })).rejects.toThrow(
			refusal('claim.already_claimed'),
		)
		await prisma.voucherProposal.update({
			where: { id: wrong },
			data: { state: 'refused', decidedById: market.idOf(market.secondOfficer), decidedAt: market.now },
		})
		const proposalId = await proposal(market, voucherId, 'forfeit', { orderId })
		await expect(callBooks(market.secondOfficer, 'forfeit_order', { proposalId })).rejects.toThrow(
			refusal('voucher.still_valid'),
		)
		const answer = await callBooks(july, 'forfeit_order', { proposalId })
		expect(answer).toMatchObject({ forfeitedFen: '50000' })
		expect(await market.stages()).toMatchObject({ redeemed: [12_000n, 8_000n], granted: [18_000n, 12_000n] })
		await expect(market.claim([{ orderId, claimedFen: fen(50_000) }], payee)).rejects.toThrow('claim.late')
		expect(await differences()).toEqual([])
	})
})

describe('holds end one by one', () => {
	test('a further hold for an overrun, part redemption over both, the rest of each released', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(120_000))
		const orderId = await market.order(voucherId, { state: 'placed', voucherFen: fen(50_000), priceFen: fen(100_000) })
		await market.advance(orderId, fen(120_000), fen(60_000), 'delivered')
		// the buyer's own claim to the share goes down after the work: 55,000 of 60,000 is redeemed
		await ownerPool().query('UPDATE "order" SET voucher_fen = 55000 WHERE id = $1', [orderId])
		await callBooks(market.buyer, 'accept_delivery', { orderId })
		const { rows } = await ownerPool().query<{
			line_no: number
			kind: string
			part_fen: string[]
			redeemed_fen: string[]
		}>(
			'SELECT h.line_no, r.kind, h.part_fen, r.redeemed_fen FROM hold h JOIN hold_resolution r ON r.hold_id = h.id WHERE h.order_id = $1 ORDER BY h.id',
			[orderId],
		)
		expect(rows).toEqual([
			{ line_no: 1, kind: 'redeemed', part_fen: ['30000', '20000'], redeemed_fen: ['30000', '20000'] },
			{ line_no: 2, kind: 'redeemed', part_fen: ['6000', '4000'], redeemed_fen: ['3000', '2000'] },
		])
		expect(await market.stages()).toMatchObject({
			held: [0n, 0n],
			redeemed: [33_000n, 22_000n],
			granted: [39_000n, 26_000n],
		})
		expect(await differences()).toEqual([])
	})

	test('a hold the redeemed part does not reach is released whole; an ended order releases each of its holds', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(120_000))
		const orders: bigint[] = []
		for (const redeemed of [45_000, null]) {
			const orderId = await market.order(voucherId, {
				state: 'placed',
				voucherFen: fen(50_000),
				priceFen: fen(100_000),
			})
			await market.advance(orderId, fen(120_000), fen(55_000), 'in_service')
			orders.push(orderId)
			if (redeemed === null) {
				await callBooks(market.seller, 'end_order', { orderId, to: 'cancelled', reason: '设备故障' })
				continue
			}
			await ownerPool().query(
				`UPDATE "order" SET state = 'delivered', report_no = 'BG-1', report_on = '2026-03-10', delivered_at = now(), voucher_fen = $2 WHERE id = $1`,
				[orderId, redeemed],
			)
			await callBooks(market.buyer, 'accept_delivery', { orderId })
		}
		const { rows } = await ownerPool().query<{ kinds: string[] }>(
			'SELECT array_agg(r.kind ORDER BY h.id) AS kinds FROM hold h JOIN hold_resolution r ON r.hold_id = h.id WHERE h.order_id = ANY ($1::bigint[]) GROUP BY h.order_id ORDER BY h.order_id',
			[orders],
		)
		expect(rows.map((row) => row.kinds)).toEqual([
			['redeemed', 'released'],
			['released', 'released'],
		])
		expect(await market.stages()).toMatchObject({
			held: [0n, 0n],
			redeemed: [27_000n, 18_000n],
			granted: [45_000n, 30_000n],
		})
		expect(await differences()).toEqual([])
	})
})
