import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type ListingEvent, type ListingState, machine } from './listing.ts'
import type { ListingView } from './listings.server.ts'

type Move = {
	event: ListingEvent
	action: string
	/** told to search when given */
	topic?: 'listing.published' | 'listing.suspended'
	reason?: string
	data?: { publishedAt?: Date; reviewedById?: bigint }
}

/** One step of a listing's life: state by compare-and-swap, audit entry, event. Authorise first. */
export async function moveListing(ctx: Context, listing: ListingView, move: Move): Promise<void> {
	const state = step<ListingState, ListingEvent>(machine, move.event, listing.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.listing.updateMany({
			where: { id: listing.id, versionNo: listing.versionNo, state: listing.state },
			data: { ...move.data, state, stateReason: move.reason ?? null, updatedAt: tx.now },
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number: listing.number })
		await record(tx, move.action, listing.number, { versionNo: listing.versionNo, reason: move.reason })
		if (move.topic) await announce(tx, move.topic, { listingId: listing.id, number: listing.number })
	})
}
