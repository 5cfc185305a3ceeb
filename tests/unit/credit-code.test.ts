import { expect, test } from 'vitest'
import { creditCodeFault } from '#app/lib/credit-code.ts'
import organisations from '#prisma/seed/catalogue/organisations.json' with { type: 'json' }

test.each(['914403001922038216', '91330100799655058B', '9144030071526726XG', '91440300708461136T'])(
	'%s is a valid credit code',
	(code) => expect(creditCodeFault(code)).toBeNull(),
)

test('every demo organisation has valid check characters', () => {
	for (const organisation of organisations.organisations)
		expect(creditCodeFault(organisation.unifiedSocialCreditCode)).toBeNull()
})

test.each([
	['91440300192203821', 'length'],
	['914403001922038217', 'check'],
	['91440300192203821I', 'character'],
	['91440300192203821o', 'character'],
	['914403001922O38216', 'character'],
])('%s is refused: %s', (code, fault) => expect(creditCodeFault(code)).toBe(fault))

test('one changed digit anywhere is noticed', () => {
	const code = '914403001922038216'
	for (let place = 0; place < 17; place++) {
		const other = code[place] === '0' ? '1' : '0'
		expect(creditCodeFault(code.slice(0, place) + other + code.slice(place + 1))).not.toBeNull()
	}
})
