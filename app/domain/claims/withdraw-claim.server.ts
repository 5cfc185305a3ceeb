import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { claimMachine } from './claim.ts'
import { changeClaim, findClaim, ownersOf } from './claim-row.server.ts'
import { freeInvoices } from './free-invoices.server.ts'

/**
 * The claimant takes back a claim nobody has decided on. Its orders and invoices are free to be claimed again;
 * what the orders redeemed stays redeemed. A withdrawn claim is not reopened.
 */
export async function withdrawClaim(
	ctx: Context,
	{ number, reason }: { number: string; reason: string },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.withdraw', ownersOf(claim))
	const state = step(claimMachine, 'withdraw', claim.state)
	const lines = await ctx.db.claimLine.findMany({
		where: { claimId: claim.id, kind: 'contract' },
		select: { id: true },
	})
	const change = { data: { state }, action: 'claim.withdrawn', details: { reason } }
	await changeClaim(ctx, claim, change, async (tx) => {
		await freeInvoices(
			tx,
			lines.map((line) => line.id),
		)
	})
}
