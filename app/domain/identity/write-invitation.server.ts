import type { Context } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { newToken } from '#app/lib/ids.ts'
import type { Role } from './actor.ts'
import { invitationDays } from './invitations.server.ts'
import { memberOf } from './policy.ts'
import { hashToken } from './sessions.server.ts'

export type NewInvitation = { organisationId: bigint; name: string; email: string; roles: readonly Role[] }

/**
 * Writes an invitation. An open one answers with its token, whose link is shown to the inviter once and handed over in
 * person; a proposed one has no link until a second person approves it. One invitation per person and organisation at a
 * time (identity.invitation_open).
 */
export async function writeInvitation(
	tx: Context,
	invitation: NewInvitation,
	state: 'open' | 'proposed',
): Promise<string> {
	const token = newToken()
	const { organisationId, name, email, roles } = invitation
	await tx.db.$executeRaw`
		UPDATE invitation SET state = 'withdrawn'
		WHERE organisation_id = ${organisationId} AND email = ${email} AND state IN ('proposed', 'open') AND expires_at <= ${tx.now}`
	const work = tx.db.$executeRaw`
		INSERT INTO invitation (organisation_id, email, name, roles, state, token_hash, invited_by_id, created_at, expires_at)
		VALUES (${organisationId}, ${email}, ${name}, ${[...roles]}, ${state}, ${state === 'open' ? hashToken(token) : null},
		        ${memberOf(tx.actor).accountId}, ${tx.now}, ${expiry(tx)})`
	await orRefusal(work, { invitation_one_open: ['identity.invitation_open', 'email'] })
	return token
}

/** When an invitation made now runs out. */
export const expiry = (ctx: Context) => new Date(ctx.now.getTime() + invitationDays * 86_400_000)
