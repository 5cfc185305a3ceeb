import { z } from 'zod'
import { day, longText, optionalText, positiveYuan, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
import { instrumentClass } from './instrument-class.ts'
import { kinds, type Mark, markKinds, priceUnits, type Standard, taxRates } from './listing.ts'
import { handOvers, maturities, parseParts } from './listing-details.ts'
import { customerClasses, type PriceTier } from './price.ts'

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

const blankTier = { customerClass: undefined, fromQuantity: undefined, price: undefined }
const tierRow = z
	.object({ customerClass: z.string().optional(), fromQuantity: z.string().optional(), price: z.string().optional() })
	.optional()
	.transform((row) => row ?? blankTier)
	.transform((row, ctx): PriceTier | null => {
		if (!row.price && !row.fromQuantity && !row.customerClass) return null
		const checked = completeTier.safeParse({ ...row, fromQuantity: row.fromQuantity || '1' })
		if (checked.success)
			return {
				customerClass: checked.data.customerClass ?? null,
				fromQuantity: checked.data.fromQuantity,
				priceFen: checked.data.price,
			}
		for (const issue of checked.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: issue.path })
		return z.NEVER
	})
const completeTier = z.object({
	customerClass: z.preprocess((given) => given || undefined, z.enum(customerClasses).optional()),
	fromQuantity: wholeNumber(1, 9999),
	price: positiveYuan(),
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

/** Words separated by commas of any kind or lines. */
export const splitWords = (list: string) =>
	list
		.split(/[\n,，、;；]/)
		.map((word) => word.trim())
		.filter(Boolean)

const chosen = <T extends readonly [string, ...string[]]>(values: T) =>
	z.preprocess((given) => given || undefined, z.enum(values, { error: 'field.invalid' }).optional())

/** What each kind cannot do without. */
const wantedBy = {
	service: [],
	bundle: [],
	instrument: ['instrumentModel'],
	result: ['maturity', 'handOver', 'rights'],
	expert: ['expertField', 'expertTitle'],
} as const

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
		aliases: optionalText(400).transform((list) => [...new Set(splitWords(list))].slice(0, 20)),
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
		instrumentClass: optionalText(6).refine((code) => code === '' || instrumentClass(code) !== null, 'field.invalid'),
		maturity: chosen(maturities),
		handOver: chosen(handOvers),
		rights: optionalText(400),
		expertField: optionalText(120),
		expertTitle: optionalText(60),
		expertAffiliation: optionalText(120),
		parts: optionalText(1000).transform((lines, ctx) => {
			const parts = parseParts(lines)
			if (parts) return parts
			ctx.addIssue({ code: 'custom', message: 'field.invalid' })
			return z.NEVER
		}),
		tiers: z
			.array(tierRow)
			.optional()
			.transform((rows) => (rows ?? []).filter((row): row is PriceTier => row !== null)),
		marks: z
			.array(markRow)
			.optional()
			.transform((rows) => (rows ?? []).filter((row): row is Mark => row !== null)),
	})
	.superRefine((form, ctx) => {
		if (form.turnaroundDaysMax < form.turnaroundDaysMin)
			ctx.addIssue({ code: 'custom', path: ['turnaroundDaysMax'], message: 'field.out_of_range' })
		for (const field of wantedBy[form.kind] ?? [])
			if (!form[field]) ctx.addIssue({ code: 'custom', path: [field], message: 'field.required' })
		if (form.kind === 'bundle' && new Set(form.parts.map((part) => part.number)).size < Math.max(2, form.parts.length))
			ctx.addIssue({ code: 'custom', path: ['parts'], message: 'field.bundle_parts' })
		if (form.tiers.length === 0) return
		if (form.price === undefined) ctx.addIssue({ code: 'custom', path: ['price'], message: 'field.required' })
		form.tiers.forEach((tier, i) => {
			if (form.price !== undefined && tier.priceFen >= form.price)
				ctx.addIssue({ code: 'custom', path: ['tiers', i, 'price'], message: 'field.tier_not_lower' })
		})
	})
export type ListingForm = z.output<typeof listingForm>

/** The operator's answer to a submitted listing, and the two reasons a public one is taken off or returned. */
export const numberForm = z.object({ number: reference() })
export const publishForm = z.object({ number: reference(), version: wholeNumber(1, 999_999_999) })
export const reasonForm = z.object({ number: reference(), reason: text(400) })
