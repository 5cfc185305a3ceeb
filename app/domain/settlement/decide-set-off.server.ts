import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/**
 * Approves a set-off, by another person: the demand counts as received and the payable as paid, both gross. Throws
 * set_off.not_payable, set_off.other_payer, clawback.above_demand, fund.not_received.
 */
export async function approveSetOff(ctx: Context, number: string): Promise<void> {
	const setOff = await ready(ctx, number)
	const { process } = await documentOf(ctx, setOff.versionId)
	await callBooks(ctx, 'approve_set_off', { setOffId: setOff.id, reuse: process.clawback?.goesTo === 'fund' })
}

/** Refuses a set-off: nothing is kept from anybody. By another person. */
export async function refuseSetOff(ctx: Context, number: string): Promise<void> {
	const setOff = await ready(ctx, number)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.setOff.updateMany({
				where: { id: setOff.id, state: 'proposed' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'set_off.refused', number, { clawback: setOff.clawback })
		}),
	)
}

async function ready(ctx: Context, number: string) {
	const [row] = await ctx.db.$queryRaw<
		{ id: bigint; clawback: string; versionId: bigint; authorityId: bigint; proposedById: bigint }[]
	>`SELECT o.id, k.number AS clawback, c.version_id AS "versionId", f.authority_id AS "authorityId", o.proposed_by_id AS "proposedById"
		FROM set_off o JOIN clawback k ON k.id = o.clawback_id JOIN claim c ON c.id = k.claim_id JOIN pay_line p ON p.id = k.pay_line_id JOIN fund f ON f.id = p.fund_id
		WHERE o.number = ${number}`
	if (!row) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'set_off.decide', { authorityId: row.authorityId, doneBy: [row.proposedById] })
	return row
}
