import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { ClearingInput } from './clearing.ts'

/**
 * Proposes that another fund bears what this one has paid, by a decision with a number; finance of the other side decides. Throws
 * clearing.not_paid, clearing.same_side, clawback.above_paid, clearing.proposed_already, fund.not_approved.
 */
export async function proposeClearing(ctx: Context, input: ClearingInput): Promise<{ number: string }> {
	const [row] = await ctx.db.$queryRaw<
		{
			payLineId: bigint
			fundId: bigint
			sourceNo: number
			authorityId: bigint
			claim: string
			leftFen: bigint
			isPaid: boolean
			debtorFundId: bigint | null
			debtorSourceNo: number
			debtorState: string
		}[]
	>`SELECT p.id AS "payLineId", p.fund_id AS "fundId", p.source_no AS "sourceNo", f.authority_id AS "authorityId", c.number AS claim,
			p.amount_fen - p.demanded_fen AS "leftFen", is_paid(p.id) AS "isPaid", d.id AS "debtorFundId", s.source_no AS "debtorSourceNo", d.state AS "debtorState"
		FROM pay_line p JOIN claim c ON c.id = p.claim_id JOIN fund f ON f.id = p.fund_id
		LEFT JOIN (fund d JOIN funding_source s ON s.fund_id = d.id) ON d.number || '.' || s.source_no = ${input.debtor}
		WHERE p.id::text = ${input.payLine}`
	if (!row) throw new DomainError('not_found', { number: input.payLine })
	authorize(ctx.actor, 'clearing.propose', { authorityId: row.authorityId })
	const debtorFundId = row.debtorFundId
	if (debtorFundId === null) throw new DomainError('not_found', { number: input.debtor, field: 'debtor' })
	if (row.debtorState !== 'approved') throw new DomainError('fund.not_approved', { field: 'debtor' })
	if (row.fundId === debtorFundId && row.sourceNo === row.debtorSourceNo)
		throw new DomainError('clearing.same_side', { field: 'debtor' })
	if (!row.isPaid) throw new DomainError('clearing.not_paid')
	if (input.amount > row.leftFen)
		throw new DomainError('clawback.above_paid', { leftFen: row.leftFen, amountFen: input.amount, field: 'amount' })
	const number = await nextNumber(ctx, 'clearing')
	const proposed = transact(ctx, async (tx) => {
		await tx.db.clearing.create({
			data: {
				number,
				decisionNo: input.decisionNo,
				reason: input.reason,
				payLineId: row.payLineId,
				creditorFundId: row.fundId,
				creditorSourceNo: row.sourceNo,
				debtorFundId,
				debtorSourceNo: row.debtorSourceNo,
				amountFen: input.amount,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
			},
		})
		const { debtor, amount: amountFen, decisionNo } = input
		await record(tx, 'clearing.proposed', number, { claim: row.claim, debtor, amountFen, decisionNo })
		await announce(tx, 'clearing.proposed', { number, debtor })
	})
	await orRefusal(proposed, { one_proposed: 'clearing.proposed_already' })
	return { number }
}
