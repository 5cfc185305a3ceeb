import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch } from './find-batch.server.ts'

/**
 * Approves a locked batch under a document number, by neither its maker nor its locker. What is signed is the content
 * the approver saw: another hash refuses with batch.changed. Only received money is paid (fund.not_received).
 */
export async function approveBatch(
	ctx: Context,
	input: { number: string; approvalDocumentNo: string; contentHash: string },
): Promise<void> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.approve', {
		authorityId: batch.authorityId,
		doneBy: [batch.createdById, batch.lockedById],
	})
	if (!ctx.key) step(batchMachine, 'approve', batch.state)
	if (input.contentHash !== batch.contentHash) throw new DomainError('batch.changed', { number: batch.number })

	await callBooks(ctx, 'approve_batch', { batchId: batch.id, approvalDocumentNo: input.approvalDocumentNo })
}
