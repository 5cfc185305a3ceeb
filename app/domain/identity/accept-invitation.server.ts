import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { countAttempt, forgetAttempts, signInLimits } from './attempts.server.ts'
import { grantRole } from './grant-role.server.ts'
import { invitationOf, type OpenInvitation } from './invitations.server.ts'
import { checkPassword, hashPassword } from './password.server.ts'

/** A person with an account proves it with the password; a new one brings name and password. */
export type AcceptInput = { password: string; personName?: string }

/**
 * The invited person takes the role of an invitation; the link is then used up. The link alone is not enough for
 * someone who has an account: a link made by one organisation must never open what another has given.
 * Refuses identity.invitation_gone, identity.wrong_password, and roles that have become incompatible.
 */
export async function acceptInvitation(
	ctx: Context,
	token: string,
	input: AcceptInput,
): Promise<{ accountId: bigint; organisationId: bigint; organisationName: string }> {
	const invitation = await invitationOf(ctx, token)
	if (!invitation) throw new DomainError('identity.invitation_gone')
	const known = invitation.isKnown ? await knownAccount(ctx, invitation.email, input.password) : null
	const passwordHash = known === null ? await hashPassword(input.password) : ''
	const work = transact(ctx, async (tx) => {
		const accountId = known ?? (await newAccount(tx, invitation, input.personName ?? invitation.name, passwordHash))
		const taken = await tx.db.$executeRaw`
			UPDATE invitation SET state = 'accepted', accepted_by_id = ${accountId} WHERE id = ${invitation.id} AND state = 'open'`
		if (taken === 0) throw new DomainError('identity.invitation_gone')
		const { organisationId, invitedById: proposedById, approvedById, roles } = invitation
		for (const role of roles) await grantRole(tx, { accountId, organisationId, role, proposedById, approvedById })
		await record(tx, 'invitation.accepted', `organisation ${organisationId}`, { accountId, roles })
		return { accountId, organisationId, organisationName: invitation.organisationName }
	})
	return orRefusal(work, { email: 'identity.email_taken' })
}

async function knownAccount(ctx: Context, email: string, password: string): Promise<bigint> {
	await countAttempt(ctx, signInLimits.pair, `invitation\n${email}`)
	const account = await ctx.db.account.findUnique({ where: { email } })
	const isRight = await checkPassword(account && !account.disabledAt ? account.passwordHash : null, password)
	if (!account || !isRight) throw new DomainError('identity.wrong_password', { field: 'password' })
	await forgetAttempts(ctx, signInLimits.pair, `invitation\n${email}`)
	return account.id
}

async function newAccount(tx: Context, { email }: OpenInvitation, name: string, passwordHash: string): Promise<bigint> {
	const { id } = await tx.db.account.create({ data: { email, name, passwordHash } })
	return id
}
