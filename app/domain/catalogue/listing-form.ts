import { z } from 'zod'
import { day, longText, optionalText, positiveYuan, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
import { kinds, type Mark, markKinds, priceUnits, type Standard, taxRates } from './listing.ts'

const blankRow = { kind: undefined, number: undefined, scope: undefined, expiresOn: undefined }
const markRow = z
	.object({
		kind: z.string().optional(),
		number: z.string().trim().max(60, 'field.too_long').optional(),
		scope: z.string().trim().max(400, 'field.too_long').optional(),
		expiresOn: z.string().optional(),
	})
	.optional()
	.transform((row) => row ?? blankRow)
	.transform((row, ctx): Mark | null => {
		if (!row.number && !row.scope && !row.expiresOn) return null
		const checked = completeMark.safeParse(row)
		if (checked.success) return checked.data
		for (const issue of checked.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: issue.path })
		return z.NEVER
	})
const completeMark = z.object({
	kind: z.enum(markKinds, { error: 'field.required' }),
	number: text(60),
	scope: text(400),
	expiresOn: day(),
})

/** `GB/T 228.1-2021 Title`, one per line: the code ends where the first number group (and year) ends. */
const standardLine =
	/^((?:[A-Za-z]+(?:\/[A-Za-z]+)?|ChP\s*通则)[\s-]*[A-Z]?\d+(?:[.-]\d{1,3}(?!\d))*(?:[-—–:](?:19|20)\d{2})?)(?:\s+(.*))?$/

/** Reads standards typed one per line. A line that does not begin with a code is kept whole as the code. */
export function parseStandards(lines: string): Standard[] {
	return lines
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => {
			const found = standardLine.exec(line)
			return found
				? { code: found[1]!.trim().replace(/[—–]/g, '-'), title: found[2]?.trim() ?? '' }
				: { code: line, title: '' }
		})
}

const split = (list: string) =>
	list
		.split(/[\n,，、;；]/)
		.map((word) => word.trim())
		.filter(Boolean)

/** The form of a listing. `version` is the version the provider saw: another save in between is refused. */
export const listingForm = z
	.object({
		number: reference().optional(),
		version: wholeNumber(1, 999_999_999).optional(),
		kind: z.enum(kinds, { error: 'field.required' }),
		categoryId: reference(),
		name: text(80),
		nameEn: optionalText(160),
		description: longText(2000),
		aliases: optionalText(400).transform((list) => [...new Set(split(list))].slice(0, 20)),
		price: positiveYuan().optional(),
		priceUnit: z.enum(priceUnits, { error: 'field.required' }),
		taxRateBp: z.coerce
			.number({ error: 'field.required' })
			.refine((rate) => (taxRates as readonly number[]).includes(rate), 'field.invalid'),
		turnaroundDaysMin: wholeNumber(0, 365),
		turnaroundDaysMax: wholeNumber(0, 365),
		sampleRequirement: optionalText(1000),
		deliverable: text(1000),
		standards: optionalText(2000).transform(parseStandards),
		instrumentModel: optionalText(120),
		marks: z
			.array(markRow)
			.optional()
			.transform((rows) => (rows ?? []).filter((row): row is Mark => row !== null)),
	})
	.superRefine((form, ctx) => {
		if (form.turnaroundDaysMax < form.turnaroundDaysMin)
			ctx.addIssue({ code: 'custom', path: ['turnaroundDaysMax'], message: 'field.out_of_range' })
		if (form.kind === 'instrument' && !form.instrumentModel)
			ctx.addIssue({ code: 'custom', path: ['instrumentModel'], message: 'field.required' })
	})
export type ListingForm = z.output<typeof listingForm>

/** The operator's answer to a submitted listing, and the two reasons a public one is taken off or returned. */
export const numberForm = z.object({ number: reference() })
export const reasonForm = z.object({ number: reference(), reason: text(400) })
