import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { callBooks } from './call-books.server.ts'

type Decided = { month: string; kind: 'close' | 'reopen' }

/**
 * Approves a proposal, by another person than the one who made it: the month is closed with its totals, once every
 * writer under way has ended, or it is open again. Throws access.other_person, state.changed_meanwhile.
 */
export async function approvePeriod(ctx: Context, id: string): Promise<Decided> {
	const proposal = await find(ctx, id)
	authorize(ctx.actor, 'period.approve', { authorityId: proposal.authorityId, doneBy: [proposal.proposedById] })
	return callBooks<Decided>(ctx, 'approve_period', { proposalId: proposal.id })
}

/** Drops a proposal: its maker withdraws it, anybody else who may approve refuses it. Throws state.changed_meanwhile. */
export async function dropPeriod(ctx: Context, id: string): Promise<{ month: string }> {
	const proposal = await find(ctx, id)
	authorize(ctx.actor, 'period.approve', { authorityId: proposal.authorityId })
	return callBooks<{ month: string }>(ctx, 'drop_period', { proposalId: proposal.id })
}

async function find(ctx: Context, id: string) {
	const proposal = await ctx.db.periodProposal.findUnique({ where: { id: BigInt(id) } })
	if (!proposal) throw new DomainError('not_found', { id })
	return proposal
}
