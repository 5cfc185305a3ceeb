import { expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { removeLine, saveLine } from '#app/domain/claims/save-line.server.ts'
import { claimRounds, startClaimOnly } from '#app/domain/claims/start-claim-only.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { withdrawClaim } from '#app/domain/claims/withdraw-claim.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { halfOfInvoice, openRound } from '#tests/fixtures/claim-only.ts'
import { contractLine, evidence, shippedDocument } from '#tests/fixtures/claims.ts'
import type { Market } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const commitmentText = '承诺'

/** A programme without vouchers: half of the cost, city 70 and district 30, at least 1,000, at most 3,000 yuan a year. */
const document = halfOfInvoice((rules) => {
	rules.subsidy.floors = shippedDocument('yunze-instruments-2026').subsidy.floors
	rules.subsidy.caps = [
		{
			id: 'year',
			name: { zh: '年度上限', en: 'yearly cap' },
			scope: 'year',
			limit: { kind: 'amount', fen: 300_000 },
			article: '第四条',
		},
	]
})

const open = () => openRound(document)

const decideInFull = async (market: Market, number: string) => {
	const { lines } = await getClaim(market.reviewer, number)
	return decideClaim(market.reviewer, {
		number,
		lines: lines.map((line) => ({ lineNo: line.lineNo, approvedFen: line.claimedFen, reason: '', article: '' })),
	})
}

test('contracts outside the platform are claimed by their sum, split over the sources and counted on the cap', async () => {
	const { market, round, payee } = await open()
	expect((await claimRounds(market.buyer)).map((open) => open.number)).toContain(round)
	const { number } = await startClaimOnly(market.buyer, { round, orders: [] })
	await saveLine(market.buyer, { ...contractLine(market, fen(120_000), '11111111111111111111'), number, lineNo: null })
	const below = await getClaim(market.buyer, number)
	expect(below.claim.claimedFen).toBe(0n)
	expect(below.checks.filter((check) => check.verdict === 'stop').map((check) => check.code)).toEqual(['floor'])
	await expect(submitClaim(market.buyer, { number, payee, seen: fen(0), commitmentText })).rejects.toThrow(
		refusal('claim.below_floor'),
	)

	await saveLine(market.buyer, { ...contractLine(market, fen(300_001), '22222222222222222222'), number, lineNo: null })
	const whole = await getClaim(market.buyer, number)
	expect(whole.claim.claimedFen).toBe(210_000n)
	expect(whole.lines.map((line) => line.claimedFen)).toEqual([60_000n, 150_000n])
	expect(whole.evaluation?.split).toEqual([
		{ source: 'city', amountFen: 147_000n },
		{ source: 'district', amountFen: 63_000n },
	])
	await submitClaim(market.buyer, { number, payee, seen: fen(210_000), commitmentText })
	expect(await decideInFull(market, number)).toBe('approved')
	expect((await market.stages()).payable).toEqual([147_000n, 63_000n])
	const claim = await prisma.claim.findUniqueOrThrow({ where: { number } })
	expect(claim.entitlementId).not.toBeNull()

	const second = await startClaimOnly(market.buyer, { round, orders: [] })
	await saveLine(market.buyer, {
		...contractLine(market, fen(400_000), '33333333333333333333'),
		number: second.number,
		lineNo: null,
	})
	expect((await getClaim(market.buyer, second.number)).claim.claimedFen).toBe(0n) // 900.00 are left of the year, below the floor
})

test('an earlier claim under way counts on the cap; a cut is split and drawn in proportion', async () => {
	const { market, round, payee } = await open()
	const first = await startClaimOnly(market.buyer, { round, orders: [] })
	await saveLine(market.buyer, {
		...contractLine(market, fen(360_000), '44444444444444444444'),
		number: first.number,
		lineNo: null,
	})
	await submitClaim(market.buyer, { number: first.number, payee, seen: fen(180_000), commitmentText })
	const later = { ...market.buyer, now: new Date(market.now.getTime() + 1000) }
	const second = await startClaimOnly(later, { round, orders: [] })
	await saveLine(later, {
		...contractLine(market, fen(360_000), '55555555555555555555'),
		number: second.number,
		lineNo: null,
	})
	expect((await getClaim(later, second.number)).claim.claimedFen).toBe(120_000n)

	const cut = [{ lineNo: 1, approvedFen: fen(100_001), reason: '含强制检测', article: '第五条' }]
	expect(await decideClaim(market.reviewer, { number: first.number, lines: cut })).toBe('awaits_second_person')
	await approveClaim(market.officer, { number: first.number })
	expect((await market.stages()).payable).toEqual([70_001n, 30_000n])
	const usage = await prisma.capUsage.findMany({
		where: { capKey: { startsWith: `programme:demo-${market.versionId}:` } },
	})
	expect(usage.map((cap) => cap.usedFen)).toEqual([100_001n])
})

test('a line keeps its papers when changed, an invoice belongs to one line, and a removed line frees it', async () => {
	const { market, round } = await open()
	const { number } = await startClaimOnly(market.buyer, { round, orders: [] })
	const line = contractLine(market, fen(250_000), '66666666666666666666')
	await saveLine(market.buyer, { ...line, number, lineNo: null })
	await expect(saveLine(market.buyer, { ...line, number, lineNo: null })).rejects.toThrow(refusal('invoice.too_small'))
	await expect(
		saveLine(market.buyer, { ...line, invoiceYuan: fen(1), invoiceTaxYuan: fen(0), number, lineNo: null }),
	).rejects.toThrow(refusal('invoice.taken'))

	const unchanged = {
		...line,
		contractFile: undefined,
		invoiceFile: undefined,
		slipFile: undefined,
		reportFile: undefined,
	}
	await saveLine(market.buyer, { ...unchanged, title: '盐雾试验', invoiceYuan: fen(260_000), number, lineNo: 1 })
	const changed = await getClaim(market.buyer, number)
	expect(changed.lines).toHaveLength(1)
	expect(changed.lines[0]).toMatchObject({ title: '盐雾试验', lineNo: 1 })
	expect(changed.lines[0]!.papers.files.map((file) => file.purpose)).toEqual([
		'contract',
		'fapiao',
		'transfer-slip',
		'report',
	])
	expect(changed.checks.filter((check) => check.verdict === 'stop').map((check) => check.code)).toEqual([])

	await removeLine(market.buyer, { number, lineNo: 1 })
	expect(await prisma.invoice.count({ where: { number: '66666666666666666666' } })).toBe(0)
	await expect(saveLine(market.seller, { ...line, number, lineNo: null })).rejects.toThrow(refusal('access.denied'))
})

test('an order paid in full without a voucher stands beside other contracts', async () => {
	const { market, round, payee } = await open()
	const orderId = await market.order(null, { priceFen: fen(200_000), state: 'accepted' })
	await evidence(market, orderId)
	const order = await prisma.order.findUniqueOrThrow({ where: { id: orderId } })
	const { number } = await startClaimOnly(market.buyer, { round, orders: [order.number] })
	const { claim, checks } = await getClaim(market.buyer, number)
	expect(checks.filter((check) => check.verdict === 'stop')).toEqual([])
	expect(claim.claimedFen).toBe(100_000n)
	await submitClaim(market.buyer, { number, payee, seen: fen(100_000), commitmentText })
	expect(await decideInFull(market, number)).toBe('approved')
})

test('a withdrawn claim gives its invoices back, also after it was submitted', async () => {
	const { market, round, payee } = await open()
	const line = contractLine(market, fen(250_000), '77777777777777777777')
	const first = await startClaimOnly(market.buyer, { round, orders: [] })
	await saveLine(market.buyer, { ...line, number: first.number, lineNo: null })
	await submitClaim(market.buyer, { number: first.number, payee, seen: fen(125_000), commitmentText })
	const second = await startClaimOnly(market.buyer, { round, orders: [] })
	const again = { ...line, number: second.number, lineNo: null }
	await expect(saveLine(market.buyer, again)).rejects.toThrow(refusal('invoice.too_small'))
	await withdrawClaim(market.buyer, { number: first.number, reason: '填错批次' })
	await saveLine(market.buyer, again)
	expect((await getClaim(market.buyer, second.number)).claim.claimedFen).toBe(125_000n)
})
