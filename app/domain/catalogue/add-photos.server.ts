import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { isPicture, plainName } from '#app/domain/files/file.ts'
import { DomainError } from '#app/lib/errors.ts'
import { developPhoto, PictureRefused } from '#app/platform/photo.server.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import type { ListingState } from './listing.ts'
import { keepListingFile } from './listing-files.server.ts'
import { type ListingPhoto, mostPhotos, photoBytes, photosAtOnce, smallPhoto } from './listing-media.ts'
import type { addPhotosForm } from './media-forms.ts'

/** Millions of pixels a photo may unfold to: more than telephones take. */
const megapixels = 50
const limits = { pixels: megapixels * 1_000_000, shortest: 300, longest: 1600, small: smallPhoto }

/**
 * Adds photos to a listing, after those it has: each made anew without its metadata, and a small one of it. A public listing
 * is read again first. All or none: throws photo.too_many, photo.too_many_at_once, photo.too_large, photo.unreadable,
 * photo.too_many_pixels or photo.too_small, and what `changeable` does.
 */
export async function addPhotos(ctx: Context, input: z.output<typeof addPhotosForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	if (listing.photos.length + input.photos.length > mostPhotos)
		throw refused('photo.too_many', { most: mostPhotos, have: listing.photos.length })
	if (input.photos.length > photosAtOnce) throw refused('photo.too_many_at_once', { most: photosAtOnce })
	const developed: Developed[] = []
	for (const file of input.photos) developed.push(await develop(file))
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, true),
		data: async (tx) => ({ photos: [...listing.photos, ...(await keepAll(tx, listing, developed))] }),
		details: { photosAdded: developed.length },
	})
}

type Code = Extract<DomainError['code'], `photo.${string}`>
const refused = (code: Code, details: Record<string, unknown>) => new DomainError(code, { ...details, field: 'photos' })

type Developed = { name: string } & Awaited<ReturnType<typeof developPhoto>>

/** A file as the two pictures made of it. */
async function develop(file: File): Promise<Developed> {
	const name = plainName(file.name)
	if (file.size > photoBytes) throw refused('photo.too_large', { name, megabytes: photoBytes / 1024 / 1024 })
	const bytes = new Uint8Array(await file.arrayBuffer())
	if (!isPicture(bytes)) throw refused('photo.unreadable', { name })
	try {
		return { name, ...(await developPhoto(bytes, limits)) }
	} catch (error) {
		if (!(error instanceof PictureRefused)) throw error
		throw refused(`photo.${error.reason}`, { name, megapixels, shortest: limits.shortest })
	}
}

type Shown = Parameters<typeof keepListingFile>[1]

async function keepAll(tx: Context, listing: Shown, developed: readonly Developed[]): Promise<ListingPhoto[]> {
	const photos: ListingPhoto[] = []
	for (const { name: given, large, small } of developed) {
		const name = `${given.replace(/\.\w+$/, '')}.webp`
		const keep = (kind: 'photo' | 'small_photo', content: Uint8Array<ArrayBuffer>) =>
			keepListingFile(tx, listing, { kind, name, mime: 'image/webp', content })
		photos.push({
			file: await keep('photo', large.content),
			small: await keep('small_photo', small.content),
			width: large.width,
			height: large.height,
			alt: '',
			altEn: '',
		})
	}
	return photos
}
