import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { forbiddenPair, isRoleOf, type ProposeRoleInput } from './membership.ts'
import { authorize, memberOf } from './policy.ts'
import { writeInvitation } from './write-invitation.server.ts'

/**
 * Proposes a role in one's authority for a person. Nothing changes until another officer approves it. Someone new to
 * the authority gets an invitation with the approval. Refuses identity.role_exists, identity.roles_incompatible.
 */
export async function proposeRole(ctx: Context, { name, email, role }: ProposeRoleInput): Promise<void> {
	const { organisationId, accountId: proposedById } = memberOf(ctx.actor)
	authorize(ctx.actor, 'role.propose', { authorityId: organisationId })
	const person = await ctx.db.account.findUnique({
		where: { email },
		include: { memberships: { where: { organisationId } } },
	})
	const rows = person?.memberships ?? []
	const held = rows.filter((m) => m.state !== 'ended').map((m) => m.role)
	if (held.includes(role)) throw new DomainError('identity.role_exists', { field: 'role' })
	if (forbiddenPair([...held.filter((r) => isRoleOf('authority', r)), role]))
		throw new DomainError('identity.roles_incompatible', { field: 'role' })
	const isColleague = rows.some((m) => m.state === 'active')
	const work = transact(ctx, async (tx) => {
		if (person && isColleague) {
			const proposal = { state: 'proposed', proposedById, approvedById: null, endedAt: null }
			await tx.db.membership.upsert({
				where: { accountId_organisationId_role: { accountId: person.id, organisationId, role } },
				create: { accountId: person.id, organisationId, role, ...proposal },
				update: proposal,
			})
		} else await writeInvitation(tx, { organisationId, name, email, roles: [role] }, 'proposed')
		await record(tx, 'role.proposed', `organisation ${organisationId}`, { email, role })
	})
	await orRefusal(work)
}
