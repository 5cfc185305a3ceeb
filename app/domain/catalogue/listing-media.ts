import { z } from 'zod'
import { optionalText, optionalTick, reference, text, wholeNumber } from '#app/lib/form-fields.ts'

/** Photos and documents a listing shows: what they are, and the forms that change them. */

/** Most photos a listing shows. */
export const mostPhotos = 12
/** Most documents a listing shows. */
export const mostDocuments = 8
/** Largest photo that is taken in, in bytes. */
export const photoBytes = 15 * 1024 * 1024
/** Most photos one form may bring. */
export const photosAtOnce = 6

/** A photo as it is shown: the large picture, a small one of 4 : 3, both by their file's uuid; sizes are the large one's, in pixels. */
export type ListingPhoto = {
	file: string
	small: string
	width: number
	height: number
	/** what can be seen, for who cannot see it; '' when nobody said */
	alt: string
	altEn: string
}

/** Size of the small picture, in pixels. */
export const smallPhoto = { width: 480, height: 360 } as const

/** What a document of a listing is: a report as customers get it, the instrument's data sheet, prices, anything else. */
export const documentKinds = ['sample_report', 'data_sheet', 'price_list', 'other'] as const
export type ListingDocument = {
	file: string
	kind: (typeof documentKinds)[number]
	title: string
	titleEn: string
	sizeBytes: number
}

const photo = z.object({
	file: z.uuid(),
	small: z.uuid(),
	width: z.number().int().min(1),
	height: z.number().int().min(1),
	alt: z.string(),
	altEn: z.string(),
})
const document = z.object({
	file: z.uuid(),
	kind: z.enum(documentKinds),
	title: z.string(),
	titleEn: z.string(),
	sizeBytes: z.number().int().min(1),
})

const nothing = (value: unknown) => Array.isArray(value) && value.length === 0

/** Reads a listing's photos. Throws when the row holds something else. */
export const readPhotos = (value: unknown): ListingPhoto[] => (nothing(value) ? [] : z.array(photo).parse(value))
/** Reads a listing's documents. Throws when the row holds something else. */
export const readDocuments = (value: unknown): ListingDocument[] =>
	nothing(value) ? [] : z.array(document).parse(value)

/** Every form names the listing and the version the provider saw. */
const seen = { number: reference(), version: wholeNumber(1, 999_999_999) }

const pictures = z.preprocess(
	(given) => (given === undefined ? [] : Array.isArray(given) ? given : [given]),
	z
		.array(z.custom<File>((value) => value instanceof File))
		.transform((files) => files.filter((file) => file.size > 0))
		.refine((files) => files.length > 0, 'field.file_required'),
)

export const addPhotosForm = z.object({ ...seen, photos: pictures })

/** Photos in their new order, with what can be seen on them; those ticked go. */
export const arrangePhotosForm = z.object({
	...seen,
	photos: z.array(
		z.object({
			file: z.uuid(),
			place: wholeNumber(1, 99),
			alt: optionalText(120),
			altEn: optionalText(160),
			remove: optionalTick(),
		}),
	),
})

export const addDocumentForm = z.object({
	...seen,
	kind: z.enum(documentKinds, { error: 'field.required' }),
	title: text(80),
	titleEn: optionalText(120),
	file: z.custom<File>((value) => value instanceof File && value.size > 0, { error: 'field.file_required' }),
})

export const removeDocumentForm = z.object({ ...seen, file: z.uuid() })
