import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { SetOffInput } from './set-off.ts'

/**
 * Proposes to keep what a payee must give back from what it is to be paid by the same payer, by a decision with a number;
 * another person decides. Throws clawback.above_demand, set_off.not_payable, set_off.proposed_already.
 */
export async function proposeSetOff(ctx: Context, input: SetOffInput): Promise<{ number: string }> {
	const [row] = await ctx.db.$queryRaw<
		{
			clawbackId: bigint
			authorityId: bigint
			leftFen: bigint
			state: string
			payLineId: bigint | null
			claim: string
			dueFen: bigint
		}[]
	>`SELECT k.id AS "clawbackId", f.authority_id AS "authorityId", k.amount_fen - k.received_fen AS "leftFen", k.state,
			l.id AS "payLineId", c.number AS claim, l.amount_fen AS "dueFen"
		FROM clawback k JOIN pay_line p ON p.id = k.pay_line_id JOIN fund f ON f.id = p.fund_id
		LEFT JOIN (pay_line l JOIN claim c ON c.id = l.claim_id JOIN fund g ON g.id = l.fund_id)
			ON l.id::text = ${input.payLine} AND c.claimant_id = k.payee_id AND g.authority_id = f.authority_id
		WHERE k.number = ${input.clawback}`
	if (!row) throw new DomainError('not_found', { number: input.clawback })
	authorize(ctx.actor, 'set_off.propose', { authorityId: row.authorityId })
	if (row.payLineId === null) throw new DomainError('not_found', { number: input.payLine })
	if (row.state !== 'demanded' || input.amount > row.leftFen)
		throw new DomainError('clawback.above_demand', { leftFen: row.leftFen, amountFen: input.amount, field: 'amount' })
	if (input.amount > row.dueFen) throw new DomainError('set_off.not_payable', { number: row.claim, field: 'amount' })
	const number = await nextNumber(ctx, 'set_off')
	const proposed = transact(ctx, async (tx) => {
		await tx.db.setOff.create({
			data: {
				number,
				clawbackId: row.clawbackId,
				payLineId: row.payLineId!,
				amountFen: input.amount,
				decisionNo: input.decisionNo,
				reason: input.reason,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
			},
		})
		const details = {
			clawback: input.clawback,
			claim: row.claim,
			amountFen: input.amount,
			decisionNo: input.decisionNo,
		}
		await record(tx, 'set_off.proposed', number, details)
		await announce(tx, 'set_off.proposed', { number, clawback: input.clawback })
	})
	await orRefusal(proposed, { one_proposed: 'set_off.proposed_already', one_pay_line: 'set_off.proposed_already' })
	return { number }
}
