import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { claimMachine } from './claim.ts'
import { changeClaim, findClaim, ownersOf } from './claim-row.server.ts'

/**
 * The claimant takes back a claim nobody has decided on. Its orders are free to be claimed again; what they redeemed
 * stays redeemed. A withdrawn claim is not reopened.
 */
export async function withdrawClaim(
	ctx: Context,
	{ number, reason }: { number: string; reason: string },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.withdraw', ownersOf(claim))
	const state = step(claimMachine, 'withdraw', claim.state)
	await changeClaim(ctx, claim, { data: { state }, action: 'claim.withdrawn', details: { reason } })
}
