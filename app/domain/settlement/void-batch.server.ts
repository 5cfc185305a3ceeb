import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch } from './find-batch.server.ts'

/** Voids a batch that was not sent; its pay lines can be picked again. After approval only finance may. */
export async function voidBatch(ctx: Context, input: { number: string; reason: string }): Promise<void> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, batch.state === 'approved' ? 'batch.approve' : 'batch.lock', { authorityId: batch.authorityId })
	if (!ctx.key) step(batchMachine, 'void', batch.state)

	await callBooks(ctx, 'void_batch', { batchId: batch.id, reason: input.reason })
}
