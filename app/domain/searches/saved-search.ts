import { z } from 'zod'
import { text } from '#app/lib/form-fields.ts'

export const alerts = ['at_once', 'daily', 'off'] as const
export type Alert = (typeof alerts)[number]

/** Searches one person may keep. */
export const mostSaved = 50
/** Texts kept of what one person looked for. */
export const mostRecent = 10
/** New listings named in one mail; the others are counted. */
export const mostNamed = 10

const id = z
	.string()
	.regex(/^\d{1,18}$/)
	.transform(BigInt)

export const saveSearchForm = z.object({
	name: text(80),
	alert: z.enum(alerts),
	/** the address of the search page after the question mark */
	query: z.string().max(2000).optional().default(''),
})
export type SaveSearchInput = z.output<typeof saveSearchForm>
export const changeAlertForm = z.object({ search: id, alert: z.enum(alerts) })
export const removeSearchForm = z.object({ search: id })

/** What a signed link may do: end the alert of one saved search. */
export const stopPurpose = 'stop-alert'
