import { z } from 'zod'
import { optionalText, text } from '#app/lib/form-fields.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'

/** A month of the books as 'YYYY-MM'. */
export type Month = string & { readonly __month: 'YYYY-MM' }

const month = () =>
	z
		.string({ error: 'field.required' })
		.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'field.not_a_day')
		.transform((value) => value as Month)

export const closeForm = z.object({ month: month(), reason: optionalText(300) })
/** A reopening leaves a scar, and its reason with it. */
export const reopenForm = z.object({ month: month(), reason: text(300) })
export type PeriodInput = z.output<typeof closeForm>

export const periodStepForm = z.object({ proposal: z.string({ error: 'field.required' }).regex(/^\d{1,18}$/) })

export const monthOf = (day: LocalDate) => day.slice(0, 7) as Month

/** The month `count` after (or before) another. */
export function monthAfter(month: Month, count = 1): Month {
	const date = new Date(`${month}-01T00:00:00Z`)
	date.setUTCMonth(date.getUTCMonth() + count)
	return monthOf(dayOf(date))
}

/** Where a month stands: `due` is the next that can be closed, `waiting` has earlier months open before it. */
export type MonthState = 'running' | 'due' | 'waiting' | 'closed'
