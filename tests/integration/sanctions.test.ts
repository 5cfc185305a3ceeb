import { beforeAll, describe, expect, test } from 'vitest'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { decideSanction } from '#app/domain/sanctions/decide-sanction.server.ts'
import { proposeLift, proposeSanction } from '#app/domain/sanctions/propose-sanction.server.ts'
import { listSanctions, refuseSanctioned } from '#app/domain/sanctions/sanctions.server.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { ownAccount, readyOrder } from '#tests/fixtures/claims.ts'
import { expectWhole } from '#tests/fixtures/endings.ts'
import { organisation } from '#tests/fixtures/market.ts'
import { openShop, type Shop } from '#tests/fixtures/shop.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('an organisation under a sanction', () => {
	let shop: Shop
	let voucherId: bigint
	let voucher: string
	let barred: string
	beforeAll(async () => {
		shop = await openShop()
		voucherId = await shop.voucher(fen(1_000_000))
		const { number } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
		voucher = number
	})
	const codeOf = async (id: bigint) =>
		(await prisma.organisation.findUniqueOrThrow({ where: { id } })).creditCode.trim()
	const propose = async (organisationId: bigint, more: { fromOn?: string; untilOn?: string | null } = {}) => {
		const { number } = await proposeSanction(shop.officer, {
			code: await codeOf(organisationId),
			reason: '提供虚假检测报告',
			article: '第二十二条',
			decisionNo: '云科罚〔2026〕1号',
			fromOn: '2026-01-01',
			untilOn: null,
			...more,
		} as never)
		return number
	}
	const lift = async (number: string) => {
		await proposeLift(shop.officer, {
			sanction: number,
			decisionNo: '云科〔2026〕9号',
			reason: '已整改',
			liftOn: '2026-01-02' as never,
		})
		await expect(decideSanction(shop.officer, number, true)).rejects.toThrow(refusal('access.other_person'))
		await decideSanction(shop.secondOfficer, number, true)
	}
	const stateOf = async (number: string) =>
		(await listSanctions(shop.finance)).sanctions.find((one) => one.number === number)

	test('is barred when two people decided so, and not before', async () => {
		const number = await propose(shop.enterpriseId)
		await expect(propose(shop.enterpriseId)).rejects.toThrow(refusal('sanction.proposed_already'))
		await refuseSanctioned(shop.buyer, shop.authorityId, shop.enterpriseId)
		await shop.place(1, { voucher })
		await expect(decideSanction(shop.officer, number, true)).rejects.toThrow(refusal('access.other_person'))
		await expect(decideSanction(shop.finance, number, true)).rejects.toThrow(refusal('access.denied'))
		await decideSanction(shop.secondOfficer, number, true)
		expect(await stateOf(number)).toMatchObject({ state: 'approved', isInForce: true, decisionNo: '云科罚〔2026〕1号' })
		barred = number
	})

	test('an enterprise cannot apply nor order with its voucher, and is told by which decision; in full it still may', async () => {
		const other = await organisation('enterprise')
		await decideSanction(shop.secondOfficer, await propose(other), true)
		await expect(shop.application(fen(10_000), other)).rejects.toThrow('sanction.in_force')
		await expect(shop.place(1, { voucher })).rejects.toMatchObject({
			code: 'sanction.in_force',
			details: { decision: '云科罚〔2026〕1号', until: null },
		})
		await shop.place(1, { voucher: '' })
	})

	test('what was accepted before is claimed by the other side all the same; a provider under a sanction claims nothing', async () => {
		await lift(barred)
		const first = await readyOrder(shop, voucherId)
		const second = await readyOrder(shop, voucherId)
		const payee = await ownAccount(shop, shop.providerId)
		const enterprise = await propose(shop.enterpriseId)
		await decideSanction(shop.secondOfficer, enterprise, true)
		const { number } = await startClaim(shop.seller, { orders: [first] })

		const provider = await propose(shop.providerId)
		await decideSanction(shop.secondOfficer, provider, true)
		await expect(startClaim(shop.seller, { orders: [second] })).rejects.toThrow(refusal('sanction.in_force'))
		const handIn = () => submitClaim(shop.seller, { number, payee, seen: fen(50_000), commitmentText: '承诺' })
		await expect(handIn()).rejects.toThrow(refusal('sanction.in_force'))
		await lift(provider)
		expect(await stateOf(provider)).toMatchObject({ state: 'lifted', isInForce: false, lift: { reason: '已整改' } })
		await handIn()
		await lift(enterprise)
		await shop.place(1, { voucher })
		await expectWhole(shop)
	})

	test('ends by its day, does not begin before it, and binds its own authority only', async () => {
		const past = await propose(shop.enterpriseId, { untilOn: '2026-02-01' })
		await decideSanction(shop.secondOfficer, past, true)
		const coming = await propose(shop.enterpriseId, { fromOn: shanghaiDay(new Date(Date.now() + 40 * 86_400_000)) })
		await decideSanction(shop.secondOfficer, coming, true)
		await shop.place(1, { voucher })
		expect([(await stateOf(past))!.isInForce, (await stateOf(coming))!.isInForce]).toEqual([false, false])
		const now = await propose(shop.enterpriseId)
		await decideSanction(shop.secondOfficer, now, true)
		const elsewhere = await openShop()
		await refuseSanctioned(shop.buyer, elsewhere.authorityId, shop.enterpriseId)
		await expect(refuseSanctioned(shop.buyer, shop.authorityId, shop.enterpriseId)).rejects.toThrow(
			refusal('sanction.in_force'),
		)
	})

	test('the database keeps what was decided', async () => {
		const { number } = (await listSanctions(shop.finance)).sanctions.find((one) => one.state === 'approved')!
		await expect(prisma.sanction.update({ where: { number }, data: { reason: '改' } })).rejects.toThrow()
		await expect(prisma.sanction.update({ where: { number }, data: { state: 'refused' } })).rejects.toThrow()
		await expect(prisma.sanction.delete({ where: { number } })).rejects.toThrow()
	})
})
