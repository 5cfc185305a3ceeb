import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findAppropriation, findFund } from './fund-row.server.ts'

type Which = { number: string; id: string }

/** Approves an increase or cut: the source's promise changes in the books. By another person. Throws fund.exhausted. */
export async function approveAppropriation(ctx: Context, which: Which): Promise<{ documentNo: string }> {
	const { appropriation } = await ready(ctx, which)
	await callBooks(ctx, 'approve_appropriation', { appropriationId: appropriation.id })
	return appropriation
}

/** Refuses an increase or cut. By another person. */
export async function refuseAppropriation(ctx: Context, which: Which): Promise<{ documentNo: string }> {
	const { appropriation } = await ready(ctx, which)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.appropriation.updateMany({
				where: { id: appropriation.id, state: 'draft' },
				data: { state: 'refused' },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'fund.appropriation_refused', which.number, { documentNo: appropriation.documentNo })
		}),
	)
	return appropriation
}

async function ready(ctx: Context, { number, id }: Which) {
	const fund = await findFund(ctx, number)
	const appropriation = await findAppropriation(ctx, fund.id, id)
	authorize(ctx.actor, 'fund.approve', { authorityId: fund.authorityId, doneBy: [appropriation.createdById] })
	if (fund.state !== 'approved') throw new DomainError('fund.not_approved', { number })
	if (appropriation.state !== 'draft') throw new DomainError('state.changed_meanwhile')
	return { fund, appropriation }
}
