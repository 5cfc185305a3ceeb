import { describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { claimTrail } from '#app/domain/claims/claim-trail.server.ts'
import { claimableOrders } from '#app/domain/claims/claimable-orders.server.ts'
import { claimQueue, ownClaims, queueCounts } from '#app/domain/claims/claims.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { payParts } from '#app/domain/claims/pay-parts.server.ts'
import { refuseClaim } from '#app/domain/claims/refuse-claim.server.ts'
import { returnClaim } from '#app/domain/claims/return-claim.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { withdrawClaim } from '#app/domain/claims/withdraw-claim.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, later, ownAccount, readyOrder, shippedDocument } from '#tests/fixtures/claims.ts'
import { type Market, ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const withoutNotice = shippedDocument('yunze-high-tech-2026', (document) => {
	document.process.notice.days = 0
})
const withNotice = shippedDocument('yunze-high-tech-2026')

/** A submitted claim on one order of 500 yuan of voucher; answers its number. */
async function submitted(market: Market, seller: Context = market.seller): Promise<string> {
	const voucher = await market.voucher(fen(1_000_000))
	const order = await readyOrder(market, voucher)
	const payee = await prisma.payeeAccount.findFirst({ where: { organisationId: market.providerId } })
	const { number } = await startClaim(seller, { orders: [order] })
	await submitClaim(seller, {
		number,
		payee: payee?.number ?? (await ownAccount(market, market.providerId)),
		seen: fen(50_000),
		commitmentText: '承诺',
	})
	return number
}
const full = (approvedFen = 50_000n) => [
	{
		lineNo: 1,
		approvedFen: fen(approvedFen),
		reason: approvedFen < 50_000n ? '加急费不计' : '',
		article: approvedFen < 50_000n ? '第八条' : '',
	},
]

describe('a claim on orders under a voucher', () => {
	test('is filled in from the orders, approved in full, and paid by both sources', async () => {
		const market = await claimMarket(withoutNotice)
		const voucher = await market.voucher(fen(1_000_000))
		const orders = [
			await readyOrder(market, voucher),
			await readyOrder(market, voucher, { priceFen: fen(30_001), voucherFen: fen(15_001) }),
		]
		expect((await claimableOrders(market.seller)).map((order) => order.number)).toEqual(orders)
		expect(await claimableOrders(market.buyer)).toEqual([])

		const { number } = await startClaim(market.seller, { orders })
		expect(await claimableOrders(market.seller)).toEqual([])
		const draft = await getClaim(market.seller, number)
		expect(draft.lines).toMatchObject([
			{ baseFen: 100_000n, ownFen: 50_000n, claimedFen: 50_000n },
			{ baseFen: 30_001n, ownFen: 15_000n, claimedFen: 15_001n },
		])
		expect(draft.checks.filter((check) => check.verdict === 'stop').map((check) => check.code)).toEqual(['payee'])
		await expect(getClaim(market.reviewer, number)).rejects.toThrow(refusal('not_found'))
		await expect(
			submitClaim(market.seller, { number, payee: 'ZH-none', seen: fen(65_001), commitmentText: '承诺' }),
		).rejects.toThrow(refusal('claim.payee_missing'))

		expect((await payParts(market.seller, draft.claim, null)).map((part) => part.amountFen)).toEqual([39_001n, 26_000n])

		const payee = await ownAccount(market, market.providerId)
		await expect(
			submitClaim(market.seller, { number, payee, seen: fen(65_000), commitmentText: '承诺' }),
		).rejects.toThrow(refusal('state.changed_meanwhile'))
		await submitClaim(market.seller, { number, payee, seen: fen(65_001), commitmentText: '承诺' })
		expect((await claimQueue(market.reviewer, 'review')).map((claim) => claim.number)).toEqual([number])
		expect((await getClaim(market.reviewer, number)).offers).toEqual(['return', 'review'])

		const lines = [50_000n, 15_001n].map((approved, index) => ({
			lineNo: index + 1,
			approvedFen: fen(approved),
			reason: '',
			article: '',
		}))
		expect(await decideClaim(market.reviewer, { number, lines })).toBe('approved')
		const { claim, evaluation } = await getClaim(market.seller, number)
		const parts = await payParts(market.seller, claim, evaluation)
		expect(parts.map((part) => part.amountFen)).toEqual([39_001n, 26_000n])
		expect((await market.stages()).payable).toEqual([39_001n, 26_000n])
		expect((await ownClaims(market.seller))[0]).toMatchObject({
			number,
			state: 'approved',
			approvedFen: 65_001n,
			paidFen: 0n,
		})
	})

	test('is refused until contract, invoice, payment and report agree', async () => {
		const market = await claimMarket(withoutNotice)
		const voucher = await market.voucher(fen(1_000_000))
		const orderId = await market.order(voucher, { state: 'accepted' })
		const order = await prisma.order.findUniqueOrThrow({ where: { id: orderId } })
		const { number } = await startClaim(market.seller, { orders: [order.number] })
		const payee = await ownAccount(market, market.providerId)
		await expect(
			submitClaim(market.seller, { number, payee, seen: fen(50_000), commitmentText: '承诺' }),
		).rejects.toMatchObject({
			code: 'claim.evidence_missing',
			details: { missing: '1:contract_file,1:invoice,1:payment,1:report_file' },
		})
	})

	test('is refused after the voucher’s last day for a claim; a correction of an earlier one is not late', async () => {
		const market = await claimMarket(withoutNotice)
		await ownerPool().query('INSERT INTO calendar_year (year) VALUES (2027) ON CONFLICT DO NOTHING')
		const voucher = await market.voucher(fen(1_000_000))
		const hand = { payee: await ownAccount(market, market.providerId), seen: fen(50_000), commitmentText: '承诺' }
		const { number } = await startClaim(market.seller, { orders: [await readyOrder(market, voucher)] })
		await submitClaim(market.seller, { number, ...hand })
		const second = await startClaim(market.seller, { orders: [await readyOrder(market, voucher)] })
		const late = { ...market.seller, now: new Date('2026-12-31T16:00:00Z') }
		await expect(submitClaim(late, { number: second.number, ...hand })).rejects.toThrow(refusal('claim.late'))
		await returnClaim(market.reviewer, { number, parts: ['report'], words: '缺盖章页' })
		await submitClaim(late, { number, ...hand })
	})

	test('holds its order: a second claim on it is refused, also at the same moment, until it is withdrawn', async () => {
		const market = await claimMarket(withoutNotice)
		const order = await readyOrder(market, await market.voucher(fen(1_000_000)))
		const results = await Promise.allSettled(
			Array.from({ length: 8 }, () => startClaim(market.seller, { orders: [order] })),
		)
		const [won] = results.filter((result) => result.status === 'fulfilled')
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
		for (const result of results)
			if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'claim.already_claimed' })
		await withdrawClaim(market.seller, { number: won!.value.number, reason: '重新起草' })
		expect((await startClaim(market.seller, { orders: [order] })).number).not.toBe(won!.value.number)
	})

	test('comes back corrected to the reviewer, with the marked parts', async () => {
		const market = await claimMarket(withoutNotice)
		const number = await submitted(market)
		await returnClaim(market.reviewer, { number, parts: ['invoice'], words: '发票购买方名称不一致' })
		await expect(decideClaim(market.reviewer, { number, lines: full() })).rejects.toThrow(refusal('state.not_allowed'))
		const { payees } = await getClaim(market.seller, number)
		await submitClaim(later(market.seller, 2), {
			number,
			payee: payees[0]!.number,
			seen: fen(50_000),
			commitmentText: '承诺',
		})
		const claim = await prisma.claim.findUniqueOrThrow({ where: { number } })
		const trail = await claimTrail(market.reviewer, claim, true)
		expect(trail.map((entry) => entry.action)).toEqual([
			'claim.resubmitted',
			'claim.returned',
			'claim.submitted',
			'claim.started',
		])
		expect(claim.submittedAt).toEqual(market.now)
		expect(claim.reviewDueOn).toEqual(new Date('2026-03-19'))
	})

	test('a cut needs reason, article and a second person; the cut returns to the voucher', async () => {
		const market = await claimMarket(withoutNotice)
		const number = await submitted(market)
		await expect(
			decideClaim(market.reviewer, { number, lines: [{ ...full(40_000n)[0]!, article: '' }] }),
		).rejects.toThrow(refusal('claim.cut_needs_reason'))
		expect(await decideClaim(market.reviewer, { number, lines: full(40_000n) })).toBe('awaits_second_person')
		await expect(approveClaim(market.reviewer, { number })).rejects.toThrow(refusal('access.other_person'))
		expect((await getClaim(market.reviewer, number)).blockedBySelf).toEqual(['approve'])
		await approveClaim(market.officer, { number })
		const stages = await market.stages()
		expect(stages.payable).toEqual([24_000n, 16_000n])
		expect(stages.redeemed?.reduce((a, b) => a + b, 0n) ?? 0n).toBe(0n)
		expect(stages.granted?.reduce((a, b) => a + b, 0n)).toBe(960_000n)
	})

	test('a line cut to nothing is a refusal that another person confirms', async () => {
		const market = await claimMarket(withNotice)
		const number = await submitted(market)
		expect(await decideClaim(market.reviewer, { number, lines: full(0n) })).toBe('awaits_second_person')
		await expect(refuseClaim(market.reviewer, { number, reason: '强制检测' })).rejects.toThrow(
			refusal('access.other_person'),
		)
		await refuseClaim(market.officer, { number, reason: '强制检测，不在支持范围（第八条）' })
		expect(await prisma.claim.findUniqueOrThrow({ where: { number } })).toMatchObject({
			state: 'refused',
			approvedFen: 0n,
		})
		await expect(withdrawClaim(market.seller, { number, reason: '晚了' })).rejects.toThrow(refusal('state.not_allowed'))
		expect((await queueCounts(market.reviewer)).done).toBe(1)
	})

	test('strangers see nothing; the enterprise of the order may read', async () => {
		const market = await claimMarket(withoutNotice)
		const number = await submitted(market)
		const stranger = await claimMarket(withoutNotice)
		await expect(getClaim(stranger.seller, number)).rejects.toThrow(refusal('access.denied'))
		await expect(getClaim(stranger.reviewer, number)).rejects.toThrow(refusal('access.denied'))
		await expect(decideClaim(stranger.reviewer, { number, lines: full() })).rejects.toThrow(refusal('access.denied'))
		await expect(decideClaim(market.finance, { number, lines: full() })).rejects.toThrow(refusal('access.denied'))
		expect((await getClaim(market.buyer, number)).viewer).toBe('party')
		const [line] = (await getClaim(market.reviewer, number)).lines
		expect(line!.papers.files.find((file) => file.purpose === 'report')).toMatchObject({ uuid: null })
		expect(line!.papers.files.find((file) => file.purpose === 'contract')?.uuid).toBeTruthy()
	})

	test('the database keeps a claim’s own rules from the application', async () => {
		const market = await claimMarket(withoutNotice)
		const number = await submitted(market)
		const { id } = await prisma.claim.findUniqueOrThrow({ where: { number } })
		const asApp = (sql: string) => prisma.$executeRawUnsafe(sql)
		await expect(asApp(`UPDATE claim SET state = 'paid' WHERE id = ${id}`)).rejects.toThrow()
		await expect(asApp(`UPDATE claim_line SET claimed_fen = 1 WHERE claim_id = ${id}`)).rejects.toThrow(
			/state.not_allowed/,
		)
		await expect(asApp(`DELETE FROM claim_line WHERE claim_id = ${id}`)).rejects.toThrow(/state.not_allowed/)
		await expect(
			asApp(`INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) VALUES (${id}, 1, 1, 1)`),
		).rejects.toThrow(/permission denied/)
		await expect(ownerPool().query('UPDATE claim SET fund_id = fund_id + 1 WHERE id = $1', [id])).rejects.toThrow(
			/does not change/,
		)
	})
})
