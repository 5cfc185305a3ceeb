import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import type { ListingState } from './listing.ts'
import type { arrangePhotosForm } from './media-forms.ts'

/**
 * Puts a listing's photos in the order given (the first is the cover), says what can be seen on them, and takes off those
 * ticked. One the form does not name stays, at the end. Throws what `changeable` does.
 */
export async function arrangePhotos(ctx: Context, input: z.output<typeof arrangePhotosForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	const wishes = new Map(input.photos.map((wish) => [wish.file, wish]))
	const photos = listing.photos
		.filter((photo) => !wishes.get(photo.file)?.remove)
		.map((photo, i) => {
			const wish = wishes.get(photo.file)
			const said = wish ? { alt: wish.alt, altEn: wish.altEn } : {}
			return { photo: { ...photo, ...said }, place: wish?.place ?? listing.photos.length + 1 + i }
		})
		.sort((a, b) => a.place - b.place)
		.map(({ photo }) => photo)
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, false),
		data: () => ({ photos }),
		details: { photos: photos.length },
	})
}
