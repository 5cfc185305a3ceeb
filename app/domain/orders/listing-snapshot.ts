import { z } from 'zod'
import type { LocalDate } from '#app/lib/time.ts'

/** The listing as it was bought, kept with the order. Amounts are fen as text. */
const snapshot = z.object({
	number: z.string(),
	name: z.string(),
	nameEn: z.string().nullable().default(null),
	kind: z.string(),
	categoryId: z.string(),
	priceUnit: z.string(),
	taxRateBp: z.number().int(),
	turnaroundDaysMin: z.number().int().nullable().default(null),
	turnaroundDaysMax: z.number().int().nullable().default(null),
	sampleRequirement: z.string().default(''),
	deliverable: z.string().default(''),
	standards: z.array(z.object({ code: z.string(), title: z.string().default('') })).default([]),
	marks: z
		.array(z.object({ kind: z.string(), number: z.string(), scope: z.string(), expiresOn: z.string() }))
		.default([]),
	versionNo: z.number().int().default(1),
	providerName: z.string(),
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
