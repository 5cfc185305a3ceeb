import { z } from 'zod'
import { optionalText, optionalTick, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
import { documentKinds, type ListingDocument, type ListingPhoto } from './listing-media.ts'

/** Photos and documents as rows keep them, and the forms that change them: apart, so that pages which only show them go without. */

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
