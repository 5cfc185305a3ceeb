import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import type { ClawbackReceiptInput } from './clawback.ts'
import { findClawback } from './find-clawback.server.ts'

/**
 * Records money that came back for a clawback, by its document or bank reference. It is the fund's again where the
 * programme says so and the fund's year still runs; else it goes to the treasury. Throws clawback.above_demand.
 */
export async function receiveClawback(ctx: Context, claim: string, input: ClawbackReceiptInput): Promise<void> {
	const clawback = await findClawback(ctx, claim, input.clawback)
	authorize(ctx.actor, 'clawback.receive', { authorityId: clawback.authorityId })
	const { process } = await documentOf(ctx, clawback.versionId)
	await callBooks(ctx, 'receive_clawback', {
		clawbackId: clawback.id,
		amountFen: input.amount,
		documentNo: input.documentNo,
		receivedOn: input.receivedOn,
		reuse: process.clawback?.goesTo === 'fund',
	})
}
