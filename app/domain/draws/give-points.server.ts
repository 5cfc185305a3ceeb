import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { findApplication } from '#app/domain/vouchers/application-row.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { ScoreInput } from './draw.ts'

/**
 * A reviewer gives an application points by one criterion, with the reason; given again, the later ones count and the
 * earlier stay on record. Until the list is closed. Throws draw.list_closed, draw.points_too_many, input.invalid.
 */
export async function givePoints(
	ctx: Context,
	{ number, criterion: id, points, reason }: { number: string } & ScoreInput,
): Promise<void> {
	const application = await findApplication(ctx, number)
	authorize(ctx.actor, 'draw.score', { authorityId: application.authorityId, doneBy: [application.submittedById] })
	const { giving } = (await documentOf(ctx, application.versionId)).grant
	const criterion = giving?.kind === 'ranked' ? giving.criteria.find((each) => each.id === id) : undefined
	if (criterion?.by.kind !== 'reviewer') throw new DomainError('input.invalid')
	if (points > criterion.most) throw new DomainError('draw.points_too_many', { field: 'points', most: criterion.most })
	const given = { criterion: id, points, reason }
	await orRefusal(
		transact(ctx, async (tx) => {
			await tx.db.drawScore.create({
				data: {
					...given,
					applicationId: application.id,
					givenById: memberOf(tx.actor).accountId,
					givenAt: tx.now,
				},
			})
			await record(tx, 'application.scored', number, given)
		}),
	)
}
