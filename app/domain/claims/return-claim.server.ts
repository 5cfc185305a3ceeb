import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { type CorrectablePart, claimMachine, earlierHands } from './claim.ts'
import { changeClaim, findClaim, ownersOf } from './claim-row.server.ts'

/**
 * The reviewer sends a claim back with the parts to be corrected marked, and words to the claimant. It comes back to
 * review when it is submitted again; its number and place stay.
 */
export async function returnClaim(
	ctx: Context,
	{ number, parts, words }: { number: string; parts: readonly CorrectablePart[]; words: string },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.review', { ...ownersOf(claim), doneBy: earlierHands('return', claim) })
	const state = step(claimMachine, 'return', claim.state)
	await changeClaim(ctx, claim, {
		data: { state, reviewReason: words },
		action: 'claim.returned',
		details: { parts: [...parts], words },
	})
}
