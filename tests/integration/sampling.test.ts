import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { closeSampling } from '#app/domain/sampling/close-sampling.server.ts'
import { enterSamplingNumber } from '#app/domain/sampling/enter-sampling-number.server.ts'
import { recordSamplingResult } from '#app/domain/sampling/record-sampling-result.server.ts'
import { drawSample, listText, seedOf } from '#app/domain/sampling/sampling.ts'
import { getSampling, listSamplings, samplingList } from '#app/domain/sampling/samplings.server.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contractClaim, halfOfInvoice, openRound } from '#tests/fixtures/claim-only.ts'
import { later } from '#tests/fixtures/claims.ts'
import { ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const titles = ['锂电池循环寿命', '钢筋拉伸强度', '饮用水重金属含量', '钢筋混凝土配比设计', '芯片封装可靠性']

/** A programme that samples half of its claims, with five claims approved by its reviewer. */
async function approvedClaims() {
	const at = await openRound(
		halfOfInvoice((rules) => {
			rules.process.sampling = { by: 'count', bp: 5000, everyMonths: 6, article: '第二十条' }
		}),
	)
	const { market } = at
	const claims: string[] = []
	for (const [n, title] of titles.entries()) {
		const invoice = `7${String(Date.now()).slice(-10)}${n}`.padEnd(20, '0')
		const number = await contractClaim(at, { invoice, title })
		await reviewClaim(market.reviewer, {
			number,
			lines: [{ lineNo: 1, approvedFen: fen(300_000), reason: '', article: '' }],
		})
		await approveClaim(market.officer, { number })
		claims.push(number)
	}
	const day = shanghaiDay(market.now)
	const programme = await prisma.programme.findUniqueOrThrow({ where: { id: market.programmeId } })
	const input = {
		programme: programme.number,
		fromOn: addDays(day, -30),
		untilOn: day,
		numberName: '演示号码第 26033 期',
		numberOn: addDays(day, 2),
	}
	return { market, claims, input }
}

describe('a sample of approved claims', () => {
	test('is chosen by a list closed before its number exists, by two people, and anyone reckons the same', async () => {
		const { market, claims, input } = await approvedClaims()
		await expect(closeSampling(market.officer, { ...input, numberOn: shanghaiDay(market.now) })).rejects.toThrow(
			refusal('sampling.number_too_early'),
		)
		const { number } = await closeSampling(market.officer, input)
		await expect(closeSampling(market.officer, input)).rejects.toThrow(refusal('sampling.nothing_to_list'))
		const text = await samplingList(market.officer, number)
		const closed = await getSampling(market.officer, number)
		expect(sha256(text)).toBe(closed.listHash)
		expect(closed.items.map((item) => item.claim).sort()).toEqual([...claims].sort())

		const entering = { number, publicNumber: '0312182533' }
		await expect(enterSamplingNumber(later(market.reviewer, 1), entering)).rejects.toThrow(
			refusal('sampling.number_too_early'),
		)
		await expect(enterSamplingNumber(later(market.officer, 2), entering)).rejects.toThrow(
			refusal('access.other_person'),
		)
		await enterSamplingNumber(later(market.secondOfficer, 2), entering)
		await expect(enterSamplingNumber(later(market.reviewer, 2), entering)).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)

		// a stranger with the list and the number
		const lines = text.trimEnd().split('\n')
		const seed = sha256(`${sha256(text)}\n0312182533`)
		const expected = lines
			.map((line) => line.split(' ')[0]!)
			.sort((a, b) => (sha256(`${seed}\n${a}`) < sha256(`${seed}\n${b}`) ? -1 : 1))
			.slice(0, 3)
		const drawn = await getSampling(market.officer, number)
		expect(drawn.items.map((item) => item.claim)).toEqual(expected)

		const first = { number, claim: expected[0]!, result: 'found' as const, words: '报告与样品不符' }
		await expect(recordSamplingResult(market.reviewer, first)).rejects.toThrow(refusal('access.other_person'))
		await recordSamplingResult(market.officer, first)
		await expect(recordSamplingResult(market.officer, first)).rejects.toThrow(refusal('state.changed_meanwhile'))
		const missed = claims.find((claim) => !expected.includes(claim))!
		await expect(recordSamplingResult(market.officer, { ...first, claim: missed })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
		expect((await listSamplings(market.officer)).rows[0]).toMatchObject({ number, drawn: 3, checked: 1, found: 1 })
		await expect(getSampling(market.buyer, number)).rejects.toThrow(refusal('access.denied'))
	})

	test('the database keeps a closed list, its choice and its results as they are', async () => {
		const { market, input } = await approvedClaims()
		const { number } = await closeSampling(market.officer, input)
		const pool = ownerPool()
		const sql = (text: string) => pool.query(text, [number])
		await expect(sql(`UPDATE sampling SET bp = 1 WHERE number = $1`)).rejects.toThrow('does not change')
		await expect(
			sql(`UPDATE sampling_item SET amount_fen = 1 WHERE sampling_id = (SELECT id FROM sampling WHERE number = $1)`),
		).rejects.toThrow('does not change')
		await expect(sql(`DELETE FROM sampling WHERE number = $1`)).rejects.toThrow('is kept')
		await expect(
			sql(
				`UPDATE sampling SET public_number = '1234', seed = repeat('0', 64), entered_by_id = closed_by_id, entered_at = closed_at + interval '9 days' WHERE number = $1`,
			),
		).rejects.toThrow('sampling_second_person')
		await enterSamplingNumber(later(market.reviewer, 3), { number, publicNumber: '4711' })
		await expect(sql(`UPDATE sampling SET public_number = '4712' WHERE number = $1`)).rejects.toThrow('does not change')
		await expect(
			sql(
				`UPDATE sampling_item SET is_drawn = NOT is_drawn WHERE sampling_id = (SELECT id FROM sampling WHERE number = $1)`,
			),
		).rejects.toThrow('does not change')
	})
})

test('by amount the sum drawn reaches the share and would not without its last claim; by count so many, rounded up', () => {
	const listed = fc.uniqueArray(
		fc.record({
			claim: fc.string({ minLength: 1, maxLength: 12 }),
			amountFen: fc.bigInt({ min: 1n, max: 10_000_000n }),
		}),
		{ minLength: 1, maxLength: 60, selector: (item) => item.claim },
	)
	fc.assert(
		fc.property(listed, fc.integer({ min: 1, max: 10_000 }), fc.string(), (items, bp, digits) => {
			const seed = seedOf(sha256, sha256(listText(items)), digits)
			const amountOf = new Map(items.map((item) => [item.claim, item.amountFen]))
			const sum = (claims: readonly { claim: string }[]) =>
				claims.reduce((all, { claim }) => all + amountOf.get(claim)!, 0n)
			const byAmount = drawSample(sha256, items, { seed, takenBy: 'amount', bp }).filter((item) => item.isDrawn)
			const wanted = sum(items) * BigInt(bp)
			expect(sum(byAmount) * 10_000n >= wanted).toBe(true)
			expect(sum(byAmount.slice(0, -1)) * 10_000n < wanted).toBe(true)
			const byCount = drawSample(sha256, items, { seed, takenBy: 'count', bp })
			expect(byCount.filter((item) => item.isDrawn)).toHaveLength(Math.ceil((items.length * bp) / 10_000))
			expect(byCount.map((item) => item.place)).toEqual(items.map((_, index) => index + 1))
		}),
	)
})
