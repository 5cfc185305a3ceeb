import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { JsonObject } from './schema-fields.ts'

/**
 * Two versions of a programme for its authority; without numbers the newest and the published one before it. Throws
 * not_found, access.denied.
 */
export async function getVersionsToCompare(
	ctx: Context,
	number: string,
	{ before, after }: { before: number | null; after: number | null },
) {
	const programme = await ctx.db.programme.findUnique({
		where: { number },
		include: {
			versions: { orderBy: { versionNo: 'desc' }, select: { id: true, versionNo: true, state: true } },
		},
	})
	if (!programme) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'programme.view_desk', { authorityId: programme.authorityId })
	const { versions } = programme
	const later = versions.find(({ versionNo }) => versionNo === after) ?? versions[0]
	const earlier =
		versions.find(({ versionNo }) => versionNo === before) ??
		versions.find(({ versionNo, state }) => versionNo < (later?.versionNo ?? 0) && state === 'published') ??
		versions.find(({ versionNo }) => versionNo < (later?.versionNo ?? 0))
	if (!later || !earlier) throw new DomainError('not_found', { number, before, after })
	const documents = await ctx.db.programmeVersion.findMany({
		where: { id: { in: [earlier.id, later.id] } },
		select: { id: true, document: true },
	})
	const documentOf = (id: bigint) => documents.find((each) => each.id === id)!.document as JsonObject
	return {
		number,
		name: programme.name,
		nameEn: programme.nameEn,
		versions: versions.map(({ versionNo, state }) => ({ versionNo, state })),
		before: { versionNo: earlier.versionNo, document: documentOf(earlier.id) },
		after: { versionNo: later.versionNo, document: documentOf(later.id) },
	}
}
