import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { AdvanceInput } from './advance.ts'

/**
 * Proposes that one level of a fund pays in the place of another, by a decision with a number; another person of finance decides.
 * Throws advance.same_level, advance.proposed_already, fund.not_approved.
 */
export async function proposeAdvance(ctx: Context, input: AdvanceInput): Promise<{ number: string }> {
	const rows = await ctx.db.$queryRaw<
		{ value: string; fundId: bigint; sourceNo: number; authorityId: bigint; state: string }[]
	>`SELECT f.number || '.' || s.source_no AS value, f.id AS "fundId", s.source_no AS "sourceNo", f.authority_id AS "authorityId", f.state
		FROM fund f JOIN funding_source s ON s.fund_id = f.id WHERE f.number || '.' || s.source_no IN (${input.payer}, ${input.debtor})`
	const payer = rows.find((row) => row.value === input.payer)
	const debtor = rows.find((row) => row.value === input.debtor)
	if (!payer || !debtor) throw new DomainError('not_found', { field: payer ? 'debtor' : 'payer' })
	authorize(ctx.actor, 'clearing.propose', { authorityId: payer.authorityId })
	if (payer.fundId !== debtor.fundId || payer.sourceNo === debtor.sourceNo)
		throw new DomainError('advance.same_level', { field: 'debtor' })
	if (payer.state !== 'approved') throw new DomainError('fund.not_approved', { field: 'payer' })
	const number = await nextNumber(ctx, 'advance')
	const { decisionNo, amount: amountFen } = input
	const proposed = transact(ctx, async (tx) => {
		await tx.db.advance.create({
			data: {
				number,
				fundId: payer.fundId,
				payerSourceNo: payer.sourceNo,
				sourceNo: debtor.sourceNo,
				amountFen,
				decisionNo,
				reason: input.reason,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
			},
		})
		await record(tx, 'advance.proposed', number, { payer: input.payer, debtor: input.debtor, amountFen, decisionNo })
		await announce(tx, 'advance.proposed', { number, debtor: input.debtor })
	})
	await orRefusal(proposed, { one_proposed: 'advance.proposed_already', source_no: 'advance.proposed_already' })
	return { number }
}
