import { z } from 'zod'
import { parseYuan } from '#app/lib/money.ts'

/** A balance typed by hand, which may be below zero. */
export const balance = () =>
	z
		.string()
		.trim()
		.optional()
		.transform((text, ctx): string | null => {
			if (!text) return null
			try {
				parseYuan(text.replace(/^[-−]/, ''))
				return text.replaceAll(',', '').replace('−', '-')
			} catch {
				ctx.addIssue({ code: 'custom', message: 'field.not_an_amount' })
				return z.NEVER
			}
		})
