import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { newToken } from '#app/lib/ids.ts'
import type { Role } from './actor.ts'
import { pendingInvitations } from './invitations.server.ts'
import { forbiddenPair } from './membership.ts'
import { authorize, memberOf } from './policy.ts'
import { hashToken } from './sessions.server.ts'
import { expiry } from './write-invitation.server.ts'

/**
 * Approves a role another officer proposed: it counts at once. Neither who proposed it nor who gets it may approve it
 * (access.other_person), and a person ends up with no forbidden pair (identity.roles_incompatible).
 */
export async function approveRole(ctx: Context, membershipId: bigint): Promise<void> {
	const proposal = await ctx.db.membership.findUnique({ where: { id: membershipId } })
	if (!proposal || proposal.organisationId !== memberOf(ctx.actor).organisationId) throw new DomainError('not_found')
	const { organisationId, accountId, role, proposedById } = proposal
	authorize(ctx.actor, 'role.approve', { authorityId: organisationId, doneBy: [proposedById, accountId] })
	const held = await ctx.db.membership.findMany({ where: { accountId, organisationId, state: 'active' } })
	if (forbiddenPair([...held.map((m) => m.role), role] as Role[])) throw new DomainError('identity.roles_incompatible')
	const work = transact(ctx, async (tx) => {
		const { count } = await tx.db.membership.updateMany({
			where: { id: membershipId, state: 'proposed', proposedById },
			data: { state: 'active', approvedById: memberOf(tx.actor).accountId },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'role.approved', `organisation ${organisationId}`, { accountId, role })
	})
	await orRefusal(work)
}

export type ApprovedInvitation = { token: string; name: string; email: string }

/** Approves the role of someone new to the authority and answers for whom the link is and its token, shown once. */
export async function approveInvitation(ctx: Context, invitationId: bigint): Promise<ApprovedInvitation> {
	const { organisationId, accountId } = memberOf(ctx.actor)
	const invitation = (await pendingInvitations(ctx, organisationId)).find((i) => i.id === invitationId)
	if (!invitation) throw new DomainError('identity.invitation_gone')
	const invited = await ctx.db.account.findUnique({ where: { email: invitation.email }, select: { id: true } })
	authorize(ctx.actor, 'role.approve', { authorityId: organisationId, doneBy: [invitation.invitedById, invited?.id] })
	const token = newToken()
	const work = transact(ctx, async (tx) => {
		const count = await tx.db.$executeRaw`
			UPDATE invitation SET state = 'open', approved_by_id = ${accountId}, token_hash = ${hashToken(token)}, expires_at = ${expiry(tx)}
			WHERE id = ${invitationId} AND state = 'proposed'`
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'role.approved', `organisation ${organisationId}`, {
			email: invitation.email,
			roles: invitation.roles,
		})
	})
	await orRefusal(work)
	return { token, name: invitation.name, email: invitation.email }
}
