import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf } from '#app/lib/time.ts'
import type { ClawbackInput } from './clawback.ts'
import { claimPayLines } from './clawbacks.server.ts'

/**
 * Proposes to demand back a part of what one source has paid for a claim, from whoever was paid; another person decides.
 * Throws clawback.not_paid, clawback.above_paid, clawback.proposed_already.
 */
export async function proposeClawback(
	ctx: Context,
	claimNumber: string,
	input: ClawbackInput,
): Promise<{ number: string }> {
	const claim = await ctx.db.claim.findUnique({ where: { number: claimNumber } })
	if (!claim) throw new DomainError('not_found', { number: claimNumber })
	const { authorityId } = await ctx.db.fund.findUniqueOrThrow({ where: { id: claim.fundId } })
	authorize(ctx.actor, 'clawback.propose', { authorityId })
	const line = (await claimPayLines(ctx, claim.id)).find((one) => String(one.id) === input.payLine)
	if (!line) throw new DomainError('not_found', { payLine: input.payLine })
	if (!line.isPaid) throw new DomainError('clawback.not_paid')
	const leftFen = line.amountFen - line.demandedFen
	if (input.amount > leftFen)
		throw new DomainError('clawback.above_paid', { leftFen, amountFen: input.amount, field: 'amount' })
	const number = await nextNumber(ctx, 'clawback')
	const proposed = transact(ctx, async (tx) => {
		await tx.db.clawback.create({
			data: {
				number,
				payLineId: line.id,
				claimId: claim.id,
				payeeId: claim.claimantId,
				amountFen: input.amount,
				reason: input.reason,
				article: input.article,
				dueOn: input.dueOn ? dateOf(input.dueOn) : null,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
			},
		})
		await record(tx, 'clawback.proposed', number, {
			claim: claimNumber,
			payLine: line.id,
			amountFen: input.amount,
			reason: input.reason,
		})
		await announce(tx, 'clawback.proposed', { number, claim: claimNumber })
	})
	await orRefusal(proposed, { pay_line_id: 'clawback.proposed_already', one_proposed: 'clawback.proposed_already' })
	return { number }
}
