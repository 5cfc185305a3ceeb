import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { rolesThatAppoint } from './membership.ts'
import { authorize, memberOf } from './policy.ts'

/**
 * Ends a role, or a proposal of one, in one's own organisation; one person may do it, and it counts from the next
 * request. Refuses identity.last_appointer when nobody (in an authority: fewer than two people) would be left to give roles.
 */
export async function endRole(ctx: Context, membershipId: bigint): Promise<void> {
	const { organisationId, organisationKind } = memberOf(ctx.actor)
	const membership = await ctx.db.membership.findUnique({ where: { id: membershipId } })
	if (!membership || membership.organisationId !== organisationId) throw new DomainError('not_found')
	const isAuthority = organisationKind === 'authority'
	if (isAuthority) authorize(ctx.actor, 'role.propose', { authorityId: organisationId })
	else authorize(ctx.actor, 'member.manage', { organisationId })
	const appointing = isAuthority ? [...rolesThatAppoint] : [`${organisationKind}_admin`]
	const work = transact(ctx, async (tx) => {
		const { count } = await tx.db.membership.updateMany({
			where: { id: membershipId, state: { in: ['active', 'proposed'] } },
			data: { state: 'ended', endedAt: tx.now },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		const left = await tx.db.membership.findMany({
			where: { organisationId, state: 'active', role: { in: appointing } },
			distinct: ['accountId'],
		})
		if (membership.state === 'active' && appointing.includes(membership.role) && left.length < (isAuthority ? 2 : 1))
			throw new DomainError('identity.last_appointer')
		const { accountId, role } = membership
		await record(tx, 'role.ended', `organisation ${organisationId}`, { accountId, role })
	})
	await orRefusal(work)
}
