import type { Context } from '#app/domain/context.server.ts'
import type { Role } from './actor.ts'
import { hashToken } from './sessions.server.ts'

/** How long an invitation's link is good. */
export const invitationDays = 14

export type Invitation = {
	id: bigint
	organisationId: bigint
	email: string
	name: string
	roles: Role[]
	state: 'proposed' | 'open' | 'accepted' | 'withdrawn'
	invitedById: bigint
	invitedByName: string
	approvedById: bigint | null
	createdAt: Date
	expiresAt: Date
}

/** Invitations of an organisation that are proposed or open, oldest first. */
export function pendingInvitations(ctx: Context, organisationId: bigint): Promise<Invitation[]> {
	return ctx.db.$queryRaw<Invitation[]>`
		SELECT i.id, i.organisation_id AS "organisationId", i.email, i.name, i.roles, i.state, i.invited_by_id AS "invitedById",
		       a.name AS "invitedByName", i.approved_by_id AS "approvedById", i.created_at AS "createdAt", i.expires_at AS "expiresAt"
		FROM invitation i JOIN account a ON a.id = i.invited_by_id
		WHERE i.organisation_id = ${organisationId} AND i.state IN ('proposed', 'open')
		ORDER BY i.id`
}

export type OpenInvitation = Omit<Invitation, 'invitedByName' | 'createdAt'> & {
	organisationName: string
	/** an account with the invited e-mail exists: it accepts with its password */
	isKnown: boolean
}

/** The open invitation of a link, or null when it was used, withdrawn, has run out, or its inviter has left. */
export async function invitationOf(ctx: Context, token: string): Promise<OpenInvitation | null> {
	const rows = await ctx.db.$queryRaw<OpenInvitation[]>`
		SELECT i.id, i.organisation_id AS "organisationId", o.name AS "organisationName", i.email, i.name, i.roles, i.state,
		       i.invited_by_id AS "invitedById", i.approved_by_id AS "approvedById", i.expires_at AS "expiresAt",
		       EXISTS (SELECT FROM account a WHERE a.email = i.email) AS "isKnown"
		FROM invitation i JOIN organisation o ON o.id = i.organisation_id
		WHERE i.token_hash = ${hashToken(token)} AND i.state = 'open' AND i.expires_at > ${ctx.now}
		  AND EXISTS (SELECT FROM membership m WHERE m.account_id = i.invited_by_id AND m.state = 'active'
		              AND (m.organisation_id = i.organisation_id OR m.role = 'operator'))`
	return rows[0] ?? null
}
