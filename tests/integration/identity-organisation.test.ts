import { expect, test } from 'vitest'
import type { Member } from '#app/domain/identity/actor.ts'
import { confirmPayeeAccount, refusePayeeAccount } from '#app/domain/identity/confirm-payee-account.server.ts'
import { editOrganisation } from '#app/domain/identity/edit-organisation.server.ts'
import { factsForm, factsTyped } from '#app/domain/identity/facts-form.ts'
import { operatorOverview } from '#app/domain/identity/operator-overview.server.ts'
import { registerForm } from '#app/domain/identity/organisation.ts'
import {
	organisationForVerification,
	ownOrganisation,
	verificationQueue,
} from '#app/domain/identity/organisations.server.ts'
import { ownPayeeAccounts, payeeAccountsForOperator } from '#app/domain/identity/payee-accounts.server.ts'
import { proposePayeeAccount } from '#app/domain/identity/propose-payee-account.server.ts'
import { registerOrganisation } from '#app/domain/identity/register-organisation.server.ts'
import { resubmitOrganisation } from '#app/domain/identity/resubmit-organisation.server.ts'
import { saveFacts } from '#app/domain/identity/save-facts.server.ts'
import { signIn } from '#app/domain/identity/sign-in.server.ts'
import { refuseOrganisation, verifyOrganisation } from '#app/domain/identity/verify-organisation.server.ts'
import { factsSchema } from '#app/domain/programmes/facts.ts'
import { parseDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contextOf, makeDivision, makeMember, makeOrganisation, newCreditCode } from '#tests/fixtures/people.ts'

const as = (actor: Member) => contextOf(actor)
const password = 'a long enough password'

async function registration(over: Record<string, string> = {}) {
	const divisionCode = await makeDivision()
	return registerForm.parse({
		...{ kind: 'enterprise', creditCode: newCreditCode(), name: '云泽砺川减振器有限公司（演示）', divisionCode },
		...{ contactPhone: '0000-1234 5678', personName: '经办人甲', email: `r${crypto.randomUUID()}@example.com` },
		...{ password, passwordAgain: password },
		...over,
	})
}
const operator = async () => makeMember(await makeOrganisation('operator'), 'operator')
const registered = async (organisationId: bigint, accountId: bigint): Promise<Member> => {
	const organisation = await prisma.organisation.findUniqueOrThrow({ where: { id: organisationId } })
	const { name: organisationName, divisionCode } = organisation
	return {
		...{ type: 'member', accountId, name: '经办人甲', organisationId, organisationName, divisionCode },
		...{ organisationKind: 'enterprise', isVerified: false, roles: ['enterprise_admin'] },
	}
}

test('an enterprise registers, signs in and waits for verification', async () => {
	const visitor = await contextOf()
	const input = await registration()
	const { accountId, organisationId, number } = await registerOrganisation(visitor, input)
	expect(number).toMatch(/^JG-\d{4}-\d{6}$/)
	expect(await signIn(visitor, { email: input.email, password, address: input.email })).toEqual({
		accountId,
		organisationId,
		choices: 1,
	})
	expect(await prisma.organisation.findUnique({ where: { number } })).toMatchObject({
		status: 'pending',
		kind: 'enterprise',
	})
	const stored = await prisma.account.findUniqueOrThrow({ where: { id: accountId } })
	expect(stored.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a credit code or an e-mail is registered once, also when two press the button at the same moment', async () => {
	const visitor = await contextOf()
	const input = await registration()
	const twins = await Promise.allSettled([registerOrganisation(visitor, input), registerOrganisation(visitor, input)])
	expect(twins.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
	expect(twins.find((r) => r.status === 'rejected')).toMatchObject({ reason: { code: 'identity.credit_code_taken' } })
	const sameEmail = { ...(await registration()), email: input.email }
	await expect(registerOrganisation(visitor, sameEmail)).rejects.toMatchObject({
		code: 'identity.email_taken',
		details: { field: 'email' },
	})
})

test('a wrong check character, differing passwords and a short password are refused in the form', async () => {
	const good = await registration()
	const bad = { ...good, creditCode: `${good.creditCode.slice(0, 17)}${good.creditCode.endsWith('A') ? 'B' : 'A'}` }
	expect(registerForm.safeParse(bad).error?.issues[0]).toMatchObject({
		path: ['creditCode'],
		message: 'field.credit_code_check',
	})
	expect(registerForm.safeParse({ ...good, passwordAgain: 'something else' }).error?.issues[0]).toMatchObject({
		message: 'field.password_differs',
	})
	expect(registerForm.safeParse({ ...good, password: 'short', passwordAgain: 'short' }).error?.issues[0]).toMatchObject(
		{ message: 'field.password_short' },
	)
	expect(registerForm.safeParse({ ...good, kind: 'authority' }).success).toBe(false)
	expect(registerForm.safeParse({ ...good, kind: 'provider' }).success).toBe(false)
})

test('the operator verifies or refuses once; a refused organisation corrects itself and comes back', async () => {
	const visitor = await contextOf()
	const { accountId, organisationId, number } = await registerOrganisation(visitor, await registration())
	const desk = await as(await operator())
	const admin = await registered(organisationId, accountId)
	await expect(verifyOrganisation(await as(admin), number)).rejects.toMatchObject({ code: 'access.denied' })
	const seen = await organisationForVerification(desk, number)
	expect(seen.organisation.number).toBe(number)
	await refuseOrganisation(desk, number, '名称缺“有限公司”')
	await expect(verifyOrganisation(desk, number)).rejects.toMatchObject({ code: 'state.not_allowed' })
	await resubmitOrganisation(await as(admin), { name: '云泽砺川（演示）', creditCode: newCreditCode() })
	const both = await Promise.allSettled([verifyOrganisation(desk, number), refuseOrganisation(desk, number, '重复')])
	expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
	await expect(
		resubmitOrganisation(await as({ ...admin, roles: ['enterprise_member'] }), {
			name: 'x',
			creditCode: newCreditCode(),
		}),
	).rejects.toMatchObject({
		code: 'access.denied',
	})
	const { status } = await prisma.organisation.findUniqueOrThrow({ where: { number } })
	const queue = await verificationQueue(desk, { status, page: 1 })
	expect(queue.organisations.map((one) => one.number)).toContain(number)
	expect(queue.counts[status]).toBeGreaterThan(0)
	expect((await operatorOverview(desk)).organisations).toBeGreaterThan(0)
	await expect(operatorOverview(await as(admin))).rejects.toMatchObject({ code: 'access.denied' })
})

test('every step of an organisation is in the audit log', async () => {
	const visitor = await contextOf()
	const { number } = await registerOrganisation(visitor, await registration())
	await verifyOrganisation(await as(await operator()), number)
	const entries = await prisma.command.findMany({
		where: { subject: number },
		select: { action: true },
		orderBy: { id: 'asc' },
	})
	expect(entries.map((e) => e.action)).toEqual(['organisation.registered', 'organisation.verified'])
})

test('facts are kept in the shape programmes read, and facts of others stay', async () => {
	const organisation = await makeOrganisation('enterprise')
	const admin = await makeMember(organisation, 'enterprise_admin')
	await prisma.organisation.update({ where: { id: organisation.id }, data: { facts: { score: 71, size: 'large' } } })
	const input = factsForm.parse({
		...{
			sector: '汽车零部件',
			headcount: '86',
			revenueLast: '32,500,000.50',
			badCredit: 'no',
			incubator: 'none',
			legalForm: 'legal_person',
		},
		titles: { tech_sme: { from: '2025', until: '2027' } },
	})
	await saveFacts(await as(admin), input)
	const { facts } = await ownOrganisation(await as(admin))
	const read = factsSchema.shape.enterprise.parse(facts)
	expect(read).toMatchObject({
		headcount: 86,
		revenueFen: [3_250_000_050n],
		badCredit: false,
		incubator: null,
		score: 71,
	})
	expect(read.titles).toEqual([{ code: 'tech_sme', years: [2025, 2026, 2027] }])
	expect(read.size).toBeUndefined()
	expect(factsTyped(facts)).toMatchObject({
		revenueLast: '32,500,000.50',
		'titles.tech_sme.until': '2027',
		incubator: 'none',
	})
	expect(factsForm.safeParse({ titles: { high_tech: { from: '2027', until: '2025' } } }).success).toBe(false)
	await expect(saveFacts(await as({ ...admin, roles: ['enterprise_member'] }), input)).rejects.toMatchObject({
		code: 'access.denied',
	})
})

test('the profile changes and the name does not', async () => {
	const organisation = await makeOrganisation('provider')
	const admin = await makeMember(organisation, 'provider_admin')
	const input = {
		nameEn: 'Lab',
		divisionCode: await makeDivision(),
		address: '',
		legalRepresentative: '',
		contactName: '经办人甲',
		contactPhone: '0000-1234 5678',
	}
	await editOrganisation(await as(admin), {
		...input,
		providerKind: 'third-party-lab',
		establishedOn: parseDay('2014-05-01'),
	})
	expect(await prisma.organisation.findUnique({ where: { id: organisation.id } })).toMatchObject({
		...{
			nameEn: 'Lab',
			address: null,
			providerKind: 'third-party-lab',
			name: organisation.name,
			facts: { establishedOn: '2014-05-01' },
		},
	})
	await expect(editOrganisation(await as(admin), { ...input, divisionCode: '123456' })).rejects.toMatchObject({
		code: 'input.invalid',
	})
})

const pdf = () => new File([new TextEncoder().encode('%PDF-1.4 proof')], '开户证明.pdf', { type: 'application/pdf' })
const account = (accountName: string) => ({
	accountName,
	accountNo: '6212000000003308',
	bankName: '云泽银行',
	bankCode: '991000000011',
	proof: pdf(),
})

test('a payee account counts when a second person of the organisation has confirmed it, and replaces the one before', async () => {
	const organisation = await makeOrganisation('provider')
	const one = await makeMember(organisation, 'provider_admin')
	const two = await makeMember(organisation, 'provider_member')
	const first = await proposePayeeAccount(await as(one), account(organisation.name))
	await expect(confirmPayeeAccount(await as(one), first)).rejects.toMatchObject({ code: 'access.other_person' })
	await expect(confirmPayeeAccount(await as(await operator()), first)).rejects.toMatchObject({ code: 'access.denied' })
	const stranger = await makeMember(await makeOrganisation('provider'), 'provider_admin')
	await expect(confirmPayeeAccount(await as(stranger), first)).rejects.toMatchObject({ code: 'not_found' })
	await expect(proposePayeeAccount(await as(two), account(organisation.name))).rejects.toMatchObject({
		code: 'identity.payee_pending',
	})
	await confirmPayeeAccount(await as(two), first)
	await expect(confirmPayeeAccount(await as(two), first)).rejects.toMatchObject({ code: 'state.not_allowed' })

	const second = await proposePayeeAccount(await as(two), account(organisation.name))
	const before = await prisma.payeeAccount.findMany({ where: { organisationId: organisation.id, state: 'confirmed' } })
	expect(before.map((p) => p.number)).toEqual([first])
	const results = await Promise.allSettled([
		confirmPayeeAccount(await as(one), second),
		confirmPayeeAccount(await as(one), second),
	])
	expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
	const { accounts, isAlone } = await ownPayeeAccounts(await as(one))
	expect(accounts.map((a) => a.state)).toEqual(['confirmed', 'replaced'])
	expect(accounts[0]).toMatchObject({ accountNo: '6212 **** **** 3308', proof: { name: '开户证明.pdf' } })
	expect(isAlone).toBe(false)
})

test('the account must be in the organisation’s own name; full-width forms of a letter do not matter', async () => {
	const organisation = await makeOrganisation('enterprise', { name: '云泽ＡＢ(新材料)有限公司' })
	const admin = await makeMember(organisation, 'enterprise_admin')
	await expect(proposePayeeAccount(await as(admin), account('云泽别人有限公司'))).rejects.toMatchObject({
		code: 'identity.payee_name_differs',
	})
	await proposePayeeAccount(await as(admin), account('云泽AB（新材料） 有限公司'))
})

test('for an enterprise of one person the operator confirms, until there is a second person', async () => {
	const organisation = await makeOrganisation('enterprise')
	const only = await makeMember(organisation, 'enterprise_admin')
	const desk = await as(await operator())
	const number = await proposePayeeAccount(await as(only), account(organisation.name))
	expect((await payeeAccountsForOperator(desk)).map((p) => p.number)).toContain(number)
	expect((await ownPayeeAccounts(await as(only))).isAlone).toBe(true)
	await confirmPayeeAccount(desk, number)
	expect(await prisma.payeeAccount.findUnique({ where: { number } })).toMatchObject({ state: 'confirmed' })

	const change = await proposePayeeAccount(await as(only), account(organisation.name))
	await makeMember(organisation, 'enterprise_member')
	await expect(confirmPayeeAccount(desk, change)).rejects.toMatchObject({ code: 'access.denied' })
	await refusePayeeAccount(await as(only), change)
	expect(await prisma.payeeAccount.findUnique({ where: { number: change } })).toMatchObject({
		state: 'refused',
		confirmedById: null,
	})
})

test('the database refuses one person in both steps, and any change of an account once written', async () => {
	const organisation = await makeOrganisation('enterprise')
	const one = await makeMember(organisation, 'enterprise_admin')
	const number = await proposePayeeAccount(await as(one), account(organisation.name))
	const change = (data: object) => prisma.payeeAccount.update({ where: { number }, data })
	await expect(change({ state: 'confirmed', confirmedById: one.accountId, confirmedAt: new Date() })).rejects.toThrow(
		/two_people/,
	)
	await expect(change({ accountNo: '999999999999' })).rejects.toThrow(/state\.not_allowed/)
	await expect(change({ state: 'replaced', confirmedById: null })).rejects.toThrow(/state\.not_allowed|confirmed_check/)
})
