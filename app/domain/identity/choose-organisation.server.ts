import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { memberOf } from './policy.ts'
import { hashToken } from './sessions.server.ts'

/** Acts for another of one's organisations from now on, in this session, and answers its name. Refuses one the person has no role in. */
export async function chooseOrganisation(ctx: Context, token: string | null, number: string): Promise<string> {
	const { accountId } = memberOf(ctx.actor)
	const organisation = await ctx.db.organisation.findFirst({
		where: { number, memberships: { some: { accountId, state: 'active' } } },
		select: { id: true, name: true },
	})
	if (!organisation || !token) throw new DomainError('not_found')
	await ctx.db.session.updateMany({
		where: { tokenHash: hashToken(token), accountId, revokedAt: null },
		data: { organisationId: organisation.id },
	})
	return organisation.name
}
