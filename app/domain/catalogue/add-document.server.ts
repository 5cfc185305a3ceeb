import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { mimeOf, plainName } from '#app/domain/files/file.ts'
import { DomainError } from '#app/lib/errors.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import type { ListingState } from './listing.ts'
import { keepListingFile } from './listing-files.server.ts'
import { mostDocuments } from './listing-media.ts'
import type { addDocumentForm } from './media-forms.ts'

/**
 * Adds a PDF to a listing that anybody may read. A public listing is read again first. Throws document.too_many,
 * document.no_pdf, and what `changeable` does.
 */
export async function addDocument(ctx: Context, input: z.output<typeof addDocumentForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	if (listing.documents.length >= mostDocuments)
		throw new DomainError('document.too_many', { most: mostDocuments, field: 'file' })
	const content = new Uint8Array(await input.file.arrayBuffer())
	const name = plainName(input.file.name)
	if (mimeOf(name, content) !== 'application/pdf') throw new DomainError('document.no_pdf', { name, field: 'file' })
	const { kind, title, titleEn } = input
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, true),
		data: async (tx) => {
			const file = await keepListingFile(tx, listing, { kind: 'document', name, mime: 'application/pdf', content })
			return { documents: [...listing.documents, { file, kind, title, titleEn, sizeBytes: content.byteLength }] }
		},
		details: { documentAdded: title },
	})
}
