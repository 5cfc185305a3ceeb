import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { countAttempt, forgetAttempts, signInLimits, takeBackAttempt } from './attempts.server.ts'
import { checkPassword } from './password.server.ts'

export type SignInInput = { email: string; password: string; address: string }
export type SignedIn = { accountId: bigint; organisationId: bigint; choices: number }

/**
 * Checks e-mail and password. Unknown e-mail, wrong password and disabled account get one answer after the same work
 * (identity.wrong_sign_in); every attempt counts, before it is judged, against the address and the account
 * (identity.too_many_attempts). Someone who belongs to no organisation any more gets identity.no_organisation.
 * `choices` is the number of organisations the person may act for; the oldest one is taken first.
 */
export async function signIn(ctx: Context, { email, password, address }: SignInInput): Promise<SignedIn> {
	const pair = `${email}\n${address}`
	await countAttempt(ctx, signInLimits.address, address)
	const left = await countAttempt(ctx, signInLimits.pair, pair)
	await countAttempt(ctx, signInLimits.account, email)
	const account = await ctx.db.account.findUnique({
		where: { email },
		include: { memberships: { where: { state: 'active' }, orderBy: { id: 'asc' } } },
	})
	const isRight = await checkPassword(account && !account.disabledAt ? account.passwordHash : null, password)
	if (!account || !isRight) {
		const details = { left, minutes: signInLimits.pair.minutes }
		throw left > 0
			? new DomainError('identity.wrong_sign_in', details)
			: new DomainError('identity.too_many_attempts', details)
	}
	await forgetAttempts(ctx, signInLimits.pair, pair)
	await forgetAttempts(ctx, signInLimits.account, email)
	await takeBackAttempt(ctx, signInLimits.address, address)
	const organisations = new Set(account.memberships.map((m) => m.organisationId))
	const [organisationId] = organisations
	if (organisationId === undefined) throw new DomainError('identity.no_organisation')
	return { accountId: account.id, organisationId, choices: organisations.size }
}
