import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A version with its programme, by the programme's number and the version's own. Throws not_found. */
export async function findVersion(ctx: Context, number: string, versionNo: number) {
	const version = await ctx.db.programmeVersion.findFirst({
		where: { programme: { number }, versionNo },
		include: { programme: true },
	})
	if (!version) throw new DomainError('not_found', { number, versionNo })
	return version
}
export type VersionRow = Awaited<ReturnType<typeof findVersion>>
