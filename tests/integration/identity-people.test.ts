import { expect, test } from 'vitest'
import { acceptInvitation } from '#app/domain/identity/accept-invitation.server.ts'
import { type Member, rolesByKind } from '#app/domain/identity/actor.ts'
import { approveInvitation, approveRole } from '#app/domain/identity/approve-role.server.ts'
import { endRole } from '#app/domain/identity/end-role.server.ts'
import { enrolAuthority } from '#app/domain/identity/enrol-authority.server.ts'
import { invitationOf, pendingInvitations } from '#app/domain/identity/invitations.server.ts'
import { inviteMember } from '#app/domain/identity/invite-member.server.ts'
import { hashPassword } from '#app/domain/identity/password.server.ts'
import { ownPeople } from '#app/domain/identity/people.server.ts'
import { proposeRole } from '#app/domain/identity/propose-role.server.ts'
import { withdrawInvitation } from '#app/domain/identity/withdraw-invitation.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import {
	contextOf,
	makeAccount,
	makeAuthority,
	makeMember,
	makeOrganisation,
	newCreditCode,
} from '#tests/fixtures/people.ts'

const as = (actor: Member) => contextOf(actor)
const password = 'a long enough password'
const emailOf = async (member: Member) =>
	(await prisma.account.findUniqueOrThrow({ where: { id: member.accountId } })).email
const membershipOf = (member: Member, role: string) =>
	prisma.membership.findFirstOrThrow({
		where: { accountId: member.accountId, organisationId: member.organisationId, role },
	})
const newEmail = () => `new${crypto.randomUUID()}@example.com`

test('an invited person joins with a password of their own, once', async () => {
	const admin = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
	const email = newEmail()
	const token = await inviteMember(await as(admin), { name: '周宁', email, role: 'enterprise_member' })
	const visitor = await contextOf()
	expect(await invitationOf(visitor, token!)).toMatchObject({ email, roles: ['enterprise_member'], isKnown: false })
	const joined = await acceptInvitation(visitor, token!, { password, personName: '周宁' })
	expect(joined.organisationId).toBe(admin.organisationId)
	await expect(acceptInvitation(visitor, token!, { password })).rejects.toMatchObject({
		code: 'identity.invitation_gone',
	})
	const { people } = await ownPeople(await as(admin))
	expect(people.map((p) => p.roles.map((r) => r.role))).toEqual([['enterprise_admin'], ['enterprise_member']])
})

test('a link does not open the account of somebody who already has one', async () => {
	const admin = await makeMember(await makeOrganisation('provider'), 'provider_admin')
	const known = await makeAccount({ passwordHash: await hashPassword(password) })
	const token = await inviteMember(await as(admin), { name: '周宁', email: known.email, role: 'provider_member' })
	const visitor = await contextOf()
	await expect(acceptInvitation(visitor, token!, { password: 'chosen by whoever has the link' })).rejects.toMatchObject(
		{
			code: 'identity.wrong_password',
		},
	)
	expect((await acceptInvitation(visitor, token!, { password })).accountId).toBe(known.id)
})

test('an invitation is dead when it is withdrawn, has run out, or its inviter has left', async () => {
	const organisation = await makeOrganisation('enterprise')
	const admin = await makeMember(organisation, 'enterprise_admin')
	const second = await makeMember(organisation, 'enterprise_admin')
	const ctx = await as(admin)
	const invite = () =>
		inviteMember(ctx, { name: '周宁', email: newEmail(), role: 'enterprise_member' }).then((token) => token!)
	const visitor = await contextOf()

	const withdrawn = await invite()
	const [pending] = await pendingInvitations(ctx, organisation.id)
	const stranger = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
	await expect(withdrawInvitation(await as(stranger), pending!.id)).rejects.toMatchObject({
		code: 'identity.invitation_gone',
	})
	await withdrawInvitation(ctx, pending!.id)
	expect(await invitationOf(visitor, withdrawn)).toBeNull()

	const old = await invite()
	expect(await invitationOf({ ...visitor, now: new Date(visitor.now.getTime() + 15 * 86_400_000) }, old)).toBeNull()

	const orphan = await invite()
	await endRole(await as(second), (await membershipOf(admin, 'enterprise_admin')).id)
	expect(await invitationOf(visitor, orphan)).toBeNull()
})

test('only an administrator adds people, and only with roles of that kind of organisation', async () => {
	const organisation = await makeOrganisation('enterprise')
	const admin = await makeMember(organisation, 'enterprise_admin')
	const member = await makeMember(organisation, 'enterprise_member')
	const input = { name: '周宁', email: newEmail(), role: 'enterprise_member' as const }
	await expect(inviteMember(await as(member), input)).rejects.toMatchObject({ code: 'access.denied' })
	await expect(inviteMember(await as(admin), { ...input, role: 'finance' })).rejects.toMatchObject({
		code: 'identity.role_unknown',
	})
	await inviteMember(await as(admin), input)
	await expect(inviteMember(await as(admin), input)).rejects.toMatchObject({ code: 'identity.invitation_open' })
})

test('the last administrator stays, and two who end each other at once do not leave nobody', async () => {
	const organisation = await makeOrganisation('provider')
	const one = await makeMember(organisation, 'provider_admin')
	const only = await membershipOf(one, 'provider_admin')
	await expect(endRole(await as(one), only.id)).rejects.toMatchObject({ code: 'identity.last_appointer' })
	const two = await makeMember(organisation, 'provider_admin')
	const other = await membershipOf(two, 'provider_admin')
	const results = await Promise.allSettled([endRole(await as(two), only.id), endRole(await as(one), other.id)])
	expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
	expect(await prisma.membership.count({ where: { organisationId: organisation.id, state: 'active' } })).toBe(1)
})

test('the operator enrols an authority with two officers, who then appoint the rest together', async () => {
	const operator = await makeMember(await makeOrganisation('operator'), 'operator')
	const [first, second] = [newEmail(), newEmail()]
	const { number, tokens } = await enrolAuthority(await as(operator), {
		name: '云泽市科学技术局（演示）',
		creditCode: newCreditCode(),
		divisionCode: '990102',
		firstName: '主管甲',
		firstEmail: first,
		firstRoles: ['programme_officer'],
		secondName: '钱二',
		secondEmail: second,
		secondRoles: ['finance'],
	})
	const visitor = await contextOf()
	const officer = await acceptInvitation(visitor, tokens[0], { password })
	const finance = await acceptInvitation(visitor, tokens[1], { password })
	const organisation = await prisma.organisation.findUniqueOrThrow({ where: { number } })
	expect(organisation).toMatchObject({ kind: 'authority', status: 'verified' })

	const officerActor: Member = { ...operator, ...officer, organisationKind: 'authority', roles: ['programme_officer'] }
	const financeActor: Member = { ...operator, ...finance, organisationKind: 'authority', roles: ['finance'] }
	await proposeRole(await as(officerActor), { name: '审核丙', email: newEmail(), role: 'reviewer' })
	const [proposal] = await pendingInvitations(visitor, organisation.id)
	expect(proposal).toMatchObject({ state: 'proposed' })
	await expect(approveInvitation(await as(officerActor), proposal!.id)).rejects.toMatchObject({
		code: 'access.other_person',
	})
	const { token } = await approveInvitation(await as(financeActor), proposal!.id)
	const reviewer = await acceptInvitation(visitor, token, { password, personName: '审核丙' })
	const row = await prisma.membership.findFirstOrThrow({ where: { accountId: reviewer.accountId } })
	expect(row).toMatchObject({
		role: 'reviewer',
		state: 'active',
		proposedById: officer.accountId,
		approvedById: finance.accountId,
	})
	await expect(endRole(await as(officerActor), (await membershipOf(financeActor, 'finance')).id)).rejects.toMatchObject(
		{
			code: 'identity.last_appointer',
		},
	)
})

test('a further role of an officer counts only after another officer approved it, and never one’s own', async () => {
	const { officer, finance, reviewer } = await makeAuthority()
	await proposeRole(await as(officer), { name: '', email: await emailOf(finance), role: 'programme_officer' })
	const proposal = await membershipOf(finance, 'programme_officer')
	expect(proposal.state).toBe('proposed')
	await expect(approveRole(await as(officer), proposal.id)).rejects.toMatchObject({ code: 'access.other_person' })
	await expect(approveRole(await as(finance), proposal.id)).rejects.toMatchObject({ code: 'access.other_person' })
	await expect(approveRole(await as(reviewer), proposal.id)).rejects.toMatchObject({ code: 'access.denied' })
	const { operator } = await makeAuthority()
	await expect(approveRole(await as(operator), proposal.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('incompatible roles are refused when proposed, when approved, and by the database', async () => {
	const { officer, finance, reviewer, auditor, organisation } = await makeAuthority()
	const propose = async (member: Member, role: 'finance' | 'settlement_officer' | 'programme_officer') =>
		proposeRole(await as(officer), { name: '', email: await emailOf(member), role })
	await expect(propose(reviewer, 'finance')).rejects.toMatchObject({ code: 'identity.roles_incompatible' })
	await expect(propose(finance, 'settlement_officer')).rejects.toMatchObject({ code: 'identity.roles_incompatible' })
	await expect(propose(auditor, 'programme_officer')).rejects.toMatchObject({ code: 'identity.roles_incompatible' })
	const row = { accountId: reviewer.accountId, organisationId: organisation.id, role: 'finance' }
	await expect(
		prisma.membership.create({ data: { ...row, proposedById: officer.accountId, approvedById: finance.accountId } }),
	).rejects.toThrow(/roles_incompatible/)
})

test('of two halves of a forbidden pair approved at the same moment one is refused', async () => {
	const { officer, finance, organisation } = await makeAuthority()
	const account = await makeAccount()
	const by = { proposedById: officer.accountId, approvedById: finance.accountId }
	const give = (role: string) =>
		prisma.membership.create({ data: { accountId: account.id, organisationId: organisation.id, role, ...by } })
	const results = await Promise.allSettled([give('reviewer'), give('settlement_officer'), give('auditor')])
	expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
})

test('the database takes no role in an authority without two people, and no role of another kind of organisation', async () => {
	const { officer, finance, operator, organisation } = await makeAuthority()
	const account = await makeAccount()
	const data = { accountId: account.id, organisationId: organisation.id, role: 'programme_officer' }
	const same = { proposedById: officer.accountId, approvedById: officer.accountId }
	await expect(prisma.membership.create({ data })).rejects.toThrow(/other_person/)
	await expect(prisma.membership.create({ data: { ...data, proposedById: operator.accountId } })).rejects.toThrow(
		/other_person/,
	)
	await expect(prisma.membership.create({ data: { ...data, ...same } })).rejects.toThrow(/two_people/)
	const own = { proposedById: officer.accountId, approvedById: account.id }
	await expect(prisma.membership.create({ data: { ...data, ...own } })).rejects.toThrow(/two_people/)
	const enterprise = await makeOrganisation('enterprise')
	await expect(
		prisma.membership.create({
			data: { accountId: finance.accountId, organisationId: enterprise.id, role: 'finance' },
		}),
	).rejects.toThrow(/role_unknown/)
})

test('whoever runs the platform gets no role in an authority, and an officer does not become operator', async () => {
	const { officer, finance, operator, organisation } = await makeAuthority()
	const by = { proposedById: officer.accountId, approvedById: finance.accountId }
	const both = { accountId: operator.accountId, organisationId: organisation.id, role: 'auditor', ...by }
	await expect(prisma.membership.create({ data: both })).rejects.toThrow(/roles_incompatible/)
	const other = { accountId: officer.accountId, organisationId: operator.organisationId, role: 'operator' }
	await expect(prisma.membership.create({ data: other })).rejects.toThrow(/roles_incompatible/)
})

test('the separations of the database are those of the policy', async () => {
	const { incompatible } = await import('#app/domain/identity/actor.ts')
	const rows = await prisma.$queryRaw<{ one: string; other: string }[]>`SELECT one, other FROM role_separation`
	const pair = (a: string, b: string) => [a, b].sort().join('+')
	expect(rows.map((r) => pair(r.one, r.other)).sort()).toEqual(incompatible.map(([a, b]) => pair(a, b)).sort())
	const constraint = await prisma.$queryRaw<{ text: string }[]>`
		SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'membership_role_check'`
	for (const role of Object.values(rolesByKind).flat()) expect(constraint[0]!.text).toContain(`'${role}'`)
})
