import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { system, visitor } from '#app/domain/identity/actor.ts'
import { canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { closeDueNotices, closeNotice } from '#app/domain/notices/close-notice.server.ts'
import { getNotice, listNotices, noticeDesk } from '#app/domain/notices/notices.server.ts'
import { publishNotice } from '#app/domain/notices/publish-notice.server.ts'
import { raiseObjection } from '#app/domain/notices/raise-objection.server.ts'
import { ruleObjection } from '#app/domain/notices/rule-objection.server.ts'
import { withdrawNotice } from '#app/domain/notices/withdraw-notice.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, later, ownAccount, readyOrder, shippedDocument } from '#tests/fixtures/claims.ts'
import { type Market, ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const document = shippedDocument('yunze-high-tech-2026')

/** A market with `count` reviewed claims of 500 yuan each; `cut` takes 100 off the last. */
async function reviewed(count: number, { cut = false } = {}) {
	const market = await claimMarket(document)
	const voucher = await market.voucher(fen(1_000_000))
	const payee = await ownAccount(market, market.providerId)
	const claims: string[] = []
	for (let i = 0; i < count; i++) {
		const { number } = await startClaim(market.seller, { orders: [await readyOrder(market, voucher)] })
		await submitClaim(market.seller, { number, payee, seen: fen(50_000), commitmentText: '承诺' })
		const isCut = cut && i === count - 1
		const line = {
			lineNo: 1,
			approvedFen: fen(isCut ? 40_000 : 50_000),
			reason: isCut ? '加急费' : '',
			article: isCut ? '第八条' : '',
		}
		expect(await decideClaim(market.reviewer, { number, lines: [line] })).toBe('awaits_notice')
		claims.push(number)
	}
	const fund = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
	return {
		market,
		claims,
		publish: (ctx = market.officer, list = claims) =>
			publishNotice(ctx, { fund: fund.number, title: '名单', basis: '第十六条', contact: '0000', claims: list }),
	}
}
const stateOf = async (number: string) => (await prisma.claim.findUniqueOrThrow({ where: { number } })).state
const objection = (market: Market, notice: string, claim: string) =>
	raiseObjection(
		{ ...market.officer, actor: visitor },
		{ notice, claim, byName: '王一', byContact: '0000', text: '同一控制人', from: `test-${notice}` },
	)

describe('a public notice', () => {
	test('lists reviewed claims with neutral services, sealed by its hash, for five working days from the day after', async () => {
		const { market, claims, publish } = await reviewed(2)
		expect((await noticeDesk(market.officer)).funds[0]).toMatchObject({
			days: 5,
			claims: claims.map((number) => ({ number })),
		})
		await expect(approveClaim(market.officer, { number: claims[0]! })).rejects.toThrow(refusal('claim.notice_open'))
		await expect(publish(market.finance)).rejects.toThrow(refusal('access.denied'))
		const { number } = await publish()
		const notice = await getNotice({ ...market.officer, actor: visitor }, number)
		expect(notice).toMatchObject({ opensOn: '2026-03-11', closesOn: '2026-03-17', isRunning: true, daysLeft: 8 })
		expect(notice.snapshot.items).toHaveLength(2)
		expect(notice.snapshot.items[0]).toMatchObject({
			no: 1,
			claim: claims[0],
			service: { zh: '技术服务' },
			amountFen: '50000',
		})
		expect(notice.snapshotHash).toBe(createHash('sha256').update(canonicalJson(notice.snapshot)).digest('hex'))
		expect(await stateOf(claims[0]!)).toBe('on_notice')
		await expect(publish()).rejects.toThrow(refusal('state.changed_meanwhile'))
	})

	test('approves every claim after 24:00 of its last day, once, by an officer or the worker', async () => {
		const { market, claims, publish } = await reviewed(2)
		const { number } = await publish()
		const evening = { ...market.officer, now: new Date('2026-03-17T15:59:00Z') }
		await expect(closeNotice(evening, { notice: number })).rejects.toThrow(refusal('claim.notice_open'))
		expect(await closeDueNotices({ ...evening, actor: system })).toEqual([])
		const midnight = { ...market.officer, now: new Date('2026-03-17T16:00:00Z') }
		const both = await Promise.all([
			closeDueNotices({ ...midnight, actor: system }),
			closeNotice(midnight, { notice: number }),
		])
		const approved = [...both[0].flatMap((closed) => closed.approved), ...both[1].approved].filter((claim) =>
			claims.includes(claim),
		)
		expect(approved.sort()).toEqual([...claims].sort())
		expect(await closeNotice(midnight, { notice: number })).toEqual({ approved: [], left: [] })
		expect((await market.stages()).payable).toEqual([60_000n, 40_000n])
		expect((await listNotices(midnight, { authorityId: market.authorityId }))[0]).toMatchObject({
			number,
			state: 'closed',
			isRunning: false,
		})
	})

	test('an objection holds that claim alone; dismissed by another person it is approved by itself', async () => {
		const { market, claims, publish } = await reviewed(2)
		const { number } = await publish()
		const { number: raised } = await objection(market, number, claims[1]!)
		const closing = later(market.officer, 10)
		expect(await closeNotice(closing, { notice: number })).toEqual({
			approved: [claims[0]],
			left: [{ claim: claims[1], code: 'claim.objection_open' }],
		})
		await expect(approveClaim(closing, { number: claims[1]! })).rejects.toThrow(refusal('claim.objection_open'))
		const ruling = { objection: raised, ruling: 'dismiss' as const, words: '经核查不存在关联关系' }
		await expect(ruleObjection(later(market.reviewer, 10), ruling)).rejects.toThrow(refusal('access.other_person'))
		await ruleObjection(closing, ruling)
		await expect(ruleObjection(closing, ruling)).rejects.toThrow(refusal('state.not_allowed'))
		expect((await noticeDesk(closing)).held).toMatchObject([{ number: claims[1], amountFen: 50_000n }])
		await approveClaim(closing, { number: claims[1]! })
		expect(await stateOf(claims[1]!)).toBe('approved')
		expect((await getNotice(closing, number)).objections).toMatchObject([
			{ number: raised, state: 'dismissed', ruling: ruling.words },
		])
	})

	test('an objection upheld refuses the claim and returns its money', async () => {
		const { market, claims, publish } = await reviewed(1)
		const { number } = await publish()
		const { number: raised } = await objection(market, number, claims[0]!)
		await ruleObjection(market.officer, { objection: raised, ruling: 'uphold', words: '属于关联交易' })
		expect(await stateOf(claims[0]!)).toBe('refused')
		expect((await market.stages()).granted?.reduce((a, b) => a + b, 0n)).toBe(1_000_000n)
		expect(await closeNotice(later(market.officer, 10), { notice: number })).toEqual({ approved: [], left: [] })
	})

	test('takes no objection after its last day, for a claim that is not on it, or too many from one address', async () => {
		const { market, claims, publish } = await reviewed(1)
		const { number } = await publish()
		await expect(objection(market, number, 'DF-none')).rejects.toThrow(refusal('not_found'))
		for (let i = 0; i < 20; i++) await objection(market, number, claims[0]!)
		await expect(objection(market, number, claims[0]!)).rejects.toThrow(refusal('identity.too_many_attempts'))
		await expect(
			raiseObjection(
				{ ...later(market.officer, 10), actor: visitor },
				{ notice: number, claim: claims[0]!, byName: '王', byContact: '0', text: '晚了', from: 'x' },
			),
		).rejects.toThrow(refusal('state.not_allowed'))
	})

	test('with a cut claim is not published by its reviewer; withdrawn, its claims await a new one', async () => {
		const { market, claims, publish } = await reviewed(2, { cut: true })
		await expect(publish(market.reviewer)).rejects.toThrow(refusal('access.other_person'))
		const { number } = await publish(market.reviewer, [claims[0]!])
		await withdrawNotice(market.officer, { notice: number, reason: '标题有误' })
		expect(await stateOf(claims[0]!)).toBe('reviewed')
		await expect(closeNotice(later(market.officer, 10), { notice: number })).rejects.toThrow(
			refusal('state.not_allowed'),
		)
		const again = await publish()
		expect(await closeNotice(later(market.officer, 10), { notice: again.number })).toMatchObject({ approved: claims })
		expect((await market.stages()).payable).toEqual([54_000n, 36_000n])
	})

	test('is never edited or deleted, whoever asks', async () => {
		const { claims, publish } = await reviewed(1)
		const { number } = await publish()
		const owner = (sql: string) => ownerPool().query(sql, [number])
		await expect(owner(`UPDATE notice SET basis = 'x' WHERE number = $1`)).rejects.toThrow(/never edited/)
		await expect(owner(`UPDATE notice SET snapshot = '{}' WHERE number = $1`)).rejects.toThrow(/never edited/)
		await expect(owner('DELETE FROM notice WHERE number = $1')).rejects.toThrow(/never deleted/)
		await expect(
			owner('DELETE FROM notice_item WHERE notice_id = (SELECT id FROM notice WHERE number = $1)'),
		).rejects.toThrow(/never changes/)
		expect(claims).toHaveLength(1)
	})
})
