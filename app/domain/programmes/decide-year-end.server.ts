import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findFund } from './fund-row.server.ts'

type Which = { number: string; yearEnd: string }

/**
 * Ends a fund's year as proposed, by another person: every fen before payment is carried over, surrendered, lapsed or
 * voided, and the fund is closed. Throws year_end.changed when anything moved since the preview, year_end.batches_open.
 */
export async function approveYearEnd(ctx: Context, which: Which): Promise<void> {
	const yearEnd = await ready(ctx, which)
	await callBooks(ctx, 'approve_year_end', { yearEndId: yearEnd.id })
}

/** Refuses a proposed year-end: the fund stays as it is. By another person. */
export async function refuseYearEnd(ctx: Context, which: Which): Promise<void> {
	const yearEnd = await ready(ctx, which)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.yearEnd.updateMany({
				where: { id: yearEnd.id, state: 'proposed' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'fund.year_end_refused', which.number, { yearEnd: yearEnd.id })
		}),
	)
}

async function ready(ctx: Context, { number, yearEnd: id }: Which) {
	const fund = await findFund(ctx, number)
	const yearEnd = /^\d{1,18}$/.test(id)
		? await ctx.db.yearEnd.findFirst({ where: { id: BigInt(id), fundId: fund.id } })
		: null
	if (!yearEnd) throw new DomainError('not_found', { id })
	authorize(ctx.actor, 'year_end.approve', { authorityId: fund.authorityId, doneBy: [yearEnd.proposedById] })
	return yearEnd
}
