import { z } from 'zod'
import { longText, reference, text } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import { addDays, daysBetween, endOfDay, type LocalDate, shanghaiDay } from '#app/lib/time.ts'

export const noticeStates = ['open', 'closed', 'withdrawn'] as const
export type NoticeState = (typeof noticeStates)[number]

/** A notice is withdrawn and issued anew, never edited. */
export const noticeMachine = {
	close: { from: ['open'], to: 'closed' },
	withdraw: { from: ['open'], to: 'withdrawn' },
} as const satisfies Machine<NoticeState, string>

export const objectionStates = ['open', 'upheld', 'dismissed'] as const
export type ObjectionState = (typeof objectionStates)[number]

export const objectionMachine = {
	uphold: { from: ['open'], to: 'upheld' },
	dismiss: { from: ['open'], to: 'dismissed' },
} as const satisfies Machine<ObjectionState, string>

/** One or several ticked numbers. */
const ticks = z.preprocess(
	(value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
	z.array(reference()).min(1, 'field.required').max(500),
)

export const publishNoticeForm = z.object({
	fund: reference(),
	title: text(120),
	basis: text(200),
	contact: text(200),
	claims: ticks,
})

export const closeNoticeForm = z.object({ notice: reference() })
export const withdrawNoticeForm = z.object({ notice: reference(), reason: text(300) })

/** One claim that stayed on notice is approved by itself. */
export const approveOneForm = z.object({ claim: reference() })

export const objectionForm = z.object({
	claim: reference(),
	byName: text(60),
	byContact: text(120),
	text: longText(2000),
})

export const rulingForm = z.object({
	objection: reference(),
	ruling: z.enum(['uphold', 'dismiss'], { error: 'field.required' }),
	words: longText(1000),
})

/** What was laid open, word for word. Amounts are fen as text. Services go by their category, never by what was bought. */
export const noticeSnapshot = z.object({
	number: z.string(),
	title: z.string(),
	basis: z.string(),
	contact: z.string(),
	authority: z.string(),
	fund: z.object({ number: z.string(), name: z.string() }),
	opensOn: z.string(),
	closesOn: z.string(),
	totalFen: z.string(),
	items: z.array(
		z.object({
			no: z.number().int(),
			claim: z.string(),
			enterprise: z.string(),
			provider: z.string(),
			service: z.object({ zh: z.string(), en: z.string() }),
			amountFen: z.string(),
		}),
	),
})
export type NoticeSnapshot = z.output<typeof noticeSnapshot>

/** Whether objections are still taken: until 24:00 of the last day in Asia/Shanghai. */
export const isRunning = (notice: { state: string; closesOn: LocalDate }, now: Date) =>
	notice.state === 'open' && now < endOfDay(notice.closesOn)

/** Days left, today included; 0 when the last day is over. */
export const daysLeft = (closesOn: LocalDate, now: Date) =>
	Math.max(0, daysBetween(shanghaiDay(now), addDays(closesOn, 1)))
