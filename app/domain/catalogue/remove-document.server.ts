import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import type { ListingState } from './listing.ts'
import type { removeDocumentForm } from './media-forms.ts'

/** Takes a document off a listing; versions and orders that had it go on having it. Throws what `changeable` does. */
export async function removeDocument(ctx: Context, input: z.output<typeof removeDocumentForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	const documents = listing.documents.filter((document) => document.file !== input.file)
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, false),
		data: () => ({ documents }),
		details: { documents: documents.length },
	})
}
