import { z } from 'zod'
import { creditCodeFault } from './credit-code.ts'
import { type Money, parseYuan } from './money.ts'
import { type LocalDate, parseDay } from './time.ts'

/** Building blocks of form schemas. Every message is a text key (namespace `field`), shown at its field. */

export const text = (max = 200) =>
	z.string({ error: 'field.required' }).trim().min(1, 'field.required').max(max, 'field.too_long')

export const optionalText = (max = 200) => z.string().trim().max(max, 'field.too_long').optional().default('')

export const longText = (max = 4000) => text(max)

/** An amount in yuan as typed ("1,234.50") → fen. */
export const yuan = () =>
	z.string({ error: 'field.required' }).transform((value, ctx): Money => {
		try {
			return parseYuan(value)
		} catch {
			ctx.addIssue({ code: 'custom', message: 'field.not_an_amount' })
			return z.NEVER
		}
	})

/** An amount above zero. */
export const positiveYuan = () => yuan().refine((amount) => amount > 0n, 'field.must_be_positive')

export const wholeNumber = (min: number, max: number) =>
	z
		.string({ error: 'field.required' })
		.regex(/^\d{1,9}$/, 'field.not_a_number')
		.transform(Number)
		.refine((n) => n >= min && n <= max, 'field.out_of_range')

/** A day as the browser's date field sends it. */
export const day = () =>
	z.string({ error: 'field.required' }).transform((value, ctx): LocalDate => {
		try {
			return parseDay(value)
		} catch {
			ctx.addIssue({ code: 'custom', message: 'field.not_a_day' })
			return z.NEVER
		}
	})

export const creditCode = () =>
	z
		.string({ error: 'field.required' })
		.trim()
		.toUpperCase()
		.superRefine((code, ctx) => {
			const fault = creditCodeFault(code)
			if (fault) ctx.addIssue({ code: 'custom', message: `field.credit_code_${fault}` })
		})

export const email = () =>
	z.string({ error: 'field.required' }).trim().toLowerCase().max(200, 'field.too_long').email('field.not_an_email')

/** A ticked box that must be ticked. */
export const ticked = () => z.literal('on', { error: 'field.must_tick' })

/** A box that may be ticked. */
export const optionalTick = () =>
	z
		.literal('on')
		.optional()
		.transform((value) => value === 'on')

/** An uploaded file that must be there. Size and type are judged when it is stored. */
export const file = () =>
	z.custom<File>((value) => value instanceof File && value.size > 0, { error: 'field.file_required' })

export const optionalFile = () =>
	z
		.custom<File | undefined>((value) => value === undefined || value instanceof File)
		.transform((value) => (value && value.size > 0 ? value : undefined))

/** A public number or id in a hidden field. */
export const reference = () => z.string({ error: 'field.required' }).min(1, 'field.required').max(64, 'field.too_long')

/** The form of a step that asks for nothing more than its button. */
export const bareForm = z.object({})
