import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import type { BooksValue } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { type ListingEvent, type ListingState, machine } from './listing.ts'
import { getOwnListing, type ListingView } from './listings.server.ts'

/**
 * A listing its provider may change now, as the provider saw it. Throws access.denied, identity.not_verified,
 * state.changed_meanwhile when it was saved since.
 */
export async function changeable(ctx: Context, number: string, version: number | undefined): Promise<ListingView> {
	const member = memberOf(ctx.actor)
	const listing = await getOwnListing(ctx, number)
	authorize(member, 'listing.edit', { providerId: listing.provider.id })
	if (!member.isVerified) throw new DomainError('identity.not_verified')
	if (version !== undefined && version !== listing.versionNo)
		throw new DomainError('state.changed_meanwhile', { number })
	return listing
}

/**
 * Which event a change is that stands beside the listing's own form: what it claims is read again before it is public, and
 * what waits for review goes on waiting.
 */
export function partEvent(state: ListingState, isClaim: boolean): ListingEvent {
	if (state === 'in_review') return 'complete'
	if (state === 'published') return isClaim ? 'revise' : 'amend'
	return 'save'
}

type Change = {
	event: ListingEvent
	/** the columns that change, made in the commit itself */
	data: (tx: Context) => Promise<Columns> | Columns
	/** rows beside it that follow in the same commit: the version that ends is kept with those it had */
	after?: (tx: Context) => Promise<void>
	/** for the audit entry */
	details: { [key: string]: BooksValue }
}
type Columns = Prisma.ListingUncheckedUpdateManyInput

/** Writes a change by compare-and-swap, with audit entry and event. Authorise first. Answers the listing's state after it. */
export async function writeChange(
	ctx: Context,
	before: ListingView,
	{ event, data, after, details }: Change,
): Promise<ListingState> {
	const state = step<ListingState, ListingEvent>(machine, event, before.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.listing.updateMany({
			where: { id: before.id, versionNo: before.versionNo, state: before.state },
			data: {
				...(await data(tx)),
				state,
				stateReason: null,
				updatedAt: tx.now,
				changedById: memberOf(ctx.actor).accountId,
			},
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number: before.number })
		await after?.(tx)
		await record(tx, 'listing.saved', before.number, { event, state, ...details })
		if (before.state === 'published' || before.state === 'suspended')
			await announce(tx, 'listing.changed', { listingId: before.id, number: before.number })
	})
	return state
}
