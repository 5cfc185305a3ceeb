import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { batchMachine } from './batch.ts'
import { findBatch, reviewersOf } from './find-batch.server.ts'

/**
 * Locks a batch: its lines and payee accounts are fixed by hash and one payment per payee is formed. Refuses
 * batch.empty, and batch.unconfirmed_payee with the names of those to ask. Not by a reviewer of one of its claims.
 */
export async function lockBatch(ctx: Context, input: { number: string }): Promise<void> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.lock', { authorityId: batch.authorityId, doneBy: await reviewersOf(ctx, batch.id) })
	if (!ctx.key) step(batchMachine, 'lock', batch.state)
	const names = await unconfirmedPayees(ctx, batch.id)
	if (names.length > 0) throw new DomainError('batch.unconfirmed_payee', { names: names.join('、') })

	await callBooks(ctx, 'lock_batch', { batchId: batch.id })
}

async function unconfirmedPayees(ctx: Context, batchId: bigint): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ name: string }[]>`
		SELECT DISTINCT o.name
		FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id
		JOIN organisation o ON o.id = c.claimant_id
		WHERE l.batch_id = ${batchId}
			AND NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = c.claimant_id AND a.state = 'confirmed')
		ORDER BY 1 LIMIT 20`
	return rows.map((row) => row.name)
}
