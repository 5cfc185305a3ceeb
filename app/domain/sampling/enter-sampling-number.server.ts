import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, shanghaiDay } from '#app/lib/time.ts'
import { findSampling, listedClaims, sha256 } from './find-sampling.server.ts'
import { drawSample, listText, seedOf } from './sampling.ts'

/**
 * Enters the public number a sampling named in advance, from its day on and by another person than closed the list; with
 * the list's hash it makes the seed, and the seed the choice. Throws sampling.number_too_early, state.changed_meanwhile.
 */
export async function enterSamplingNumber(
	ctx: Context,
	{ number, publicNumber }: { number: string; publicNumber: string },
): Promise<void> {
	const sampling = await findSampling(ctx, number)
	authorize(ctx.actor, 'sampling.enter', { authorityId: sampling.authorityId, doneBy: [sampling.closedById] })
	if (shanghaiDay(ctx.now) < dayOf(sampling.numberOn))
		throw new DomainError('sampling.number_too_early', { field: 'publicNumber' })
	const claims = await listedClaims(ctx, sampling.id)
	if (sha256(listText(claims)) !== sampling.listHash)
		throw new Error(`the list of ${number} is not the one that was hashed`)
	const seed = seedOf(sha256, sampling.listHash, publicNumber)
	const drawn = drawSample(sha256, claims, { seed, takenBy: sampling.takenBy, bp: sampling.bp })
	const idOf = new Map(claims.map(({ claim, claimId }) => [claim, claimId]))
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.sampling.updateMany({
				where: { id: sampling.id, publicNumber: null },
				data: { publicNumber, seed, enteredById: memberOf(ctx.actor).accountId, enteredAt: ctx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile', { number })
			await tx.db.$executeRaw`
			UPDATE sampling_item i SET place = d.place, is_drawn = d.drawn
			FROM unnest(${drawn.map(({ claim }) => idOf.get(claim)!)}::bigint[], ${drawn.map(({ place }) => place)}::int[], ${drawn.map(({ isDrawn }) => isDrawn)}::boolean[]) d(claim_id, place, drawn)
			WHERE i.sampling_id = ${sampling.id} AND i.claim_id = d.claim_id`
			const chosen = drawn.filter(({ isDrawn }) => isDrawn).map(({ claim }) => claim)
			await record(tx, 'sampling.drawn', number, { publicNumber, seed, drawn: chosen.length })
			await announce(tx, 'sampling.drawn', { number, claims: chosen })
		}),
	)
}
