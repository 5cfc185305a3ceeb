import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch } from './find-batch.server.ts'
import { putLines } from './put-lines.server.ts'

/** Adds pay lines to a batch that is still open. */
export async function addLines(ctx: Context, input: { number: string; payLine: readonly bigint[] }): Promise<void> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.lock', { authorityId: batch.authorityId })
	step(batchMachine, 'change', batch.state)
	await transact(ctx, async (tx) => {
		await putLines(tx, batch, input.payLine)
		await record(tx, 'batch.lines_added', batch.number, { payLineIds: [...input.payLine] })
	})
}

/** Takes one pay line out of a batch that is still open; it can be picked again at once. */
export async function removeLine(ctx: Context, input: { number: string; payLine: bigint }): Promise<void> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.lock', { authorityId: batch.authorityId })
	step(batchMachine, 'change', batch.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.settlementLine.deleteMany({ where: { batchId: batch.id, payLineId: input.payLine } })
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'batch.line_removed', batch.number, { payLineId: input.payLine })
	})
}
