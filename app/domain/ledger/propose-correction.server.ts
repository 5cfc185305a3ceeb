import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { callBooks } from './call-books.server.ts'
import type { CorrectionInput } from './correction.ts'

/**
 * Proposes to correct a transfer of a fund: to reverse it in full and, where given, to book the right movement. Another
 * person decides. Throws correction.* with what to do instead, fund.not_approved, not_found.
 */
export async function proposeCorrection(ctx: Context, fundNumber: string, input: CorrectionInput) {
	const fund = await ctx.db.fund.findUnique({ where: { number: fundNumber } })
	if (!fund) throw new DomainError('not_found', { fundNumber })
	authorize(ctx.actor, 'correction.propose', { authorityId: fund.authorityId })
	if (!/^\d{1,18}$/.test(input.transfer)) throw new DomainError('not_found', { transfer: input.transfer })
	return callBooks<{ number: string }>(ctx, 'propose_correction', {
		fundId: fund.id,
		transferId: input.transfer,
		reason: input.reason,
		rightSourceNo: input.rightSource,
		rightAmountFen: input.rightAmount,
		rightDocumentNo: input.rightDocument || null,
		rightSplit: input.split,
	})
}
