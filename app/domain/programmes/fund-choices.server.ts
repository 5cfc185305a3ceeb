import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { documentsOf } from './programmes.server.ts'

/** The published programmes of the actor's authority a fund can be set up for, with their payers. */
export async function fundChoices(ctx: Context) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'fund.create', { authorityId: organisationId })
	const programmes = await ctx.db.programme.findMany({
		where: { authorityId: organisationId, isSample: false, versions: { some: { state: 'published' } } },
		orderBy: { id: 'desc' },
		include: {
			versions: { where: { state: 'published' }, orderBy: { versionNo: 'desc' }, take: 1, select: { id: true } },
		},
	})
	const documents = await documentsOf(
		ctx,
		programmes.flatMap((programme) => programme.versions.map(({ id }) => id)),
	)
	return {
		year: Number(shanghaiDay(ctx.now).slice(0, 4)),
		programmes: programmes.map(({ number, name, nameEn, versions }) => ({
			number,
			name,
			nameEn,
			/** the voucher is a ceiling only: an over-issue factor may be set */
			isQuota: documents.get(versions[0]!.id)!.process.encumbrance.point !== 'grant',
			payers: documents.get(versions[0]!.id)!.payers.map(({ code, name: words }) => ({ code, name: words })),
		})),
	}
}
