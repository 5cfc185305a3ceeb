import { expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { saveLine } from '#app/domain/claims/save-line.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { approveRatio, proposeRatio } from '#app/domain/programmes/round-ratio.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { draftClaim, halfOfInvoice, openRound } from '#tests/fixtures/claim-only.ts'
import { contractLine } from '#tests/fixtures/claims.ts'
import { ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })

/** Half of the invoice at most; the year's rate is published for each round. */
const byPublishedRate = halfOfInvoice((rules) => {
	rules.subsidy.rate.published = { kind: 'rate', article: '第五条' }
})

/** An open round with one contract of 6,000.00 yuan on a draft claim. */
async function opened() {
	const at = await openRound(byPublishedRate)
	const number = await draftClaim(at)
	await saveLine(at.buyer, { ...contractLine(at.market, fen(600_000), '71000000000000000001'), number, lineNo: null })
	return {
		...at,
		number,
		submit: (seen: number) =>
			submitClaim(at.buyer, { number, payee: at.payee, seen: fen(seen), commitmentText: '承诺' }),
	}
}

test('nothing can be claimed until the ratio of the round is published by two people; then claims are reckoned with it', async () => {
	const { market, round, buyer, number, submit } = await opened()
	const before = await getClaim(buyer, number)
	expect([before.claim.claimedFen, before.evaluation?.needs]).toEqual([0n, ['round.rateBp']])
	await expect(submit(0)).rejects.toThrow(refusal('claim.not_eligible'))

	await proposeRatio(market.officer, { round, percent: 4500, documentNo: '云科通〔2026〕8号' })
	await proposeRatio(market.officer, { round, percent: 4000, documentNo: '云科通〔2026〕9号' })
	expect((await getClaim(buyer, number)).claim.claimedFen).toBe(0n)
	await expect(approveRatio(market.officer, { round, bp: 4000 })).rejects.toThrow(refusal('access.other_person'))
	await expect(approveRatio(market.secondOfficer, { round, bp: 4500 })).rejects.toThrow(
		refusal('state.changed_meanwhile'),
	)
	await approveRatio(market.secondOfficer, { round, bp: 4000 })

	expect((await getClaim(buyer, number)).evaluation).toMatchObject({ decision: 'eligible', amountFen: 240_000n })
	await expect(proposeRatio(market.officer, { round, percent: 3000, documentNo: '10号' })).rejects.toThrow(
		refusal('state.not_allowed'),
	)
})

test('the database keeps a ratio: by two people, the newest, of the kind the rules ask for, once', async () => {
	const { market, round } = await openRound(byPublishedRate)
	const { id } = await prisma.round.findUniqueOrThrow({ where: { number: round } })
	const [one, other] = [market.idOf(market.officer), market.idOf(market.secondOfficer)]
	const pool = ownerPool()
	const propose = (kind: string, bp: number) =>
		pool.query<{ id: string }>(
			`INSERT INTO round_ratio (round_id, kind, bp, document_no, proposed_by_id, proposed_at) VALUES ($1, $2, $3, '8号', $4, now()) RETURNING id`,
			[id, kind, bp, one],
		)
	const approve = (ratio: string, by: bigint) =>
		pool.query(
			`INSERT INTO round_ratio_approval (round_id, ratio_id, approved_by_id, approved_at) VALUES ($1, $2, $3, now())`,
			[id, ratio, by],
		)
	await expect(propose('factor', 4000)).rejects.toThrow('ask for no factor')
	await expect(propose('rate', 0)).rejects.toThrow('bp_check')
	const [older, newer] = [(await propose('rate', 4000)).rows[0]!.id, (await propose('rate', 4500)).rows[0]!.id]
	await expect(approve(newer, one)).rejects.toThrow('another person')
	await expect(approve(older, other)).rejects.toThrow('newest')
	await approve(newer, other)
	await expect(propose('rate', 5000)).rejects.toThrow('approved already')
	await expect(pool.query(`UPDATE round_ratio SET bp = 1 WHERE id = $1`, [newer])).rejects.toThrow()
	await expect(pool.query(`DELETE FROM round_ratio_approval WHERE round_id = $1`, [id])).rejects.toThrow()
})
