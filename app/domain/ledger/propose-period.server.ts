import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from './call-books.server.ts'
import type { PeriodInput } from './period.ts'

/**
 * Proposes to close a month of the actor's authority, or to reopen the last closed one; a second person decides.
 * Throws period.not_over, period.earlier_open, period.later_closed, period.proposal_open, state.changed_meanwhile.
 */
export async function proposePeriod(ctx: Context, kind: 'close' | 'reopen', input: PeriodInput): Promise<void> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.propose', { authorityId: organisationId })
	const reason = input.reason || null
	await callBooks(ctx, 'propose_period', { authorityId: organisationId, month: input.month, kind, reason })
}
