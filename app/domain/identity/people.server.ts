import type { Context } from '#app/domain/context.server.ts'
import type { Role } from './actor.ts'
import { pendingInvitations } from './invitations.server.ts'
import { authorize, memberOf } from './policy.ts'

export type HeldRole = {
	membershipId: bigint
	role: Role
	state: 'proposed' | 'active'
	proposedById: bigint | null
	proposedByName: string | null
	approvedByName: string | null
	since: Date
}
export type Person = { accountId: bigint; name: string; email: string; roles: HeldRole[] }

/**
 * The people of one's own organisation with their roles, and whoever is invited or proposed. In an authority every
 * officer may look; in an enterprise or provider every member.
 */
export async function ownPeople(ctx: Context) {
	const { organisationId, organisationKind } = memberOf(ctx.actor)
	if (organisationKind === 'authority') authorize(ctx.actor, 'authority.view', { authorityId: organisationId })
	else authorize(ctx.actor, 'organisation.view', { organisationId })
	const rows = await ctx.db.$queryRaw<(HeldRole & Omit<Person, 'roles'>)[]>`
		SELECT m.id AS "membershipId", m.role, m.state, m.created_at AS since, a.id AS "accountId", a.name, a.email,
		       m.proposed_by_id AS "proposedById", p.name AS "proposedByName", q.name AS "approvedByName"
		FROM membership m JOIN account a ON a.id = m.account_id
		LEFT JOIN account p ON p.id = m.proposed_by_id LEFT JOIN account q ON q.id = m.approved_by_id
		WHERE m.organisation_id = ${organisationId} AND m.state <> 'ended'
		ORDER BY a.id, m.id`
	const people = new Map<bigint, Person>()
	for (const { accountId, name, email, ...role } of rows) {
		const person = people.get(accountId) ?? { accountId, name, email, roles: [] }
		person.roles.push(role)
		people.set(accountId, person)
	}
	return { people: [...people.values()], invitations: await pendingInvitations(ctx, organisationId) }
}

/** The browsers a person is signed in with now, latest first; `isThis` marks the one asking. */
export async function ownSessions(ctx: Context, own: { tokenHash: string }) {
	const { accountId } = memberOf(ctx.actor)
	const sessions = await ctx.db.$queryRaw<SessionRow[]>`
		SELECT id, user_agent AS "userAgent", created_at AS "createdAt", expires_at AS "expiresAt", token_hash AS "tokenHash"
		FROM session WHERE account_id = ${accountId} AND revoked_at IS NULL AND expires_at > now()
		ORDER BY id DESC LIMIT 50`
	return sessions.map(({ id, userAgent, createdAt, expiresAt, tokenHash }) => ({
		id,
		browser: browserName(userAgent),
		createdAt,
		expiresAt,
		isThis: tokenHash === own.tokenHash,
	}))
}

type SessionRow = { id: bigint; userAgent: string | null; createdAt: Date; expiresAt: Date; tokenHash: string }

const browsers = [
	['MicroMessenger', 'WeChat'],
	['Edg', 'Edge'],
	['Firefox', 'Firefox'],
	['Chrome', 'Chrome'],
	['Safari', 'Safari'],
] as const
const systems = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'] as const

/** Chrome · Windows: enough for a person to know a browser by. */
function browserName(userAgent: string | null): string {
	const has = (mark: string) => userAgent?.includes(mark) ?? false
	const browser = browsers.find(([mark]) => has(mark))?.[1]
	return [browser, systems.find(has)].filter(Boolean).join(' · ') || '—'
}
