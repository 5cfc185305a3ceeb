import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { grantRole } from './grant-role.server.ts'
import { type InviteInput, isRoleOf } from './membership.ts'
import { authorize, memberOf } from './policy.ts'
import { writeInvitation } from './write-invitation.server.ts'

/**
 * Adds a person to one's enterprise or provider. Someone who already belongs to it gets the further role at once
 * (null); anyone else gets an invitation, whose token is answered. Nobody is added without opening the link, and
 * nobody but its owner ever knows a password.
 */
export async function inviteMember(ctx: Context, input: InviteInput): Promise<string | null> {
	const { organisationId, organisationKind } = memberOf(ctx.actor)
	authorize(ctx.actor, 'member.manage', { organisationId })
	if (!isRoleOf(organisationKind, input.role)) throw new DomainError('identity.role_unknown', { field: 'role' })
	const member = await ctx.db.account.findFirst({
		where: { email: input.email, memberships: { some: { organisationId, state: 'active' } } },
		include: { memberships: { where: { organisationId } } },
	})
	if (member?.memberships.some((m) => m.role === input.role && m.state === 'active'))
		throw new DomainError('identity.role_exists', { field: 'email' })
	return transact(ctx, async (tx) => {
		await record(tx, 'member.invited', `organisation ${organisationId}`, { email: input.email, role: input.role })
		if (!member) return writeInvitation(tx, { organisationId, ...input, roles: [input.role] }, 'open')
		await grantRole(tx, {
			accountId: member.id,
			organisationId,
			role: input.role,
			proposedById: memberOf(tx.actor).accountId,
		})
		return null
	})
}
