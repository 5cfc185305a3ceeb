import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { ImportState, KnownMapping } from './listing-import.ts'

/** A provider's file of listings for whoever may edit its listings. Throws not_found, access.denied. */
export async function findImport(ctx: Context, number: string) {
	const file = await ctx.db.listingImport.findUnique({ where: { number } })
	if (!file) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'listing.edit', { providerId: file.providerId })
	return { ...file, state: file.state as ImportState, mapping: file.mapping as KnownMapping | null }
}
export type FoundImport = Awaited<ReturnType<typeof findImport>>
