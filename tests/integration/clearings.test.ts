import { beforeAll, describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { getDriftBoard } from '#app/domain/reporting/drift-board.server.ts'
import { findSeed } from '#app/domain/reporting/trail-seed.server.ts'
import { clearable, listClearings } from '#app/domain/settlement/clearings.server.ts'
import { approveClearing, refuseClearing } from '#app/domain/settlement/decide-clearing.server.ts'
import { proposeClearing } from '#app/domain/settlement/propose-clearing.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, shippedDocument } from '#tests/fixtures/claims.ts'
import { expectWhole, paidClaim } from '#tests/fixtures/endings.ts'
import type { Market } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const reusing = () =>
	shippedDocument('yunze-high-tech-2026', (document) => {
		document.process.clawback = { goesTo: 'fund', article: '第二十条' }
	})

/** A district that has paid a claim of 500.00 by the first source (300.00) and the second (200.00), with money left to bear another's. */
async function district() {
	const market = await claimMarket(reusing())
	const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
	const [payLineId] = await paidClaim(market, orderId, 50_000n)
	await callBooks(market.finance, 'record_receipt', {
		fundId: market.fundId,
		sourceNo: 1,
		documentNo: '拨款 2',
		amountFen: 20_000n,
		receivedOn: '2026-03-10',
	})
	const { number: fund } = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
	return { market, payLineId: payLineId!, fund }
}
type District = Awaited<ReturnType<typeof district>>

const propose = (from: District, to: { fund: string }, amount: bigint, source = 1) =>
	proposeClearing(from.market.settlementOfficer, {
		payLine: String(from.payLineId),
		debtor: `${to.fund}.${source}`,
		amount: fen(amount),
		decisionNo: '云财清〔2026〕1号',
		reason: '异地使用',
	})
const clearedOf = async (market: Market) =>
	(await getDriftBoard(market.finance, { fund: null, row: null, all: false, unexplained: false, page: 1 })).rows.find(
		(row) => row.row === 'cleared',
	)

describe('clearing between three districts', () => {
	let a: District
	let b: District
	let c: District
	beforeAll(async () => {
		;[a, b, c] = [await district(), await district(), await district()]
	})
	const all = async () => {
		for (const each of [a, b, c]) await expectWhole(each.market)
	}

	test('is posted gross on both sides by a person of each, and has its own row on the drift board', async () => {
		const before = { a: await a.market.stages(), b: await b.market.stages() }
		const { number } = await propose(a, b, 12_000n)
		await expect(propose(a, c, 1n)).rejects.toThrow(refusal('clearing.proposed_already'))
		await expect(approveClearing(a.market.finance, number)).rejects.toThrow(refusal('access.denied'))
		await expect(approveClearing(b.market.settlementOfficer, number)).rejects.toThrow(refusal('access.denied'))
		expect(await a.market.stages()).toEqual(before.a)
		await approveClearing(b.market.finance, number)
		const after = { a: await a.market.stages(), b: await b.market.stages() }
		expect(before.a.paid![0]! - after.a.paid![0]!).toBe(12_000n)
		expect(after.a.available![0]! - before.a.available![0]!).toBe(12_000n)
		expect(after.b.paid![0]! - before.b.paid![0]!).toBe(12_000n)
		expect(before.b.available![0]! - after.b.available![0]!).toBe(12_000n)
		for (const { market } of [a, b])
			expect(await clearedOf(market)).toMatchObject({ booksFen: 12_000n, otherFen: 12_000n, count: 1 })
		await expect(approveClearing(b.market.finance, number)).rejects.toThrow(refusal('state.changed_meanwhile'))
		// its number leads the one to the claim it paid, the other to what it bears
		expect(await findSeed(a.market.finance, a.market.authorityId, number)).toMatchObject({ number: await claimOf(a) })
		expect(await findSeed(b.market.finance, b.market.authorityId, number)).toMatchObject({ kind: 'claim', number })
		await all()
	})

	test('round in a circle leaves each where it was, and nothing is netted', async () => {
		const before = await Promise.all([a, b, c].map((each) => each.market.stages()))
		for (const [from, to] of [
			[a, b],
			[b, c],
			[c, a],
		] as const) {
			const { number } = await propose(from, to, 5_000n)
			await approveClearing(to.market.finance, number)
		}
		const after = await Promise.all([a, b, c].map((each) => each.market.stages()))
		for (const i of [0, 1, 2])
			expect([after[i]!.paid, after[i]!.available]).toEqual([before[i]!.paid, before[i]!.available])
		expect(await clearedOf(a.market)).toMatchObject({ booksFen: 22_000n, otherFen: 22_000n, count: 3 })
		const { balances, clearings } = await listClearings(a.market.finance)
		expect(balances.map(({ borneByThemFen, borneByUsFen }) => [borneByThemFen, borneByUsFen]).sort()).toEqual(
			[
				[17_000n, 0n],
				[0n, 5_000n],
			].sort(),
		)
		expect(clearings.map((one) => one.side).sort()).toEqual(['due_from', 'due_from', 'due_to'])
		// the statement of the other side says the same
		const theirs = (await listClearings(b.market.finance)).clearings.filter((one) => one.side === 'due_to')
		expect(theirs.map((one) => one.amountFen)).toEqual([5_000n, 12_000n])
		await all()
	})

	test('the row of the board is opened down to its decisions', async () => {
		const page = await getDriftBoard(a.market.finance, {
			fund: a.fund,
			row: 'cleared',
			all: true,
			unexplained: false,
			page: 1,
		})
		expect(page.opened!.items).toHaveLength(3)
		expect(page.opened!.items.every((item) => item.number?.startsWith('JS-') && item.booksFen === item.otherFen)).toBe(
			true,
		)
		expect(page.explained.explainedFen).toBeLessThanOrEqual(page.explained.paidFen)
	})

	test('is never more than was paid and is left, nor than the other side has and has received; a refused one moves nothing', async () => {
		const { lines, sources } = await clearable(a.market.settlementOfficer, await claimOf(a))
		expect(lines.map((line) => line.leftFen)).toEqual([13_000n, 20_000n])
		expect(sources.map((source) => source.value)).toContain(`${b.fund}.1`)
		await expect(propose(a, b, 13_001n)).rejects.toThrow(refusal('clawback.above_paid'))
		await expect(propose(a, a, 1n)).rejects.toThrow(refusal('clearing.same_side'))
		await expect(propose(a, { fund: 'ZJ-none' }, 1n)).rejects.toThrow(refusal('not_found'))
		const first = await propose(a, b, 13_000n)
		await expect(approveClearing(b.market.finance, first.number)).rejects.toThrow(refusal('fund.not_received'))
		await refuseClearing(b.market.finance, first.number)
		await expect(approveClearing(b.market.finance, first.number)).rejects.toThrow(refusal('state.changed_meanwhile'))
		await all()
	})

	test('between two sources of one fund: the level that advanced gets its share back', async () => {
		const { market } = c
		await callBooks(market.finance, 'record_receipt', {
			fundId: market.fundId,
			sourceNo: 2,
			documentNo: '拨款 3',
			amountFen: 7_000n,
			receivedOn: '2026-03-10',
		})
		const before = await market.stages()
		const { number } = await propose(c, c, 7_000n, 2)
		expect((await listClearings(market.finance)).balances.at(0)).toMatchObject({ waitingFen: 7_000n })
		await approveClearing(market.finance, number)
		const after = await market.stages()
		expect(after.paid).toEqual([before.paid![0]! - 7_000n, before.paid![1]! + 7_000n])
		expect(after.available).toEqual([before.available![0]! + 7_000n, before.available![1]! - 7_000n])
		await all()
	})

	test('approved sixteen times at once, and both ways at once, each is made once', async () => {
		const [one, other] = [await propose(a, b, 100n), await propose(b, a, 100n)]
		const both = await Promise.allSettled(
			Array.from({ length: 16 }, () => [
				approveClearing(b.market.finance, one.number),
				approveClearing(a.market.finance, other.number),
			]).flat(),
		)
		expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(2)
		await all()
	})

	test('the application can neither approve nor change one by itself', async () => {
		const { number } = await propose(a, b, 1n)
		const { id } = await prisma.clearing.findUniqueOrThrow({ where: { number } })
		const decided = { state: 'approved', decidedById: b.market.idOf(b.market.finance), decidedAt: b.market.now }
		await expect(prisma.clearing.update({ where: { id }, data: decided })).rejects.toThrow()
		await expect(prisma.clearing.update({ where: { id }, data: { amountFen: 2n } })).rejects.toThrow()
		await expect(prisma.clearing.delete({ where: { id } })).rejects.toThrow()
		await expect(callBooks(a.market.settlementOfficer, 'approve_clearing', { clearingId: id })).rejects.toThrow(
			refusal('access.other_person'),
		)
	})
})

const claimOf = async ({ payLineId }: District) =>
	(await prisma.payLine.findUniqueOrThrow({ where: { id: payLineId }, include: { claim: true } })).claim.number
