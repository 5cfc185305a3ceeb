import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/**
 * Whether this request's idempotency key has already had its effect on `subject` (a public number): the same form sent
 * again. Throws command.key_reused when it was used on something else.
 */
export async function isRepeat(ctx: Context, subject: string): Promise<boolean> {
	if (!ctx.key || ctx.actor.type !== 'member') return false
	const earlier = await ctx.db.command.findUnique({
		where: { scopeOrgId_key: { scopeOrgId: ctx.actor.organisationId, key: ctx.key } },
		select: { subject: true },
	})
	if (earlier && earlier.subject !== subject) throw new DomainError('command.key_reused')
	return earlier !== null
}
