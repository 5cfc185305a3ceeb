import { describe, expect, test } from 'vitest'
import {
	certaintyToClose,
	codesIn,
	compare,
	type MatchLine,
	type MatchPayment,
	rankCandidates,
	sameAccount,
} from '#app/domain/reconciliation/matching.ts'
import { parseDay } from '#app/lib/time.ts'

const payment: MatchPayment = {
	number: 'FK-2026-000938',
	amountFen: 2_364_000n,
	accountName: '云泽大学分析测试中心（演示）',
	accountNo: '9990000000003308',
	code: 'K7PX3QKM',
	endToEndId: 'QS2026000012-1',
	state: 'sent',
	sentOn: parseDay('2026-11-17'),
}
const line: MatchLine = {
	amountFen: -2_364_000n,
	bookedOn: parseDay('2026-11-18'),
	counterpartyName: null,
	counterpartyAccount: null,
	endToEndId: null,
	remittance: '',
	returnCode: null,
}
const kinds = (l: Partial<MatchLine>, p: Partial<MatchPayment> = {}) =>
	compare({ ...line, ...l }, { ...payment, ...p }).reasons.map((r) => r.kind)
const certainty = (l: Partial<MatchLine>, p: Partial<MatchPayment> = {}) =>
	compare({ ...line, ...l }, { ...payment, ...p }).certainty

describe('a line closes by itself only', () => {
	test('with the end-to-end id or our code, and the same amount', () => {
		expect(certainty({ endToEndId: 'QS2026000012-1' })).toBe(100)
		expect(certainty({ remittance: '转账 k7px 3qkm 货款' })).toBe(99)
		expect(compare({ ...line, remittance: '附言K7PX3QKM科创券' }, payment)).toMatchObject({
			rule: 'code',
			kind: 'paid',
			canClose: true,
		})
	})

	test.each<[string, Partial<MatchLine>, Partial<MatchPayment>]>([
		[
			'not when everything but an identifier agrees',
			{
				counterpartyAccount: '9990000000003308',
				counterpartyName: payment.accountName,
				bookedOn: parseDay('2026-11-17'),
			},
			{},
		],
		['not when the amount differs by a fen', { endToEndId: 'QS2026000012-1', amountFen: -2_364_001n }, {}],
		['not when the payment is already paid', { endToEndId: 'QS2026000012-1' }, { state: 'confirmed' }],
		['not when the money went to another account', { endToEndId: 'QS2026000012-1', counterpartyAccount: '1' }, {}],
		['not when it came back before', { endToEndId: 'QS2026000012-1' }, { state: 'returned' }],
		['not an amount that cannot be matched', { endToEndId: 'QS2026000012-1', amountFen: null }, {}],
	])('%s', (_, l, p) => {
		expect(certainty(l, p)).toBeLessThan(certaintyToClose)
	})
})

test('money that comes back is a return of the payment, paid or under way', () => {
	const back = { amountFen: 2_364_000n, endToEndId: 'QS2026000012-1', returnCode: 'AC01' }
	expect(compare({ ...line, ...back }, payment)).toMatchObject({ kind: 'returned', certainty: 100, canClose: true })
	expect(compare({ ...line, ...back }, { ...payment, state: 'confirmed' })).toMatchObject({
		kind: 'returned',
		certainty: 100,
		canClose: true,
	})
	expect(compare({ ...line, ...back }, { ...payment, state: 'returned' }).canClose).toBe(false)
})

test('every candidate says why', () => {
	expect(kinds({ counterpartyAccount: '9990000000003308', counterpartyName: '云泽大学' })).toEqual([
		'same_amount',
		'same_account',
		'name_part',
		'days_later',
	])
	expect(
		kinds({
			counterpartyAccount: '1',
			counterpartyName: '别人',
			amountFen: -2_360_000n,
			bookedOn: parseDay('2026-11-10'),
		}),
	).toEqual(['other_amount', 'other_account', 'name_other', 'before_sending'])
	expect(kinds({}, { state: 'confirmed' })).toContain('already_confirmed')
})

test('the surest comes first', () => {
	const others = [
		{ ...payment, number: 'FK-1', amountFen: 2_360_000n },
		{ ...payment, number: 'FK-2', accountNo: '2', accountName: '别人' },
		{ ...payment, number: 'FK-3' },
	]
	const ranked = rankCandidates({ ...line, counterpartyAccount: '9990000000003308' }, others)
	expect(ranked.map((c) => c.payment.number)).toEqual(['FK-3', 'FK-2', 'FK-1'])
	expect(ranked.map((c) => c.canClose)).toEqual([true, true, false])
})

test('hidden account numbers, spaced codes', () => {
	expect(sameAccount('9990 **** **** 3308', '9990000000003308')).toBe(true)
	expect(sameAccount('9990****3309', '9990000000003308')).toBe(false)
	expect(sameAccount('****08', '9990000000003308')).toBe(false)
	expect([...codesIn('ab c1，D2', 4)]).toEqual(['ABC1'])
})
