import { expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { reviewMany } from '#app/domain/claims/review-many.server.ts'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contractClaim, openRound } from '#tests/fixtures/claim-only.ts'

test('several claims are approved together: only those with nothing to look at, each by itself and in full', async () => {
	const at = await openRound()
	const { reviewer, finance } = at.market
	const titles = ['锂电池循环寿命', '钢筋拉伸强度', '饮用水重金属含量']
	const claims: { number: string; invoice: string }[] = []
	for (const n of [1, 2, 3]) {
		const invoice = `6${String(Date.now()).slice(-10)}${n}`.padEnd(20, '0')
		claims.push({
			number: await contractClaim(at, { invoice, title: titles[n - 1] }),
			invoice,
		})
	}
	const [first, second, open] = claims
	for (const { number, invoice } of [first!, second!])
		await recordVerification(reviewer, { of: 'claim', number, invoice, verification: 'genuine' })
	const asking = async (number: string) =>
		(await getClaim(reviewer, number)).checks.filter((check) => check.verdict !== 'ok').map((check) => check.code)
	expect(await asking(first!.number)).toEqual([])
	expect(await asking(open!.number)).toEqual(['invoice_genuine'])

	const numbers = claims.map(({ number }) => number)
	expect(await reviewMany(finance, numbers)).toEqual({ passed: [], left: numbers })
	expect(await reviewMany(reviewer, numbers)).toEqual({ passed: [first!.number, second!.number], left: [open!.number] })
	const rows = await prisma.claim.findMany({ where: { number: { in: numbers } }, orderBy: { id: 'asc' } })
	expect(rows.map((claim) => [claim.state, claim.approvedFen])).toEqual([
		['approved', 300_000n],
		['approved', 300_000n],
		['submitted', null],
	])
	// once more: nothing is left to approve
	expect((await reviewMany(reviewer, numbers)).passed).toEqual([])
})
