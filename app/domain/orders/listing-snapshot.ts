import { z } from 'zod'
import { readAnswers } from '#app/domain/catalogue/intake-forms.ts'
import { readDocuments, readPhotos } from '#app/domain/catalogue/media-forms.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** The listing as it was bought, kept with the order. Orders brought in from elsewhere may know less of it. */
const snapshot = z.object({
	number: z.string().default(''),
	name: z.string().default(''),
	nameEn: z.string().nullable().default(null),
	kind: z.string().default('service'),
	categoryId: z.string().default(''),
	priceUnit: z.string().default('item'),
	taxRateBp: z.number().int().default(0),
	turnaroundDaysMin: z.number().int().nullable().default(null),
	turnaroundDaysMax: z.number().int().nullable().default(null),
	sampleRequirement: z.string().default(''),
	deliverable: z.string().default(''),
	standards: z.array(z.object({ code: z.string(), title: z.string().default('') })).default([]),
	marks: z
		.array(z.object({ kind: z.string(), number: z.string(), scope: z.string(), expiresOn: z.string() }))
		.default([]),
	photos: z.unknown().default([]).transform(readPhotos),
	documents: z.unknown().default([]).transform(readDocuments),
	/** what the enterprise answered to the provider's questions */
	answers: z.unknown().default([]).transform(readAnswers),
	versionNo: z.number().int().default(1),
	providerName: z.string().default(''),
	providerNameEn: z.string().nullable().default(null),
	providerNumber: z.string().default(''),
})
export type ListingSnapshot = z.output<typeof snapshot>

/** Reads an order's snapshot. Throws when the row holds something else. */
export const readSnapshot = (value: unknown): ListingSnapshot => snapshot.parse(value)

/** Each mark of the listing as bought, and whether it was valid on a day. */
export function marksOn(listing: ListingSnapshot, day: LocalDate) {
	return listing.marks.map((mark) => ({ ...mark, valid: mark.expiresOn >= day }))
}
