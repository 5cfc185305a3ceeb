import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/**
 * Approves a clearing for the side that bears it, by finance of that side and another person than its proposer: what was paid
 * came back to the one fund and was paid by the other, both gross. Throws clearing.not_paid, clawback.above_paid,
 * fund.exhausted, fund.not_received.
 */
export async function approveClearing(ctx: Context, number: string): Promise<void> {
	const clearing = await ready(ctx, number)
	const { process } = await documentOf(ctx, clearing.versionId)
	await callBooks(ctx, 'approve_clearing', { clearingId: clearing.id, reuse: process.clawback?.goesTo === 'fund' })
}

/** Refuses a clearing for the side that would bear it: nothing moves. */
export async function refuseClearing(ctx: Context, number: string): Promise<void> {
	const clearing = await ready(ctx, number)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.clearing.updateMany({
				where: { id: clearing.id, state: 'proposed' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'clearing.refused', number, {})
		}),
	)
}

async function ready(ctx: Context, number: string) {
	const [row] = await ctx.db.$queryRaw<
		{ id: bigint; versionId: bigint; authorityId: bigint; proposedById: bigint }[]
	>`SELECT g.id, c.version_id AS "versionId", f.authority_id AS "authorityId", g.proposed_by_id AS "proposedById"
		FROM clearing g JOIN pay_line p ON p.id = g.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN fund f ON f.id = g.debtor_fund_id WHERE g.number = ${number}`
	if (!row) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'clearing.decide', { authorityId: row.authorityId, doneBy: [row.proposedById] })
	return row
}
