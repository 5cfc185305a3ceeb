import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch } from './find-batch.server.ts'
import { isTestBatch } from './payment-order.server.ts'

/**
 * Records that an approved batch goes to the bank or the finance bureau, once; its payment files can be fetched from
 * then on. The message id is made of the batch and what it holds, so that it never repeats and a double click is one.
 * A large batch is only begun: the worker goes on, chunk by chunk, and `isDone` is false.
 */
export async function sendBatch(ctx: Context, input: { number: string }): Promise<{ isDone: boolean }> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.send', { authorityId: batch.authorityId })
	if (!ctx.key) step(batchMachine, 'send', batch.state)
	const mark = (await isTestBatch(ctx, batch)) ? 'TEST-' : ''

	const answer = await callBooks<{ linesTotal?: number }>(ctx, 'send_batch', {
		batchId: batch.id,
		messageId: `${mark}${batch.number}-${(batch.contentHash ?? '').slice(0, 8).toUpperCase()}`,
	})
	return { isDone: answer.linesTotal === undefined }
}
