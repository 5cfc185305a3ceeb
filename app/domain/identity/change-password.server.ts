import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { countAttempt, forgetAttempts, signInLimits } from './attempts.server.ts'
import { checkPassword, hashPassword } from './password.server.ts'
import { memberOf } from './policy.ts'

/**
 * Sets a new password after the present one was given, and signs all the person's other browsers out.
 * Refuses identity.wrong_password; wrong tries count like wrong sign-ins.
 */
export async function changePassword(
	ctx: Context,
	own: { tokenHash: string },
	{ currentPassword, password }: { currentPassword: string; password: string },
): Promise<void> {
	const { accountId } = memberOf(ctx.actor)
	await countAttempt(ctx, signInLimits.pair, `password\n${accountId}`)
	const account = await ctx.db.account.findUniqueOrThrow({ where: { id: accountId } })
	if (!(await checkPassword(account.passwordHash, currentPassword)))
		throw new DomainError('identity.wrong_password', { field: 'currentPassword' })
	await forgetAttempts(ctx, signInLimits.pair, `password\n${accountId}`)
	const passwordHash = await hashPassword(password)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.account.updateMany({
			where: { id: accountId, passwordHash: account.passwordHash },
			data: { passwordHash },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await tx.db.session.updateMany({ where: { accountId, revokedAt: null, NOT: own }, data: { revokedAt: tx.now } })
		await record(tx, 'account.password_changed', `account ${accountId}`)
	})
}
