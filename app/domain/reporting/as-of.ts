import { type LocalDate, parseDay } from '#app/lib/time.ts'

/** The clocks of the books: the business day of an entry, or the moment it was recorded. */
export const clocks = ['effective', 'recorded'] as const
export type Clock = (typeof clocks)[number]

/** A past view: all that was effective up to a day, or all that was on record when the day ended. */
export type AsOf = { day: LocalDate; clock: Clock }

/** What was asked for in the address, and whether it is a day one can look back to. */
export type AsOfChoice = { asked: string; clock: Clock; asOf: AsOf | null; isRefused: boolean }

/**
 * Reads `day` and `clock` of an address. On the recorded clock a day must be over, for only then does it have the same
 * answer for ever; on the effective clock today is the latest.
 */
export function asOfChoice(params: URLSearchParams, today: LocalDate): AsOfChoice {
	const asked = params.get('day') ?? ''
	const clock = params.get('clock') === 'recorded' ? 'recorded' : 'effective'
	if (asked === '') return { asked, clock, asOf: null, isRefused: false }
	try {
		const day = parseDay(asked)
		const isPast = clock === 'recorded' ? day < today : day <= today
		return { asked, clock, asOf: isPast ? { day, clock } : null, isRefused: !isPast }
	} catch {
		return { asked, clock, asOf: null, isRefused: true }
	}
}
