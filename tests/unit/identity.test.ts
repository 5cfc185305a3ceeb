import { describe, expect, test } from 'vitest'
import { chainOf, isWithin } from '#app/domain/divisions/division.ts'
import { type Member, type Role, rolesByKind } from '#app/domain/identity/actor.ts'
import { enrolForm } from '#app/domain/identity/authority.ts'
import { chainGaps, forbiddenPair, rolesOpenTo } from '#app/domain/identity/membership.ts'
import { isNameOf, maskAccount, payeeForm } from '#app/domain/identity/payee-account.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { verificationChecks } from '#app/domain/identity/verification.ts'

describe('roles in an authority', () => {
	test('reviewer, settlement officer and finance are three people, and the auditor is nobody else', () => {
		expect(forbiddenPair(['reviewer', 'finance'])).not.toBeNull()
		expect(forbiddenPair(['settlement_officer', 'reviewer'])).not.toBeNull()
		expect(forbiddenPair(['finance', 'settlement_officer'])).not.toBeNull()
		for (const role of rolesByKind.authority.filter((r) => r !== 'auditor'))
			expect(forbiddenPair(['auditor', role])).not.toBeNull()
		expect(forbiddenPair(['programme_officer', 'reviewer'])).toBeNull()
		expect(rolesOpenTo('authority', ['programme_officer'])).toEqual(['reviewer', 'settlement_officer', 'finance'])
		expect(rolesOpenTo('authority', ['auditor'])).toEqual([])
	})

	test('the whole chain needs three people and four roles', () => {
		const people = (...roles: Role[][]) => roles.map((held) => ({ roles: held }))
		expect(chainGaps(people(['programme_officer'], ['finance']))).toEqual({
			roles: ['reviewer', 'settlement_officer'],
			people: 1,
		})
		expect(chainGaps(people(['programme_officer', 'reviewer'], ['finance'], ['settlement_officer']))).toEqual({
			roles: [],
			people: 0,
		})
	})

	test('the first two officers are two people who can each appoint others', () => {
		const form = {
			...{ name: '云泽市科学技术局', creditCode: '91990102YD1051955J', divisionCode: '990100' },
			...{ firstName: '主管甲', firstEmail: 'a@example.com', firstRoles: { programme_officer: 'on', reviewer: 'on' } },
			...{ secondName: '财务乙', secondEmail: 'b@example.com', secondRoles: { finance: 'on' } },
		}
		expect(enrolForm.parse(form)).toMatchObject({
			firstRoles: ['programme_officer', 'reviewer'],
			secondRoles: ['finance'],
		})
		const faults = (over: object) => enrolForm.safeParse({ ...form, ...over }).error?.issues.map((i) => i.message)
		expect(faults({ secondEmail: 'A@example.com' })).toEqual(['field.two_people'])
		expect(faults({ secondRoles: { finance: 'on', reviewer: 'on' } })).toContain('field.roles_incompatible')
		expect(faults({ secondRoles: { reviewer: 'on' } })).toContain('field.role_appoints_missing')
	})
})

describe('who may do what', () => {
	const member = (over: Partial<Member>): Member => ({
		...{
			type: 'member',
			accountId: 1n,
			name: '经办人甲',
			organisationId: 10n,
			organisationName: '演示',
			isVerified: true,
		},
		...{ organisationKind: 'authority', divisionCode: '990100', roles: ['programme_officer'] },
		...over,
	})

	test('a second step is for another person, and says so', () => {
		const subject = { authorityId: 10n, doneBy: [1n] }
		expect(can(member({}), 'role.approve', subject)).toBe(false)
		expect(() => authorize(member({}), 'role.approve', subject)).toThrow('access.other_person')
		expect(() => authorize(member({ accountId: 2n }), 'role.approve', subject)).not.toThrow()
	})

	test('a visitor is sent to sign in, and people of another authority are refused', () => {
		expect(() => authorize({ type: 'visitor' }, 'role.approve', { authorityId: 10n })).toThrow('access.sign_in')
		expect(() => authorize(member({ organisationId: 11n }), 'role.approve', { authorityId: 10n })).toThrow(
			'access.denied',
		)
		expect(() => authorize(member({ roles: ['reviewer'] }), 'role.approve', { authorityId: 10n })).toThrow(
			'access.denied',
		)
	})
})

describe('payee accounts', () => {
	test('the account is in the entity’s own name, whatever the width of the characters', () => {
		expect(isNameOf('云泽ＡＢ（新材料）有限公司', '云泽AB(新材料)有限公司')).toBe(true)
		expect(isNameOf('云泽新材料有限公司 ', '云泽新材料有限公司')).toBe(true)
		expect(isNameOf('云泽新材料股份有限公司', '云泽新材料有限公司')).toBe(false)
	})

	test('lists show the ends of a number only', () => {
		expect(maskAccount('6212000000003308')).toBe('6212 **** **** 3308')
	})

	test('spaces in a typed number do not matter, a wrong length does', () => {
		const proof = new File(['x'], 'a.pdf')
		const form = {
			accountName: '云泽',
			accountNo: '6212 0000 0000 3308',
			bankName: '云泽银行',
			bankCode: '9910 0000 0011',
			proof,
		}
		expect(payeeForm.parse(form)).toMatchObject({ accountNo: '6212000000003308', bankCode: '991000000011' })
		expect(payeeForm.safeParse({ ...form, bankCode: '99100000001' }).error?.issues[0]?.message).toBe(
			'field.not_a_bank_code',
		)
		expect(payeeForm.safeParse({ ...form, accountNo: '62x2' }).error?.issues[0]?.message).toBe('field.not_an_account')
	})
})

test('a division lies in its city and its province', () => {
	expect(chainOf('990102')).toEqual(['990102', '990100', '990000'])
	expect(chainOf('990000')).toEqual(['990000'])
	expect(isWithin('990102', '990100')).toBe(true)
	expect(isWithin('990102', '990000')).toBe(true)
	expect(isWithin('990100', '990102')).toBe(false)
	expect(isWithin('990202', '990100')).toBe(false)
})

test('before verifying, the operator sees a wrong code, another place, and doubles', () => {
	const organisation = {
		name: '云泽砺川（演示）',
		creditCode: '91990102YD1051955J',
		divisionCode: '990103',
		contactPhone: '0000-1',
	}
	const outcomes = (checks: ReturnType<typeof verificationChecks>) => checks.map((check) => check.outcome)
	expect(outcomes(verificationChecks(organisation, []))).toEqual(['ok', 'ok', 'ok', 'ok'])
	const doubles = [{ name: organisation.name, number: 'JG-2026-000009', contactPhone: '0000-1' }]
	const moved = { ...organisation, creditCode: '91990102YD10519550', divisionCode: '990301' }
	expect(outcomes(verificationChecks(moved, doubles))).toEqual(['stop', 'warn', 'warn', 'warn'])
})
