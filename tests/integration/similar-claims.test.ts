import { describe, expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { judgeLikeness } from '#app/domain/claims/judge-likeness.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { saveLine } from '#app/domain/claims/save-line.server.ts'
import { similarClaims } from '#app/domain/claims/similar-claims.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contractClaim, draftClaim, openRound } from '#tests/fixtures/claim-only.ts'
import { contractLine, later } from '#tests/fixtures/claims.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import '#tests/fixtures/integration.ts'

const refusal = (code: string) => expect.objectContaining({ code })
type Opened = Awaited<ReturnType<typeof openRound>>

const handIn = (at: Opened, invoice: string, over: Record<string, unknown>) => contractClaim(at, { invoice, ...over })
const review = (at: Opened, number: string, approved: bigint) =>
	reviewClaim(at.market.reviewer, {
		number,
		lines: [{ lineNo: 1, approvedFen: fen(approved), reason: '同一项目', article: '第二条' }],
	})
const judge = (at: Opened, number: string, other: string, verdict: 'same' | 'different') =>
	judgeLikeness(at.market.reviewer, { number, other, verdict, reason: '比对了报告' })

describe('the same project claimed again', () => {
	test('under another name it is suggested with its score; judged the same it is approved for nobody, judged another it is', async () => {
		const at = await openRound()
		const first = await handIn(at, '51111111111111111111', {
			title: '新型锂电池正极材料性能检测',
			description: '高低温循环下容量衰减',
		})
		const second = await handIn(at, '52222222222222222222', {
			title: '锂离子电池正极材料性能检测服务',
			description: '高低温循环下容量衰减',
		})
		const { alike, checks } = await getClaim(at.market.reviewer, second)
		expect(alike).toHaveLength(1)
		expect(alike[0]).toMatchObject({
			number: first,
			isEarlier: true,
			judgement: null,
			other: { title: '新型锂电池正极材料性能检测' },
		})
		expect(alike[0]!.likeness.score).toBeGreaterThanOrEqual(75)
		expect(alike[0]!.likeness.signs).toEqual(['words', 'amount', 'days', 'enterprise', 'provider'])
		expect(checks.find((check) => check.code === 'likeness')).toMatchObject({ verdict: 'warn', values: { n: 1 } })
		expect((await getClaim(at.market.buyer, second)).alike).toEqual([])
		await expect(review(at, second, 300_000n)).rejects.toThrow(refusal('claim.flags_open'))

		await expect(
			judgeLikeness(at.market.officer, { number: second, other: first, verdict: 'same', reason: 'x' }),
		).rejects.toThrow(refusal('access.denied'))
		await expect(judge(at, second, 'DF-0', 'same')).rejects.toThrow(refusal('not_found'))
		await judge(at, second, first, 'same')
		await expect(review(at, second, 300_000n)).rejects.toMatchObject({
			code: 'claim.same_project',
			details: { claim: first },
		})
		expect(
			(await getClaim(at.market.reviewer, second)).checks.find((check) => check.code === 'likeness'),
		).toMatchObject({ verdict: 'stop', values: { claims: first } })
		// the earlier of the two is not barred by it
		await review(at, first, 300_000n)
		await review(at, second, 0n)

		await judgeLikeness(later(at.market.reviewer, 1), {
			number: second,
			other: first,
			verdict: 'different',
			reason: '样品不同',
		})
		await review(at, second, 300_000n)
		expect((await getClaim(at.market.reviewer, first)).alike[0]!.judgement).toMatchObject({
			verdict: 'different',
			reason: '样品不同',
			byName: '演示 reviewer',
		})
		await expect(prisma.$executeRaw`DELETE FROM likeness_judgement`).rejects.toThrow()
		await expect(ownerPool().query(`UPDATE likeness_judgement SET verdict = 'same'`)).rejects.toThrow()
		await expect(prisma.$executeRaw`DELETE FROM project_text`).rejects.toThrow()
	})

	test('one report sold to two enterprises is found at another authority too, by number only', async () => {
		const [one, two] = [await openRound(), await openRound()]
		const report = { reportNo: 'BG 2026-001', title: '检测' }
		const first = await handIn(one, '53333333333333333333', report)
		const second = await handIn(two, '54444444444444444444', {
			...report,
			reportNo: 'BG－2026－001',
			title: '力学性能试验服务',
		})
		const { alike } = await getClaim(two.market.reviewer, second)
		expect(alike).toMatchObject([{ number: first, other: null, shared: [] }])
		expect(alike[0]!.likeness.signs).toContain('report_no')
	})

	test('a changed line is compared by its new words; drafts and withdrawn claims are not compared', async () => {
		const at = await openRound()
		const first = await handIn(at, '55555555555555555555', { title: '医用口罩细菌过滤效率检验', reportNo: 'X1' })
		const draft = await draftClaim(at)
		const line = { ...contractLine(at.market, fen(600_000), '56666666666666666666'), number: draft, lineNo: null }
		await saveLine(at.market.buyer, { ...line, title: '齿轮箱噪声测量' })
		const { id } = await prisma.claim.findUniqueOrThrow({ where: { number: draft } })
		expect(
			(await similarClaims(at.market.reviewer, id, at.market.authorityId)).map((claim) => claim.number),
		).not.toContain(first)
		await saveLine(at.market.buyer, {
			...line,
			title: '医用口罩细菌过滤效率检测',
			lineNo: 1,
			contractFile: undefined,
			invoiceFile: undefined,
			slipFile: undefined,
			reportFile: undefined,
		})
		expect((await similarClaims(at.market.reviewer, id, at.market.authorityId)).map((claim) => claim.number)).toContain(
			first,
		)
		expect((await getClaim(at.market.reviewer, first)).alike).toEqual([])
	})
})
