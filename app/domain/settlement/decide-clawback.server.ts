import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findClawback } from './find-clawback.server.ts'

type Which = { claim: string; clawback: string }

/** Demands a proposed clawback: from now on the payee owes it. By another person. Throws clawback.not_paid, clawback.above_paid. */
export async function demandClawback(ctx: Context, which: Which): Promise<void> {
	const clawback = await ready(ctx, which)
	await callBooks(ctx, 'demand_clawback', { clawbackId: clawback.id })
}

/** Refuses a proposed clawback: nothing is demanded. By another person. */
export async function refuseClawback(ctx: Context, which: Which): Promise<void> {
	const clawback = await ready(ctx, which)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.clawback.updateMany({
				where: { id: clawback.id, state: 'proposed' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'clawback.refused', clawback.number, { claim: which.claim })
		}),
	)
}

async function ready(ctx: Context, which: Which) {
	const clawback = await findClawback(ctx, which.claim, which.clawback)
	authorize(ctx.actor, 'clawback.demand', { authorityId: clawback.authorityId, doneBy: [clawback.proposedById] })
	return clawback
}
