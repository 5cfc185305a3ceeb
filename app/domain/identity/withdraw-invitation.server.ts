import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { authorize, memberOf } from './policy.ts'

/** Takes back an invitation, or a proposal of one, of one's own organisation: its link is dead at once. */
export async function withdrawInvitation(ctx: Context, id: bigint): Promise<void> {
	const { organisationId, organisationKind } = memberOf(ctx.actor)
	if (organisationKind === 'authority') authorize(ctx.actor, 'role.propose', { authorityId: organisationId })
	else authorize(ctx.actor, 'member.manage', { organisationId })
	await transact(ctx, async (tx) => {
		const rows = await tx.db.$queryRaw<{ email: string }[]>`
			UPDATE invitation SET state = 'withdrawn'
			WHERE id = ${id} AND organisation_id = ${organisationId} AND state IN ('proposed', 'open') RETURNING email`
		if (!rows[0]) throw new DomainError('identity.invitation_gone')
		await record(tx, 'invitation.withdrawn', `organisation ${organisationId}`, { email: rows[0].email })
	})
}
