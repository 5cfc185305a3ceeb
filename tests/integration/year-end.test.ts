import { describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { at, differences, nextFund, type Plan, paidClaim, payOut, proposedYearEnd } from '#tests/fixtures/endings.ts'
import { openMarket, organisation, ownerPool, stagesOf } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const lastDay = '2026-12-31'
const carryAll: Plan = { available: 'carry', granted: 'carry', held: 'carry', redeemed: 'carry' }

/** A fund with something in every stage: free, held, redeemed, payable and paid; 1,000,000 yuan in all. */
async function fullMarket() {
	const market = await openMarket()
	const voucherId = await market.voucher(fen(500_000))
	const payeeOrder = await market.order(voucherId, { state: 'accepted', voucherFen: fen(50_000) })
	const paid = await paidClaim(market, payeeOrder, 50_000n)
	const { payeeAccountId } = await prisma.claim.findFirstOrThrow({ where: { fundId: market.fundId } })
	const owed = await market.order(voucherId, { state: 'accepted', voucherFen: fen(40_000) })
	const claimId = await market.claim([{ orderId: owed, claimedFen: fen(40_000) }], payeeAccountId!)
	await callBooks(market.settlementOfficer, 'approve_claim', { claimId })
	const redeemed = await market.order(voucherId, { state: 'accepted', voucherFen: fen(30_000) })
	const held = await market.order(voucherId, { state: 'in_service', voucherFen: fen(20_000) })
	return { market, voucherId, paid, claimId, payeeAccountId: payeeAccountId!, redeemed, held }
}

describe('the year-end of a fund', () => {
	test('carries every fen to the next fund with the same voucher, order, claim and pay line, and closes the old one', async () => {
		const { market, voucherId, claimId, held, redeemed, payeeAccountId } = await fullMarket()
		const next = await nextFund(market)
		const { id: yearEndId, totals } = await proposedYearEnd(market, carryAll, next)
		expect(totals).toContainEqual({ kind: 'granted', sourceNo: 1, fate: 'carry', amountFen: '216000', count: 1 })
		const officer = at(market.officer, lastDay)
		await expect(callBooks(officer, 'approve_year_end', { yearEndId })).rejects.toThrow(refusal('access.other_person'))
		const second = { ...at(market.secondOfficer, lastDay), key: `year-end:${yearEndId}` }
		const answer = await callBooks(second, 'approve_year_end', { yearEndId })
		expect(await callBooks(second, 'approve_year_end', { yearEndId })).toEqual(answer)
		expect(answer).toMatchObject({ carriedFen: '99950000', surrenderedFen: '0' })

		const zero = [0n, 0n]
		expect(await market.stages()).toMatchObject({
			available: zero,
			granted: zero,
			held: zero,
			redeemed: zero,
			payable: zero,
			paid: [30_000n, 20_000n],
			carried_out: [59_970_000n, 39_980_000n],
		})
		expect(await stagesOf(next)).toMatchObject({
			available: [59_701_000n, 39_801_000n],
			granted: [216_000n, 144_000n],
			held: [12_000n, 8_000n],
			redeemed: [18_000n, 12_000n],
			payable: [24_000n, 16_000n],
		})
		expect(await prisma.fund.findUnique({ where: { id: market.fundId } })).toMatchObject({ state: 'closed' })
		expect(await prisma.voucher.findUnique({ where: { id: voucherId } })).toMatchObject({
			fundId: next,
			state: 'active',
		})
		expect(await differences()).toEqual([])

		// and life goes on in the new year, on the new fund
		const january = { ...market, now: new Date('2027-01-05T02:00:00Z'), fundId: next }
		await callBooks(market.seller, 'end_order', { orderId: held, to: 'cancelled', reason: '设备故障' })
		const claim = await prisma.claim.create({
			data: {
				...(await claimLike(claimId)),
				number: `DF-${crypto.randomUUID()}`,
				fundId: next,
				claimedFen: 30_000n,
				approvedFen: 30_000n,
			},
		})
		await ownerPool().query(
			`INSERT INTO claim_line (claim_id, line_no, kind, order_id, title, base_fen, claimed_fen, approved_fen) VALUES ($1, 1, 'order', $2, '演示服务', 60000, 30000, 30000)`,
			[claim.id, redeemed],
		)
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId: claim.id })
		expect(await stagesOf(next)).toMatchObject({ held: zero, redeemed: zero, payable: [42_000n, 28_000n] })
		await payOut(batchesOf(january, next), 1)
		expect(await stagesOf(next)).toMatchObject({ payable: [0n, 28_000n], paid: [42_000n, 0n] })
		expect(payeeAccountId).toBeTruthy()
		expect(await differences()).toEqual([])
	})

	test('surrenders what is unspent and lapses what is free, while what is under way is carried', async () => {
		const { market, voucherId } = await fullMarket()
		const next = await nextFund(market)
		const plan: Plan = { available: 'surrender', granted: 'lapse', held: 'carry', redeemed: 'carry' }
		const { id: yearEndId } = await proposedYearEnd(market, plan, next)
		await callBooks(at(market.secondOfficer, lastDay), 'approve_year_end', { yearEndId })
		expect(await market.stages()).toMatchObject({
			available: [0n, 0n],
			granted: [0n, 0n],
			surrendered: [59_916_000n, 39_944_000n],
			carried_out: [54_000n, 36_000n],
		})
		expect(await stagesOf(next)).toMatchObject({
			held: [12_000n, 8_000n],
			redeemed: [18_000n, 12_000n],
			payable: [24_000n, 16_000n],
		})
		expect(await prisma.voucher.findUnique({ where: { id: voucherId } })).toMatchObject({
			state: 'lapsed',
			fundId: next,
		})
		expect(await differences()).toEqual([])
	})

	test('where the programme voids shares under way, the orders go on without them and cannot be claimed', async () => {
		const { market, held, redeemed, payeeAccountId } = await fullMarket()
		const next = await nextFund(market)
		const plan: Plan = { available: 'surrender', granted: 'surrender', held: 'void', redeemed: 'void' }
		const { id: yearEndId } = await proposedYearEnd(market, plan, next)
		await callBooks(at(market.secondOfficer, lastDay), 'approve_year_end', { yearEndId })
		expect(await market.stages()).toMatchObject({
			surrendered: [59_946_000n, 39_964_000n],
			carried_out: [24_000n, 16_000n],
		})
		expect(await prisma.order.findUnique({ where: { id: held } })).toMatchObject({
			voucherFen: 0n,
			state: 'in_service',
		})
		await expect(market.claim([{ orderId: redeemed, claimedFen: fen(30_000) }], payeeAccountId)).rejects.toThrow(
			'claim.late',
		)
		expect(await differences()).toEqual([])
	})

	test('is refused when anything changed since the preview, while a batch is open, and without a fund to carry into', async () => {
		const { market, voucherId } = await fullMarket()
		const next = await nextFund(market)
		const second = at(market.secondOfficer, lastDay)
		const refuse = async (id: bigint) =>
			prisma.yearEnd.update({
				where: { id },
				data: { state: 'refused', decidedById: market.idOf(market.secondOfficer), decidedAt: market.now },
			})

		const stale = await proposedYearEnd(market, carryAll, next)
		await market.order(voucherId, { state: 'placed', voucherFen: fen(10_000) })
		await expect(callBooks(second, 'approve_year_end', { yearEndId: stale.id })).rejects.toThrow(
			refusal('year_end.changed'),
		)
		await refuse(stale.id)

		const alone = await proposedYearEnd(market, carryAll, null)
		await expect(callBooks(second, 'approve_year_end', { yearEndId: alone.id })).rejects.toThrow(
			refusal('year_end.next_fund_missing'),
		)
		await refuse(alone.id)

		const other = await nextFund(market, { sources: ['city'], year: 2028 })
		const unlike = await proposedYearEnd(market, carryAll, other)
		await expect(callBooks(second, 'approve_year_end', { yearEndId: unlike.id })).rejects.toThrow(
			refusal('year_end.sources_differ'),
		)
		await refuse(unlike.id)

		const batchId = await market.batch(1)
		const waiting = await proposedYearEnd(market, carryAll, next)
		await expect(callBooks(second, 'approve_year_end', { yearEndId: waiting.id })).rejects.toThrow(
			refusal('year_end.batches_open'),
		)
		await callBooks(market.settlementOfficer, 'void_batch', { batchId })
		await callBooks(second, 'approve_year_end', { yearEndId: waiting.id })
		expect(await differences()).toEqual([])
	})

	test('approved 32 times at once, with orders placed meanwhile, has one effect and leaves nothing in the closed fund', async () => {
		const { market, voucherId } = await fullMarket()
		const next = await nextFund(market)
		const orders = await Promise.all(Array.from({ length: 8 }, () => market.order(voucherId)))
		const { id: yearEndId } = await proposedYearEnd(market, carryAll, next)
		const second = at(market.secondOfficer, lastDay)
		const approvals = Array.from({ length: 32 }, () => callBooks(second, 'approve_year_end', { yearEndId }))
		const places = orders.map((orderId) =>
			callBooks(market.buyer, 'place_order', { orderId, amountFen: 10_000n, draws: [], replyDueAt: market.now }),
		)
		const [done, placed] = await Promise.all([Promise.allSettled(approvals), Promise.allSettled(places)])
		const won = done.filter((r) => r.status === 'fulfilled').length
		expect(won).toBeLessThanOrEqual(1)
		if (won === 0) {
			expect(done.every((r) => r.status === 'rejected' && r.reason.code === 'year_end.changed')).toBe(true)
			expect(placed.some((r) => r.status === 'fulfilled')).toBe(true)
		} else for (const r of placed) if (r.status === 'rejected') expect(r.reason.code).toBe('fund.closed')
		expect(await differences()).toEqual([])
	})

	test('nothing is granted, appropriated or moved in a closed fund any more, whoever writes', async () => {
		const { market } = await fullMarket()
		const { id: yearEndId } = await proposedYearEnd(market, carryAll, await nextFund(market))
		const late = await prisma.appropriation.create({
			data: {
				fundId: market.fundId,
				sourceNo: 1,
				documentNo: '晚到',
				amountFen: 1n,
				createdById: market.idOf(market.officer),
			},
		})
		await callBooks(at(market.secondOfficer, lastDay), 'approve_year_end', { yearEndId })
		await expect(market.voucher(fen(1_000), { enterprise: await organisation('enterprise') })).rejects.toThrow(
			refusal('fund.not_approved'),
		)
		await expect(
			callBooks(market.secondOfficer, 'approve_appropriation', { appropriationId: late.id }),
		).rejects.toThrow(refusal('fund.not_approved'))
		await expect(
			ownerPool().query(
				`INSERT INTO transfer (command_id, line_no, fund_id, source_no, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
				 SELECT max(id), 999, $1, 1, 'treasury', 'available', 1, '2027-01-01', now(), pg_current_xact_id(), '' FROM command`,
				[market.fundId],
			),
		).rejects.toThrow('fund.closed')
		expect(await prisma.round.findUnique({ where: { id: market.roundId } })).toMatchObject({ state: 'closed' })
	})

	test('a payment that comes back after the year is owed by the next fund', async () => {
		const { market, paid } = await fullMarket()
		const next = await nextFund(market)
		const { id: yearEndId } = await proposedYearEnd(market, carryAll, next)
		await callBooks(at(market.secondOfficer, lastDay), 'approve_year_end', { yearEndId })
		const { paymentId } = await prisma.settlementLine.findFirstOrThrow({ where: { payLineId: paid[0]! } })
		await callBooks(at(market.finance, '2027-01-08'), 'return_payment', {
			paymentId,
			statementLineId: await market.bankLine(1, 30_000n),
			rule: 'code',
			returnCode: 'AC04',
		})
		expect(await market.stages()).toMatchObject({ paid: [0n, 20_000n], payable: [0n, 0n] })
		expect(await stagesOf(next)).toMatchObject({ payable: [54_000n, 16_000n] })
		expect(await prisma.payLine.findUnique({ where: { id: paid[0]! } })).toMatchObject({ fundId: next })
		expect(await differences()).toEqual([])
	})

	test('quotas that set no money aside go along or lapse, and with them their place on the over-issue counter', async () => {
		for (const granted of ['carry', 'lapse'] as const) {
			const market = await openMarket({ appropriatedFen: fen(100_000) })
			await ownerPool().query('UPDATE fund SET over_issue_percent = 200 WHERE id = $1', [market.fundId])
			const draws = [{ capKey: `over_issue:${market.fundId}`, limitFen: 200_000n, amountFen: 150_000n }]
			const voucherId = await market.voucher(fen(150_000), { encumbrance: 'order', draws })
			await market.order(voucherId, { state: 'placed', voucherFen: fen(50_000) })
			const next = await nextFund(market)
			const { id: yearEndId } = await proposedYearEnd(market, { ...carryAll, granted }, next)
			await callBooks(at(market.secondOfficer, lastDay), 'approve_year_end', { yearEndId })
			const used = await prisma.capUsage.findMany({
				where: { capKey: { startsWith: 'over_issue:' } },
				orderBy: { capKey: 'asc' },
			})
			const of = (fundId: bigint) => used.find((row) => row.capKey === `over_issue:${fundId}`)?.usedFen
			expect([of(market.fundId), of(next)]).toEqual([0n, granted === 'carry' ? 150_000n : 50_000n])
			expect(await stagesOf(next)).toMatchObject({ held: [30_000n, 20_000n] })
			expect(await differences()).toEqual([])
		}
	})
})

describe('quotas that set no money aside', () => {
	test('stay within what is appropriated times the factor, by the database too; a lapsed one makes room', async () => {
		const market = await openMarket({ appropriatedFen: fen(100_000) })
		await ownerPool().query('UPDATE fund SET over_issue_percent = 150 WHERE id = $1', [market.fundId])
		const draw = (amountFen: bigint, limitFen = 150_000n) => ({
			encumbrance: 'order',
			useBy: '2026-06-30',
			draws: [{ capKey: `over_issue:${market.fundId}`, limitFen, amountFen }],
		})
		const first = await market.voucher(fen(100_000), draw(100_000n))
		const another = async (limitFen?: bigint) =>
			market.voucher(fen(60_000), { ...draw(60_000n, limitFen), enterprise: await organisation('enterprise') })
		await expect(another()).rejects.toThrow('cap.exceeded')
		await expect(another(999_999n)).rejects.toThrow(refusal('fund.over_issued'))
		await callBooks(at(market.officer, '2026-07-01'), 'lapse_voucher', { voucherId: first })
		await another()
		expect(await differences()).toEqual([])
	})
})

describe('a cut of the appropriation', () => {
	test('below what is free is refused, and leaves the fund as it was', async () => {
		const market = await openMarket({ appropriatedFen: fen(100_000) })
		await market.voucher(fen(90_000))
		const cut = (amountFen: bigint) =>
			prisma.appropriation.create({
				data: {
					fundId: market.fundId,
					sourceNo: 1,
					documentNo: '调减',
					amountFen,
					createdById: market.idOf(market.officer),
				},
			})
		const tooMuch = await cut(-6_001n)
		await expect(
			callBooks(market.secondOfficer, 'approve_appropriation', { appropriationId: tooMuch.id }),
		).rejects.toThrow(refusal('fund.exhausted'))
		const fits = await cut(-6_000n)
		await expect(callBooks(market.officer, 'approve_appropriation', { appropriationId: fits.id })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await callBooks(market.secondOfficer, 'approve_appropriation', { appropriationId: fits.id })
		expect(await market.stages()).toMatchObject({ available: [0n, 4_000n], treasury: [-54_000n, -40_000n] })
		expect(await differences()).toEqual([])
	})
})

/** The columns of a claim a second one of the same order's parties shares. */
async function claimLike(claimId: bigint) {
	const {
		id: _id,
		number: _number,
		state: _state,
		createdAt: _at,
		evaluation: _evaluation,
		approvedAt: _on,
		approvedById: _by,
		...shared
	} = await prisma.claim.findUniqueOrThrow({ where: { id: claimId } })
	return { ...shared, state: 'reviewed' }
}

/** The market with batches formed on another fund. */
function batchesOf(market: Awaited<ReturnType<typeof openMarket>>, fundId: bigint): typeof market {
	return {
		...market,
		fundId,
		async batch(sourceNo: number) {
			const { id } = await prisma.batch.create({
				data: {
					number: `QS-${crypto.randomUUID()}`,
					fundId,
					sourceNo,
					createdById: market.idOf(market.settlementOfficer),
				},
			})
			const lines = await prisma.payLine.findMany({
				where: { fundId, sourceNo, settlements: { none: { returned: false } } },
			})
			for (const line of lines)
				await prisma.settlementLine.create({
					data: { payLineId: line.id, attempt: 1, batchId: id, amountFen: line.amountFen },
				})
			return id
		},
	}
}
