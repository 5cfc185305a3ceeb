import { describe, expect, test } from 'vitest'
import { getCheckout } from '#app/domain/orders/checkout.server.ts'
import { ownAffiliations } from '#app/domain/relations/affiliations.server.ts'
import { declareAffiliation } from '#app/domain/relations/declare-affiliation.server.ts'
import { endAffiliation } from '#app/domain/relations/end-affiliation.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { ownerPool, person } from '#tests/fixtures/market.ts'
import { know } from '#tests/fixtures/parties.ts'
import { openShop } from '#tests/fixtures/shop.ts'
import '#tests/fixtures/integration.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('what organisations declare', () => {
	test('a declared shareholder bars the voucher at checkout with its evidence; ended, it does not; both stay on record', async () => {
		const shop = await openShop()
		const market = shop
		const { listing } = shop
		await market.voucher(fen(1_000_000))
		const open = await getCheckout(market.buyer, { listing, quantity: 2, voucher: null })
		expect(open.chosen).not.toBeNull()
		expect(open.options[0]!.relations).toEqual([])

		const provider = await prisma.organisation.findUniqueOrThrow({ where: { id: market.providerId } })
		const declared = { kind: 'shareholder' as const, value: provider.name, code: provider.creditCode, share: 3350 }
		await declareAffiliation(market.buyer, declared)
		await expect(declareAffiliation(market.buyer, declared)).rejects.toThrow(refusal('relation.recorded'))
		const barred = await getCheckout(market.buyer, { listing, quantity: 2, voucher: null })
		expect(barred.options[0]).toMatchObject({ usable: false, relations: [{ code: 'equity', strength: 'certain' }] })
		expect(barred.options[0]!.reasons.find((reason) => reason.code === 'scope.relation')).toMatchObject({
			verdict: 'no',
			article: '第十一条',
		})

		const [own] = await ownAffiliations(market.buyer)
		await expect(endAffiliation(market.seller, { id: own!.id })).rejects.toThrow(refusal('not_found'))
		await endAffiliation(market.buyer, { id: own!.id })
		expect((await getCheckout(market.buyer, { listing, quantity: 2, voucher: null })).chosen).not.toBeNull()
		expect((await ownAffiliations(market.buyer))[0]!.endedAt).not.toBeNull()
		await expect(ownerPool().query('DELETE FROM affiliation')).rejects.toThrow('what was said stays')
	})

	test('a name in common never bars by itself: it is shown masked beside the buyer’s declaration', async () => {
		const shop = await openShop()
		const market = shop
		const { listing } = shop
		await market.voucher(fen(1_000_000))
		await know(market, 'enterpriseId', { legal_representative: '王伟' })
		await know(market, 'providerId', { legal_representative: '王伟' })
		const { chosen } = await getCheckout(market.buyer, { listing, quantity: 2, voucher: null })
		expect(chosen).toMatchObject({
			usable: true,
			relations: [{ code: 'legal_representative', strength: 'likely', right: { value: '王*' } }],
		})
	})

	test('only an administrator declares, and a declaration is of the kinds it is asked for', async () => {
		const market = await openShop()
		const member = await person(market.enterpriseId, 'enterprise', ['enterprise_member'], market.now)
		await expect(
			declareAffiliation(member, { kind: 'shareholder', value: '甲', code: '', share: null }),
		).rejects.toThrow(refusal('access.denied'))
		await expect(
			prisma.$executeRaw`INSERT INTO affiliation (organisation_id, kind, value, source, recorded_by_id, recorded_at)
				VALUES (${market.enterpriseId}, 'phone', '1', 'declared', ${market.idOf(market.buyer)}, now())`,
		).rejects.toThrow()
	})
})
