import { followClawbacks } from '#app/domain/claims/follow-clawbacks.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { tellClaimReturned, tellPaymentsMoved } from '#app/domain/notifications/tell-claimant.server.ts'
import { tellOrganisationDecided } from '#app/domain/notifications/tell-organisation-decided.server.ts'
import { tellPayeeChanged } from '#app/domain/notifications/tell-payee-changed.server.ts'
import { noteFreshListing } from '#app/domain/searches/tell-new-listings.server.ts'
import { suggestListing } from '#search/build-suggestions.server.ts'
import { handleProgrammePublished } from '#search/reclassify.server.ts'
import { handleListingEvent, refresh } from '#search/sync.server.ts'

/** Does what follows from an event. It may be called twice with the same one. Throwing means: try again later. */
export type Handler = (ctx: Context, event: { id: string; topic: string; payload: unknown }) => Promise<void>

/** Who wants to know of what: a topic, or all that begin alike, written as `listing.*`. One row per interest. */
const interests: readonly { topic: string; handler: Handler }[] = [
	{ topic: 'invoice.red_letter', handler: async (ctx) => void (await followRedLetters(ctx)) },
	{ topic: 'clawback.demanded', handler: async (ctx) => void (await followClawbacks(ctx)) },
	{ topic: 'programme.published', handler: (ctx) => handleProgrammePublished(ctx) },
	{ topic: 'listings.changed', handler: (ctx, { payload }) => refresh(ctx, listingIdsIn(payload)) },
	{ topic: 'listing.*', handler: (ctx, event) => handleListingEvent(ctx, event) },
	// after the row above: what alerts count as new can be found
	{ topic: 'listing.published', handler: noteFreshListing },
	{ topic: 'listing.published', handler: suggestListing },
	{ topic: 'payee.proposed', handler: tellPayeeChanged },
	{ topic: 'payee.confirmed', handler: tellPayeeChanged },
	{ topic: 'organisation.verified', handler: tellOrganisationDecided },
	{ topic: 'organisation.refused', handler: tellOrganisationDecided },
	{ topic: 'claim.returned', handler: tellClaimReturned },
	{ topic: 'payment.settled', handler: tellPaymentsMoved },
	{ topic: 'payments.settled', handler: tellPaymentsMoved },
	{ topic: 'payment.returned', handler: tellPaymentsMoved },
]

/** Many listings changed at once by a file. */
const listingIdsIn = (payload: unknown) => (payload as { listingIds: string[] }).listingIds.map(BigInt)

/** The handlers of a topic, in the order of the table. */
export function handlersOf(topic: string): Handler[] {
	const isMeant = (wanted: string) => (wanted.endsWith('.*') ? topic.startsWith(wanted.slice(0, -1)) : topic === wanted)
	return interests.filter((interest) => isMeant(interest.topic)).map(({ handler }) => handler)
}
