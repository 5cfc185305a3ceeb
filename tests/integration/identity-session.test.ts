import { verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { countAttempt, signInLimits } from '#app/domain/identity/attempts.server.ts'
import { changePassword } from '#app/domain/identity/change-password.server.ts'
import { chooseOrganisation } from '#app/domain/identity/choose-organisation.server.ts'
import { endOwnSession } from '#app/domain/identity/end-own-session.server.ts'
import { hashPassword } from '#app/domain/identity/password.server.ts'
import { ownSessions } from '#app/domain/identity/people.server.ts'
import { hashToken, openSession, readSession } from '#app/domain/identity/sessions.server.ts'
import { signIn } from '#app/domain/identity/sign-in.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { contextFor, createSession, endSession } from '#app/web/session.server.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'

// why: the work of checking a password is counted, because a time would depend on the machine; the real one runs underneath
vi.mock('@node-rs/argon2', async (original) => {
	const real = await original<typeof import('@node-rs/argon2')>()
	return { ...real, verify: vi.fn(real.verify) }
})

const password = 'a long enough password'
const passwordHash = await hashPassword(password)

async function signedIn() {
	const organisation = await makeOrganisation('enterprise')
	const member = await makeMember(organisation, 'enterprise_admin', { passwordHash })
	const ctx = await contextOf()
	const token = await openSession(ctx, member.accountId, organisation.id, 'Mozilla Chrome/1 Windows')
	return { organisation, member, ctx, token, email: await emailOf(member.accountId) }
}
const emailOf = async (id: bigint) => (await prisma.account.findUniqueOrThrow({ where: { id } })).email
const withCookie = (setCookie: string | null) =>
	new Request('http://localhost/', { headers: { Cookie: (setCookie ?? '').split(';')[0]! } })

test('a visitor gets the clock of the database and nothing else', async () => {
	const { now, actor } = await readSession(null)
	expect(actor).toEqual({ type: 'visitor' })
	expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(60_000)
	expect((await readSession('no such token')).actor.type).toBe('visitor')
})

test('a session knows the person, the organisation and the roles of this moment', async () => {
	const { token, organisation, member } = await signedIn()
	expect((await readSession(token)).actor).toMatchObject({
		accountId: member.accountId,
		organisationId: organisation.id,
		roles: ['enterprise_admin'],
		isVerified: true,
	})
	await prisma.membership.create({
		data: { accountId: member.accountId, organisationId: organisation.id, role: 'enterprise_member' },
	})
	expect((await readSession(token)).actor).toMatchObject({ roles: ['enterprise_admin', 'enterprise_member'] })
	await prisma.membership.updateMany({
		where: { accountId: member.accountId },
		data: { state: 'ended', endedAt: new Date() },
	})
	expect((await readSession(token)).actor.type).toBe('visitor')
})

test('a revoked session, a run-out session and a disabled account are out at once', async () => {
	const revoked = await signedIn()
	await prisma.session.updateMany({ where: { tokenHash: hashToken(revoked.token) }, data: { revokedAt: new Date() } })
	expect((await readSession(revoked.token)).actor.type).toBe('visitor')

	const old = await signedIn()
	await prisma.session.updateMany({
		where: { tokenHash: hashToken(old.token) },
		data: { expiresAt: new Date(Date.now() - 1000) },
	})
	expect((await readSession(old.token)).actor.type).toBe('visitor')

	const disabled = await signedIn()
	await prisma.account.update({ where: { id: disabled.member.accountId }, data: { disabledAt: new Date() } })
	expect((await readSession(disabled.token)).actor.type).toBe('visitor')
})

test('use moves the end of a session on, but never past a week after sign-in', async () => {
	const { token } = await signedIn()
	const where = { tokenHash: hashToken(token) }
	const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)
	await prisma.session.update({ where, data: { expiresAt: inHours(1) } })
	await readSession(token)
	const moved = await prisma.session.findUniqueOrThrow({ where })
	expect(moved.expiresAt.getTime()).toBeGreaterThan(inHours(11).getTime())
	await prisma.session.update({ where, data: { createdAt: inHours(-7 * 24 + 2), expiresAt: inHours(1) } })
	await readSession(token)
	const last = await prisma.session.findUniqueOrThrow({ where })
	expect(last.expiresAt.getTime()).toBeLessThanOrEqual(inHours(2).getTime())
})

test('signing in gives a new session, never the one the browser came with', async () => {
	const { member, organisation, token, ctx } = await signedIn()
	const before = withCookie(
		(
			await createSession(ctx, new Request('http://localhost/'), {
				accountId: member.accountId,
				organisationId: organisation.id,
			})
		).get('Set-Cookie'),
	)
	expect((await contextFor(before)).actor.type).toBe('member')
	const after = (
		await createSession(ctx, before, { accountId: member.accountId, organisationId: organisation.id })
	).get('Set-Cookie')
	expect(after).toMatch(/HttpOnly/)
	expect(after).toMatch(/SameSite=Lax/)
	expect((await contextFor(before)).actor.type).toBe('visitor')
	expect((await contextFor(withCookie(after))).actor.type).toBe('member')
	expect(token).not.toBe('')
	await endSession(ctx, withCookie(after))
	expect((await contextFor(withCookie(after))).actor.type).toBe('visitor')
})

test('only a hash of the token is stored', async () => {
	const { token } = await signedIn()
	const rows = await prisma.$queryRaw<unknown[]>`SELECT 1 FROM session s WHERE s::text LIKE ${`%${token}%`}`
	expect(rows).toEqual([])
})

test('a wrong password, an unknown e-mail and a disabled account get the same answer', async () => {
	const known = await signedIn()
	const disabled = await signedIn()
	await prisma.account.update({ where: { id: disabled.member.accountId }, data: { disabledAt: new Date() } })
	const answers = []
	for (const [email, tried] of [
		[known.email, 'wrong'],
		[`nobody-${known.email}`, 'wrong'],
		[disabled.email, password],
	] as const)
		answers.push(
			await signIn(known.ctx, { email, password: tried, address: `a ${email}` }).catch((e) => ({
				code: e.code,
				details: e.details,
			})),
		)
	expect(answers[0]).toMatchObject({ code: 'identity.wrong_sign_in', details: { left: 4, minutes: 15 } })
	expect(answers[1]).toEqual(answers[0])
	expect(answers[2]).toEqual(answers[0])
})

test('an unknown e-mail costs the same work as a wrong password', async () => {
	const { ctx, email } = await signedIn()
	const work = async (tried: string) => {
		vi.mocked(verify).mockClear()
		await signIn(ctx, { email: tried, password: 'wrong', address: `work ${tried}` }).catch(() => undefined)
		return vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4)) // algorithm, version, cost
	}
	const known = await work(email)
	expect(known).toHaveLength(1)
	expect(await work(`nobody-${email}`)).toEqual(known)
})

test('of many attempts at the same moment five are judged and the rest refused; a quarter of an hour later it is open again', async () => {
	const { ctx, email } = await signedIn()
	const attempt = () =>
		signIn(ctx, { email, password: 'wrong', address: email }).then(
			() => 'in',
			(e) => e.code as string,
		)
	const codes = await Promise.all(Array.from({ length: 20 }, attempt))
	expect(codes.filter((c) => c === 'identity.wrong_sign_in')).toHaveLength(4)
	expect(codes.filter((c) => c === 'identity.too_many_attempts')).toHaveLength(16)
	await expect(signIn(ctx, { email, password, address: email })).rejects.toMatchObject({
		code: 'identity.too_many_attempts',
	})
	await expect(signIn(ctx, { email, password, address: `elsewhere ${email}` })).resolves.toMatchObject({ choices: 1 })
	const later = { ...ctx, now: new Date(ctx.now.getTime() + 16 * 60_000) }
	await expect(signIn(later, { email, password, address: email })).resolves.toMatchObject({ choices: 1 })
})

test('signing in correctly does not use up an address', async () => {
	const { ctx, email } = await signedIn()
	const address = `office ${email}`
	for (let i = 0; i < 4; i++) await signIn(ctx, { email, password, address })
	expect(await countAttempt(ctx, signInLimits.address, address)).toBe(signInLimits.address.most - 1)
})

test('a person of two organisations acts for one at a time', async () => {
	const { member, token } = await signedIn()
	const second = await makeOrganisation('provider')
	await prisma.membership.create({
		data: { accountId: member.accountId, organisationId: second.id, role: 'provider_member' },
	})
	const ctx = await contextOf((await readSession(token)).actor)
	await chooseOrganisation(ctx, token, second.number)
	expect((await readSession(token)).actor).toMatchObject({
		organisationId: second.id,
		organisationKind: 'provider',
		roles: ['provider_member'],
	})
	const foreign = await makeOrganisation('provider')
	await expect(chooseOrganisation(ctx, token, foreign.number)).rejects.toMatchObject({ code: 'not_found' })
})

test('a person sees own sessions and ends them; a new password ends all others', async () => {
	const { member, token, ctx, organisation } = await signedIn()
	const own = { tokenHash: hashToken(token) }
	const other = await openSession(ctx, member.accountId, organisation.id, null)
	const me = { ...ctx, actor: member }
	const sessions = await ownSessions(me, own)
	expect(sessions.map((s) => s.isThis)).toEqual([false, true])
	expect(sessions[1]!.browser).toBe('Chrome · Windows')
	const stranger = await signedIn()
	expect(await endOwnSession({ ...ctx, actor: stranger.member }, { tokenHash: '' }, sessions[0]!.id)).toBe(0)
	expect(await endOwnSession(me, own, sessions[0]!.id)).toBe(1)
	expect((await readSession(other)).actor.type).toBe('visitor')

	const third = await openSession(ctx, member.accountId, organisation.id, null)
	await expect(
		changePassword(me, own, { currentPassword: 'wrong', password: 'another password' }),
	).rejects.toMatchObject({
		code: 'identity.wrong_password',
	})
	await changePassword(me, own, { currentPassword: password, password: 'another password' })
	expect((await readSession(third)).actor.type).toBe('visitor')
	expect((await readSession(token)).actor.type).toBe('member')
})
