import { beforeAll, describe, expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { acceptSilentOrders } from '#app/domain/orders/accept-silent-orders.server.ts'
import { closeSampling } from '#app/domain/sampling/close-sampling.server.ts'
import { enterSamplingNumber } from '#app/domain/sampling/enter-sampling-number.server.ts'
import { getSampling, samplingList } from '#app/domain/sampling/samplings.server.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { evidence, later, ownAccount, readyOrder, shippedDocument } from '#tests/fixtures/claims.ts'
import { expectWhole } from '#tests/fixtures/endings.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { openShop, type Shop } from '#tests/fixtures/shop.ts'

describe('a delivery nobody objects to', () => {
	let shop: Shop
	let silent: string
	let voucherId: bigint
	const payees = new Map<string, string>()
	const worker = (days: number): Context => ({ db: prisma, actor: system, now: later(shop.officer, days).now })
	beforeAll(async () => {
		shop = await openShop(
			shippedDocument('yunze-high-tech-2026', (rules) => {
				rules.process.autoAccept = { workingDays: 5, article: '第十五条' }
				rules.process.notice.days = 0
				rules.process.sampling = { by: 'count', bp: 1, article: '第二十条' }
			}),
		)
		for (const state of ['submitted', 'published'])
			await ownerPool().query(
				`UPDATE programme_version SET state = $2, published_by_id = CASE WHEN $2 = 'published' THEN $3::bigint END, published_at = CASE WHEN $2 = 'published' THEN now() END WHERE id = $1`,
				[shop.versionId, state, shop.idOf(shop.secondOfficer)],
			)
		payees.set('provider', await ownAccount(shop, shop.providerId))
	})

	test('counts as accepted after the working days of the programme, not before, and is marked for good', async () => {
		voucherId = await shop.voucher(fen(1_000_000))
		const { number: voucher } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
		silent = await shop.place(1, { voucher })
		await shop.walk(silent, 'delivered')
		const order = await prisma.order.findUniqueOrThrow({ where: { number: silent } })
		expect(await acceptSilentOrders(worker(6))).toBe(0)
		expect(await acceptSilentOrders(worker(20))).toBe(1)
		expect(await acceptSilentOrders(worker(20))).toBe(0)
		expect(await shop.stateOf(silent)).toBe('accepted')
		expect(await prisma.silentAcceptance.findUniqueOrThrow({ where: { orderId: order.id } })).toMatchObject({
			article: '第十五条',
		})
		await expect(prisma.silentAcceptance.deleteMany({})).rejects.toThrow()
		await evidence(shop, order.id)
		await expectWhole(shop)
	})

	test('makes a claim that says so to its reviewer and is always in the sample', async () => {
		const spoken = await readyOrder(shop, voucherId)
		const claims: string[] = []
		for (const order of [silent, spoken]) {
			const { number } = await startClaim(shop.seller, { orders: [order] })
			const { claim } = await getClaim(shop.seller, number)
			await submitClaim(shop.seller, {
				number,
				payee: payees.get('provider')!,
				seen: fen(claim.claimedFen),
				commitmentText: '承诺',
			})
			const { checks } = await getClaim(shop.reviewer, number)
			expect(checks.filter((check) => check.code === 'silence').map((check) => check.verdict)).toEqual(
				order === silent ? ['warn'] : [],
			)
			const lines = [{ lineNo: 1, approvedFen: fen(claim.claimedFen), reason: '', article: '' }]
			expect(await decideClaim(shop.reviewer, { number, lines })).toBe('approved')
			claims.push(number)
		}
		const programme = await prisma.programme.findUniqueOrThrow({ where: { id: shop.programmeId } })
		const day = shanghaiDay(shop.now)
		const { number } = await closeSampling(shop.officer, {
			programme: programme.number,
			fromOn: day,
			untilOn: day,
			numberName: '演示号码',
			numberOn: addDays(day, 1),
		})
		expect(await samplingList(shop.officer, number)).toMatch(new RegExp(`^${claims[0]} \\d+ silent$`, 'm'))
		await enterSamplingNumber(later(shop.secondOfficer, 1), { number, publicNumber: '20331' })
		const { items } = await getSampling(shop.officer, number)
		// one in ten thousand of the others, rounded up, and every silent one
		expect(items.map((item) => [item.claim, item.isSilent]).sort()).toEqual([
			[claims[0], true],
			[claims[1], false],
		])
		await expect(
			prisma.samplingItem.updateMany({ where: { isSilent: true }, data: { isSilent: false } }),
		).rejects.toThrow()
		await expectWhole(shop)
	})
})
