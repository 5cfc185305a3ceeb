import type { Context } from '#app/domain/context.server.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { enterpriseFacts } from '#app/domain/programmes/known-facts.server.ts'
import { namesOf } from '#app/domain/programmes/people-names.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { findApplication } from '#app/domain/vouchers/application-row.server.ts'
import { pointsOf, scoreOf } from './score.ts'

/**
 * The criteria of an application's round with the points it has by each, who gave them and why, and its score as it
 * stands; null where the round is not ranked. For the authority. Throws not_found, access.denied.
 */
export async function getPoints(ctx: Context, number: string) {
	const application = await findApplication(ctx, number)
	const { authorityId, submittedById } = application
	authorize(ctx.actor, 'programme.view_desk', { authorityId })
	const { giving } = (await documentOf(ctx, application.versionId)).grant
	if (giving?.kind !== 'ranked') return null
	const [rows, enterprise] = await Promise.all([
		ctx.db.drawScore.findMany({ where: { applicationId: application.id }, orderBy: { id: 'asc' } }),
		ctx.db.organisation.findUniqueOrThrow({ where: { id: application.enterpriseId } }),
	])
	const latest = new Map(rows.map((row) => [row.criterion, row]))
	const given = Object.fromEntries(rows.map((row) => [row.criterion, row.points]))
	const facts = enterpriseFacts(enterprise)
	const people = await namesOf(
		ctx,
		rows.map((row) => row.givenById),
	)
	const isOpen = application.state === 'submitted'
	return {
		score: scoreOf(giving.criteria, facts, given),
		mayGive: isOpen && can(ctx.actor, 'draw.score', { authorityId, doneBy: [submittedById] }),
		criteria: giving.criteria.map((criterion) => {
			const row = latest.get(criterion.id)
			return {
				...criterion,
				points: pointsOf(criterion, facts, given),
				reason: row?.reason ?? null,
				by: criterion.by.kind,
				givenBy: row ? (people.get(row.givenById) ?? '') : null,
			}
		}),
	}
}
export type Points = NonNullable<Awaited<ReturnType<typeof getPoints>>>
