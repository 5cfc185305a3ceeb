import { addDays, dateOf, dayOf, type LocalDate } from '#app/lib/time.ts'
import type { Deadline } from './process-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** The last days of a voucher granted on a day: until when it must be used and claimed; null where the rules set none. */
export function voucherDays(
	{ grant }: ProgrammeDocument,
	grantedOn: LocalDate,
): { useBy: LocalDate | null; redeemBy: LocalDate | null } {
	return {
		useBy: earliest(grant.useBy?.earliestOf, grantedOn),
		redeemBy: earliest(grant.redeemBy?.earliestOf, grantedOn),
	}
}

const earliest = (deadlines: readonly Deadline[] | undefined, from: LocalDate): LocalDate | null =>
	deadlines?.map((deadline) => lastDay(deadline, from)).sort()[0] ?? null

/** The last day of a deadline counted from a day, itself included. */
function lastDay(deadline: Deadline, from: LocalDate): LocalDate {
	switch (deadline.kind) {
		case 'year_end':
			return `${from.slice(0, 4)}-12-31` as LocalDate
		case 'days':
			return addDays(from, deadline.days)
		case 'months':
			return addMonths(from, deadline.months)
		case 'date':
			return deadline.date
		case 'day_of_year':
			return dayOfYear(Number(from.slice(0, 4)) + deadline.yearsAfter, deadline.day)
	}
}

/** A day of a year; 29 February is the last of the month where there is none. */
const dayOfYear = (year: number, day: string): LocalDate => {
	const [month, date] = day.split('-').map(Number) as [number, number]
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
	return dayOf(new Date(Date.UTC(year, month - 1, Math.min(date, last))))
}

/** The same day `count` months on, or the last day of that month when it is shorter. */
function addMonths(day: LocalDate, count: number): LocalDate {
	const date = dateOf(day)
	const dayOfMonth = date.getUTCDate()
	date.setUTCDate(1)
	date.setUTCMonth(date.getUTCMonth() + count + 1, 0)
	date.setUTCDate(Math.min(dayOfMonth, date.getUTCDate()))
	return dayOf(date)
}
