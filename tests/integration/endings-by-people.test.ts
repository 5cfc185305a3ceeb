import { describe, expect, test } from 'vitest'
import { approveYearEnd, refuseYearEnd } from '#app/domain/programmes/decide-year-end.server.ts'
import { getYearEnd } from '#app/domain/programmes/preview-year-end.server.ts'
import { proposeYearEnd } from '#app/domain/programmes/propose-year-end.server.ts'
import type { YearEndPlan } from '#app/domain/programmes/year-end.ts'
import { getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { claimClawbacks } from '#app/domain/settlement/clawbacks.server.ts'
import { demandClawback, refuseClawback } from '#app/domain/settlement/decide-clawback.server.ts'
import { proposeClawback } from '#app/domain/settlement/propose-clawback.server.ts'
import { approveEnding, refuseEnding } from '#app/domain/vouchers/decide-ending.server.ts'
import { listDeskVouchers } from '#app/domain/vouchers/desk-voucher.server.ts'
import { proposeEnding } from '#app/domain/vouchers/propose-ending.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { differences, nextFund, paidClaim } from '#tests/fixtures/endings.ts'
import { openMarket } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('a voucher ends by two officers of its authority', () => {
	test('one proposes with a reason, another approves; a second proposal waits its turn; others have no say', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000))
		const { number } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
		const input = { kind: 'void', reason: '弄虚作假' } as const
		for (const stranger of [market.finance, market.buyer, market.settlementOfficer])
			await expect(proposeEnding(stranger, number, input)).rejects.toThrow(refusal('access.denied'))
		await proposeEnding(market.officer, number, input)
		await expect(proposeEnding(market.reviewer, number, input)).rejects.toThrow(refusal('voucher.proposal_open'))
		expect((await listDeskVouchers(market.reviewer, { q: number, page: 1 })).rows).toMatchObject([
			{ number, waits: true },
		])

		const [first] = await prisma.voucherProposal.findMany({ where: { voucherId } })
		await expect(approveEnding(market.officer, { number, proposal: String(first!.id) })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await refuseEnding(market.reviewer, { number, proposal: String(first!.id) })
		await proposeEnding(market.officer, number, input)
		const second = await prisma.voucherProposal.findFirstOrThrow({ where: { voucherId, state: 'open' } })
		const keyed = { ...market.reviewer, key: `approve:${second.id}` }
		await approveEnding(keyed, { number, proposal: String(second.id) })
		await approveEnding(keyed, { number, proposal: String(second.id) })
		expect(await prisma.voucher.findUnique({ where: { number } })).toMatchObject({ state: 'void' })
		await expect(proposeEnding(market.officer, number, input)).rejects.toThrow(refusal('state.not_allowed'))
		const useBy = '2027-06-30' as never
		await expect(proposeEnding(market.officer, number, { kind: 'extension', useBy, reason: '检修' })).rejects.toThrow(
			refusal('state.not_allowed'),
		)
		expect(await differences()).toEqual([])
	})
})

describe('money is demanded back by two people', () => {
	test('up to what was paid, one demand at a time; the fund shows what is due', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const [payLine] = await paidClaim(market, orderId, 50_000n)
		const claim = await prisma.claim.findFirstOrThrow({ where: { fundId: market.fundId } })
		const input = {
			payLine: String(payLine),
			amount: fen(10_000),
			reason: '虚构交易',
			article: '第十二条',
			dueOn: undefined,
		}
		await expect(proposeClawback(market.finance, claim.number, input)).rejects.toThrow(refusal('access.denied'))
		await expect(proposeClawback(market.reviewer, claim.number, { ...input, amount: fen(30_001) })).rejects.toThrow(
			refusal('clawback.above_paid'),
		)
		const refused = await proposeClawback(market.reviewer, claim.number, input)
		await expect(proposeClawback(market.reviewer, claim.number, input)).rejects.toThrow(
			refusal('clawback.proposed_already'),
		)
		await refuseClawback(market.settlementOfficer, { claim: claim.number, clawback: refused.number })
		const { number: clawback } = await proposeClawback(market.reviewer, claim.number, input)
		await expect(demandClawback(market.reviewer, { claim: claim.number, clawback })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await demandClawback(market.settlementOfficer, { claim: claim.number, clawback })
		const view = await claimClawbacks(market.finance, { ...claim, authorityId: market.authorityId })
		expect(view?.clawbacks).toMatchObject([
			{ number: clawback, state: 'demanded', may: { decide: false, receive: true } },
			{ number: refused.number, state: 'refused' },
		])
		const fund = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
		expect(await getFundReport(market.finance, fund.number)).toMatchObject({
			clawedBackFen: 0n,
			clawbackDueFen: 10_000n,
			driftFen: 0n,
			identityHolds: true,
		})
	})
})

describe('a year ends by two people of the authority', () => {
	const plan: YearEndPlan = { available: 'surrender', granted: 'carry', held: 'carry', redeemed: 'carry' }

	test('as previewed; refused when anything moved between preview and proposal, or proposal and approval', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000))
		const fund = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
		const next = await prisma.fund.findUniqueOrThrow({ where: { id: await nextFund(market) } })
		const view = () => getYearEnd(market.officer, fund.number, { plan, next: next.number })
		const page = await view()
		expect(page).toMatchObject({ plan, next: { number: next.number }, may: { propose: true, decide: false } })
		expect(page.items).toMatchObject([{ kind: 'granted', fate: 'carry', amountFen: 100_000n, total: 1 }])
		const input = { ...plan, next: next.number, seen: page.preview!.contentHash }
		await expect(proposeYearEnd(market.reviewer, fund.number, input)).rejects.toThrow(refusal('access.denied'))

		await market.order(voucherId, { state: 'placed', voucherFen: fen(10_000) })
		await expect(proposeYearEnd(market.officer, fund.number, input)).rejects.toThrow(refusal('year_end.changed'))
		const seen = (await view()).preview!.contentHash
		await expect(proposeYearEnd(market.officer, fund.number, { ...input, seen, next: '' })).rejects.toThrow(
			refusal('year_end.changed'),
		)
		await proposeYearEnd(market.officer, fund.number, { ...input, seen })
		await expect(proposeYearEnd(market.finance, fund.number, { ...input, seen })).rejects.toThrow(
			refusal('year_end.proposed_already'),
		)

		await market.order(voucherId, { state: 'placed', voucherFen: fen(10_000) })
		const waiting = await getYearEnd(market.secondOfficer, fund.number, { plan: null, next: '' })
		expect(waiting).toMatchObject({ may: { propose: false, decide: true }, proposal: { isCurrent: false } })
		const which = { number: fund.number, yearEnd: String(waiting.proposal!.id) }
		await expect(approveYearEnd(market.officer, which)).rejects.toThrow(refusal('access.other_person'))
		await expect(approveYearEnd(market.secondOfficer, which)).rejects.toThrow(refusal('year_end.changed'))
		await refuseYearEnd(market.secondOfficer, which)

		await proposeYearEnd(market.officer, fund.number, { ...input, seen: (await view()).preview!.contentHash })
		const last = await prisma.yearEnd.findFirstOrThrow({ where: { fundId: fund.id, state: 'proposed' } })
		await approveYearEnd(market.finance, { number: fund.number, yearEnd: String(last.id) })
		expect(await getFundReport(market.finance, fund.number)).toMatchObject({
			state: 'closed',
			driftFen: 0n,
			identityHolds: true,
			stages: { available: 0n, granted: 0n, held: 0n, surrendered: 99_900_000n, carried_out: 100_000n },
		})
		expect(await getFundReport(market.finance, next.number)).toMatchObject({
			driftFen: 0n,
			identityHolds: true,
			stages: { granted: 80_000n, held: 20_000n },
		})
		expect(await getYearEnd(market.reviewer, fund.number, { plan: null, next: '' })).toMatchObject({
			preview: null,
			proposal: { state: 'approved' },
			may: { propose: false, decide: false },
		})
		expect(await differences()).toEqual([])
	})
})
