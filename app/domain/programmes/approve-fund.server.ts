import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { findFund } from './fund-row.server.ts'

/**
 * Approves a drafted fund with what its documents promise: treasury → available per source. By another person than the
 * one who drafted it. Throws access.other_person, state.changed_meanwhile.
 */
export async function approveFund(ctx: Context, number: string): Promise<void> {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'fund.approve', { authorityId: fund.authorityId, doneBy: [fund.createdById] })
	await callBooks(ctx, 'approve_fund', { fundId: fund.id })
}
