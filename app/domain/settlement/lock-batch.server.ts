import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch } from './find-batch.server.ts'

/**
 * Locks a batch: its lines and payee accounts are fixed by hash and one payment per payee is formed. Refuses
 * batch.empty, and batch.unconfirmed_payee with the names of those to ask. Not by a reviewer of one of its claims. A large
 * batch of a rule is only begun: the worker goes on, chunk by chunk, and `isDone` is false.
 */
export async function lockBatch(ctx: Context, input: { number: string }): Promise<{ isDone: boolean }> {
	const batch = await findBatch(ctx, input.number)
	const people = await peopleOf(ctx, batch.id)
	authorize(ctx.actor, 'batch.lock', { authorityId: batch.authorityId, doneBy: people.reviewers.map(BigInt) })
	if (!ctx.key) step(batchMachine, 'lock', batch.state)
	if (people.unconfirmed.length > 0)
		throw new DomainError('batch.unconfirmed_payee', { names: people.unconfirmed.join('、') })

	const answer = await callBooks<{ linesTotal?: number }>(ctx, 'lock_batch', { batchId: batch.id })
	return { isDone: answer.linesTotal === undefined }
}

type People = { reviewers: string[]; unconfirmed: string[] }

/** Who reviewed the claims of a batch (none of them may lock it), and up to 20 payees without a confirmed account. */
async function peopleOf(ctx: Context, batchId: bigint): Promise<People> {
	const [people] = await ctx.db.$queryRaw<People[]>`
		WITH pairs AS MATERIALIZED (SELECT claimant_id, reviewed_by_id FROM batch_people(${batchId}))
		SELECT ARRAY(SELECT DISTINCT reviewed_by_id::text FROM pairs WHERE reviewed_by_id IS NOT NULL) AS reviewers,
			ARRAY(SELECT o.name FROM organisation o WHERE o.id IN (SELECT claimant_id FROM pairs)
				AND NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed')
				ORDER BY 1 LIMIT 20) AS unconfirmed`
	return people!
}
