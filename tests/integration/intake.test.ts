import { beforeAll, describe, expect, test } from 'vitest'
import { judgeAnswers } from '#app/domain/catalogue/intake.ts'
import { getListing, getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { moveQuestion } from '#app/domain/catalogue/move-question.server.ts'
import { saveQuestion } from '#app/domain/catalogue/save-question.server.ts'
import { getCheckout } from '#app/domain/orders/checkout.server.ts'
import { getOrder } from '#app/domain/orders/order-page.server.ts'
import { placeOrder } from '#app/domain/orders/place-order.server.ts'
import { zero } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'
import { openShop, type Shop } from '#tests/fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
	shop = await openShop()
})

const blank = { key: '', labelEn: '', help: '', helpEn: '', required: false, unit: '', choices: [] }
const listing = () => getOwnListing(shop.seller, shop.listing)
async function ask(over: Partial<Parameters<typeof saveQuestion>[1]>) {
	const { number, versionNo: version } = await listing()
	return saveQuestion(shop.seller, { ...blank, kind: 'text', label: '问题', number, version, ...over })
}
async function order(answers: Record<string, string>, over: object = {}) {
	const offer = await getCheckout(shop.buyer, { listing: shop.listing, quantity: 2, voucher: null })
	return placeOrder(shop.buyer, {
		listing: shop.listing,
		quantity: 2,
		voucher: offer.chosen?.number ?? '',
		seenPrice: offer.priceFen,
		seenShare: offer.chosen?.shareFen ?? zero,
		note: '',
		seenIntake: offer.seenIntake,
		answers,
		...over,
	})
}

describe('what a provider asks whoever orders', () => {
	test('the answers are judged at their fields and stay with the order, whatever the provider asks later', async () => {
		expect(await ask({ kind: 'number', label: '试样厚度', labelEn: 'Thickness', unit: 'mm', required: true })).toBe(
			'published',
		)
		const choices = [
			{ name: '抛光', nameEn: 'polished' },
			{ name: '原样', nameEn: 'as is' },
		]
		await ask({ kind: 'choice', label: '表面', choices, required: true })
		await ask({ kind: 'yes_no', label: '要退样吗' })
		await ask({ kind: 'date', label: '最晚哪天要' })
		expect((await getListing(await contextOf(), shop.listing)).intake.map(({ key, label }) => [key, label])).toEqual([
			['q1', '试样厚度'],
			['q2', '表面'],
			['q3', '要退样吗'],
			['q4', '最晚哪天要'],
		])
		await expect(order({ q1: '三', q3: 'maybe', q4: '2026-02-30' })).rejects.toMatchObject({
			code: 'order.intake_incomplete',
			details: {
				faults: {
					'answers.q1': 'field.not_a_decimal',
					'answers.q2': 'field.choose',
					'answers.q3': 'field.choose',
					'answers.q4': 'field.not_a_day',
				},
			},
		})
		expect(await prisma.order.count()).toBe(0)
		const { number } = await order({ q1: '1２.50', q2: '抛光', q3: 'no', q9: 'nobody asked' })

		await ask({ key: 'q2', kind: 'text', label: '别的问题' })
		const { versionNo: version } = await listing()
		await moveQuestion(shop.seller, { number: shop.listing, version, key: 'q1', to: 'out' })
		for (const reader of [shop.buyer, shop.seller])
			expect((await getOrder(reader, number)).listing.answers).toEqual([
				{ kind: 'number', label: '试样厚度', labelEn: 'Thickness', unit: 'mm', answer: '12.50', answerEn: '' },
				{ kind: 'choice', label: '表面', labelEn: '', unit: '', answer: '抛光', answerEn: 'polished' },
				{ kind: 'yes_no', label: '要退样吗', labelEn: '', unit: '', answer: 'no', answerEn: '' },
			])
		await expect(
			prisma.order.update({ where: { number }, data: { listingSnapshot: { answers: [] } } }),
		).rejects.toThrow(/does not change/)
	})

	test('a buyer who saw other questions is told so, and no order is placed', async () => {
		const offer = await getCheckout(shop.buyer, { listing: shop.listing, quantity: 2, voucher: null })
		await ask({ label: '材质' })
		await expect(order({}, { seenIntake: offer.seenIntake })).rejects.toMatchObject({ code: 'order.intake_changed' })
		await expect(order({}, { seenIntake: '' })).rejects.toMatchObject({ code: 'order.intake_changed' })
	})

	test('questions are moved, limited and only their provider’s', async () => {
		const { number, versionNo: version, intake } = await listing()
		const keys = intake.map(({ key }) => key)
		await moveQuestion(shop.seller, { number, version, key: keys[1]!, to: 'up' })
		expect((await listing()).intake.map(({ key }) => key).slice(0, 2)).toEqual([keys[1], keys[0]])
		const stranger = await contextOf(await makeMember(await makeOrganisation('provider'), 'provider_admin'))
		await expect(
			saveQuestion(stranger, { ...blank, kind: 'text', label: '问', number, version: version + 1 }),
		).rejects.toMatchObject({ code: 'access.denied' })
		await expect(ask({ key: 'q77', label: '没有' })).rejects.toMatchObject({ code: 'not_found' })
		const many = (n: number) => Array.from({ length: n }, (_, i) => ({ ...intake[0]!, key: `q${i + 1}` }))
		const put = (n: number) => prisma.listing.update({ where: { number }, data: { intake: many(n) } })
		await expect(put(21)).rejects.toThrow()
		await put(20)
		await expect(ask({ label: '再一项' })).rejects.toMatchObject({ code: 'intake.too_many' })
	})

	test('an answer that is too long is refused, one that is optional may be left out', () => {
		const question = { ...blank, key: 'q1', kind: 'text' as const, label: '材质' }
		expect(judgeAnswers([question], { q1: 'x'.repeat(201) }).faults).toEqual({ 'answers.q1': 'field.too_long' })
		expect(judgeAnswers([question], { q1: '  ' })).toEqual({ answers: [], faults: {} })
		expect(judgeAnswers([{ ...question, required: true }], {}).faults).toEqual({ 'answers.q1': 'field.required' })
	})
})
