import { describe, expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, later, ownAccount, readyOrder, shippedDocument } from '#tests/fixtures/claims.ts'
import { expectWhole, at as onDay, payOut } from '#tests/fixtures/endings.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { claimOf, clawbacksOf, contract, invoiceNo, red, total, worker } from '#tests/fixtures/refunds.ts'

const refusal = (code: string) => expect.objectContaining({ code })
describe('a red-letter fapiao after the approval', () => {
	test('before payment: the excess is cut by itself and free in the fund and under its caps', async () => {
		const at = await contract((rules) => {
			rules.subsidy.caps = [
				{
					id: 'year',
					name: { zh: '每年', en: 'a year' },
					scope: 'year',
					limit: { kind: 'amount', fen: 300_000 },
					article: '第四条',
				},
			]
		})
		const before = await at.market.stages()
		await red(at, at.number, at.invoice, 200_000n)
		expect(await followRedLetters(worker(at.market, 1))).toBeGreaterThan(0)
		const claim = await claimOf(at.number)
		expect(claim).toMatchObject({ state: 'approved', approvedFen: 200_000n })
		expect(claim.payLines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(200_000n)
		const after = await at.market.stages()
		expect(total(after.available) - total(before.available)).toBe(100_000n)
		expect(total(after.payable)).toBe(200_000n)
		const { rows } = await ownerPool().query('SELECT sum(amount_fen)::int AS drawn FROM cap_draw WHERE claim_id = $1', [
			claim.id,
		])
		expect(rows[0].drawn).toBe(200_000)
		expect(await clawbacksOf(at.number)).toEqual([])
		expect((await getClaim(at.market.reviewer, at.number)).excessFen).toBe(0n)
		// once looked at, it is not looked at again
		expect(await followRedLetters(worker(at.market, 2))).toBe(0)
		await expectWhole(at.market)
	})

	test('two payers of whom one has paid: its share is demanded back, the other’s is cut', async () => {
		const at = await contract()
		const lines = (await claimOf(at.number)).payLines.sort((a, b) => a.sourceNo - b.sourceNo)
		expect(lines.length).toBeGreaterThan(1)
		await payOut(at.market, lines[0]!.sourceNo)
		await red(at, at.number, at.invoice, 200_000n)
		await followRedLetters(worker(at.market, 1))
		const claim = await claimOf(at.number)
		const demands = await clawbacksOf(at.number)
		expect(demands).toMatchObject([
			{ state: 'demanded', origin: 'red_letter', proposedById: null, payLineId: lines[0]!.id },
		])
		const demanded = demands[0]!.amountFen
		expect(demanded + (300_000n - claim.approvedFen!)).toBe(100_000n)
		expect(demanded).toBe((lines[0]!.amountFen * 100_000n) / 300_000n)
		expect(claim.state).toBe('partly_paid')
		await expectWhole(at.market)
		await payOut(at.market, lines[1]!.sourceNo)
		expect((await claimOf(at.number)).state).toBe('paid')
		await expectWhole(at.market)
	})

	test('a full refund before payment ends the claim: nothing is payable, everything is in the fund again', async () => {
		const at = await contract()
		await red(at, at.number, at.invoice, 600_000n)
		await followRedLetters(worker(at.market, 1))
		expect(await claimOf(at.number)).toMatchObject({ state: 'refused', approvedFen: 0n, payLines: [] })
		const stages = await at.market.stages()
		expect(total(stages.payable)).toBe(0n)
		expect(total(stages.available)).toBe(100_000_000n)
		await expectWhole(at.market)
	})

	test('a full refund after payment opens a demand on whoever was paid; in the same year it is the fund’s again where the programme says so', async () => {
		const at = await contract()
		for (const line of (await claimOf(at.number)).payLines) await payOut(at.market, line.sourceNo)
		await red(at, at.number, at.invoice, 600_000n)
		await followRedLetters(worker(at.market, 1))
		const demands = await clawbacksOf(at.number)
		expect(demands.reduce((sum, demand) => sum + demand.amountFen, 0n)).toBe(300_000n)
		expect((await claimOf(at.number)).state).toBe('paid')
		await expectWhole(at.market)
		for (const demand of demands)
			await callBooks(later(at.market.finance, 5), 'receive_clawback', {
				clawbackId: demand.id,
				amountFen: demand.amountFen,
				reuse: true,
				documentNo: '缴款书 7',
				receivedOn: '2026-03-15',
			})
		const stages = await at.market.stages()
		expect(total(stages.paid)).toBe(0n)
		expect(total(stages.available)).toBe(100_000_000n)
		await expectWhole(at.market)
	})

	test('a partial refund after payment, learnt of in the next year, goes back to the treasury', async () => {
		const at = await contract()
		for (const line of (await claimOf(at.number)).payLines) await payOut(at.market, line.sourceNo)
		await red(at, at.number, at.invoice, 200_000n, 310)
		await followRedLetters(worker(at.market, 311))
		const demands = await clawbacksOf(at.number)
		expect(demands.reduce((sum, demand) => sum + demand.amountFen, 0n)).toBe(100_000n)
		for (const demand of demands)
			await callBooks(onDay(at.market.finance, '2027-02-01'), 'receive_clawback', {
				clawbackId: demand.id,
				amountFen: demand.amountFen,
				reuse: true,
				documentNo: '缴款书 8',
				receivedOn: '2027-02-01',
			})
		const stages = await at.market.stages()
		expect(total(stages.surrendered)).toBe(100_000n)
		expect(total(stages.paid)).toBe(200_000n)
		await expectWhole(at.market)
	})

	test('while a payment is under way nothing happens; once its batch is voided the excess is cut', async () => {
		const at = await contract()
		const [first] = (await claimOf(at.number)).payLines
		const batchId = await at.market.batch(first!.sourceNo)
		await callBooks(at.market.settlementOfficer, 'lock_batch', { batchId })
		await red(at, at.number, at.invoice, 200_000n)
		await followRedLetters(worker(at.market, 1))
		expect(await claimOf(at.number)).toMatchObject({ state: 'approved', approvedFen: 300_000n })
		expect(await clawbacksOf(at.number)).toEqual([])
		await callBooks(at.market.settlementOfficer, 'void_batch', { batchId })
		await followRedLetters(worker(at.market, 1))
		expect(await claimOf(at.number)).toMatchObject({ state: 'approved', approvedFen: 200_000n })
		await expectWhole(at.market)
	})

	test('what lies in an open batch is taken out of it, so that nobody pays the old amount', async () => {
		const at = await contract()
		const [first] = (await claimOf(at.number)).payLines
		const batchId = await at.market.batch(first!.sourceNo)
		await red(at, at.number, at.invoice, 200_000n)
		await followRedLetters(worker(at.market, 1))
		expect(await prisma.settlementLine.count({ where: { batchId } })).toBe(0)
		await expectWhole(at.market)
	})

	test('where the rules give less today for another reason, a person judges', async () => {
		const at = await contract((rules) => {
			rules.eligibility = { conditions: [{ kind: 'region', in: ['990101'], article: '第五条' }] }
		})
		await ownerPool().query(`UPDATE organisation SET division_code = '990191' WHERE id = $1`, [at.market.enterpriseId])
		await red(at, at.number, at.invoice, 200_000n)
		await followRedLetters(worker(at.market, 1))
		expect(await claimOf(at.number)).toMatchObject({ state: 'approved', approvedFen: 300_000n })
		const row = await prisma.claimReduction.findFirstOrThrow({ where: { claimId: (await claimOf(at.number)).id } })
		expect(row).toMatchObject({ outcome: 'by_person', excessFen: 0n })
		expect((await getClaim(at.market.reviewer, at.number)).excessFen).toBeGreaterThan(0n)
	})

	test('the application can neither reduce a claim nor demand without two people by itself', async () => {
		const at = await contract()
		await red(at, at.number, at.invoice, 200_000n)
		const claim = await claimOf(at.number)
		const { id: redLetterId } = await prisma.redLetter.findFirstOrThrow({ orderBy: { id: 'desc' } })
		await expect(
			prisma.claimReduction.create({
				data: {
					claimId: claim.id,
					redLetterId,
					outcome: 'reduced',
					excessFen: 1n,
					cutFen: 1n,
					commandId: 1n,
					at: at.market.now,
				},
			}),
		).rejects.toThrow()
		await expect(
			prisma.clawback.create({
				data: {
					number: `ZK-${invoiceNo()}`,
					payLineId: claim.payLines[0]!.id,
					claimId: claim.id,
					payeeId: claim.claimantId,
					amountFen: 1n,
					reason: 'x',
					state: 'demanded',
					origin: 'red_letter',
					redLetterId,
				},
			}),
		).rejects.toThrow()
		await expect(
			ownerPool().query('UPDATE claim SET approved_fen = approved_fen - 1 WHERE id = $1', [claim.id]),
		).rejects.toThrow('a claim decided does not change')
	})
})

describe('a price cut after a voucher order’s claim was approved', () => {
	async function order(useBy?: string) {
		const market = await claimMarket(
			shippedDocument('yunze-high-tech-2026', (document) => {
				document.process.notice.days = 0
				document.eligibility = { conditions: [] }
				document.scope = { categories: { article: '第一条' } }
				document.subsidy.rate = {
					rows: [
						{ id: 'half', name: { zh: '一半', en: 'half' }, pays: { kind: 'share', bp: 5000 }, article: '第三条' },
					],
				}
				document.subsidy.bonuses = []
			}),
		)
		const voucher = await market.voucher(fen(1_000_000), useBy ? { useBy } : {})
		const orderNumber = await readyOrder(market, voucher)
		const payee = await ownAccount(market, market.providerId)
		const { number } = await startClaim(market.seller, { orders: [orderNumber] })
		await submitClaim(market.seller, { number, payee, seen: fen(50_000), commitmentText: '承诺' })
		await decideClaim(market.reviewer, {
			number,
			lines: [{ lineNo: 1, approvedFen: fen(50_000), reason: '', article: '' }],
		})
		const { invoice } = await prisma.invoicePart.findFirstOrThrow({
			where: { order: { number: orderNumber } },
			include: { invoice: true },
		})
		return { market, buyer: market.seller, number, invoice: invoice.number, voucher }
	}

	test('while the voucher is valid the enterprise can spend the cut again', async () => {
		const at = await order()
		await red(at, at.number, at.invoice, 20_000n)
		await followRedLetters(worker(at.market, 1))
		expect(await claimOf(at.number)).toMatchObject({ state: 'approved', approvedFen: 40_000n })
		const stages = await at.market.stages()
		expect(total(stages.payable)).toBe(40_000n)
		expect(total(stages.granted)).toBe(960_000n)
		await expectWhole(at.market)
		// a second one, after payment of everything left
		for (const sourceNo of [1, 2]) await payOut(at.market, sourceNo)
		await red(at, at.number, at.invoice, 20_000n, 2)
		await followRedLetters(worker(at.market, 2))
		expect((await clawbacksOf(at.number)).reduce((sum, each) => sum + each.amountFen, 0n)).toBe(10_000n)
		await expectWhole(at.market)
	})

	test('after the voucher’s last day the cut is the fund’s again', async () => {
		const at = await order('2026-03-20')
		await red(at, at.number, at.invoice, 20_000n, 5)
		await followRedLetters(worker(at.market, 20))
		const stages = await at.market.stages()
		expect(total(stages.payable)).toBe(40_000n)
		expect(total(stages.granted)).toBe(950_000n)
		expect(total(stages.available)).toBe(99_010_000n)
		await expectWhole(at.market)
	})

	test('sixteen workers at once reduce it once', async () => {
		const at = await order()
		await red(at, at.number, at.invoice, 20_000n)
		const all = await Promise.allSettled(Array.from({ length: 16 }, () => followRedLetters(worker(at.market, 1))))
		for (const one of all) if (one.status === 'rejected') expect(one.reason).toEqual(refusal('state.changed_meanwhile'))
		expect(await claimOf(at.number)).toMatchObject({ approvedFen: 40_000n })
		await expectWhole(at.market)
	})
})
