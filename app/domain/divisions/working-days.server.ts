import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { addDays, dateOf, dayOf, type LocalDate } from '#app/lib/time.ts'

/** Longest way a single count may go, in calendar days. */
const horizon = 800

/**
 * The day `count` working days after `day` (the day itself does not count; 0 gives `day`). Holidays and make-up days come
 * from the calendar. Throws calendar.year_unknown when the way leads through a year whose holidays are not known yet.
 */
export async function addWorkingDays(ctx: Context, day: LocalDate, count: number): Promise<LocalDate> {
	if (count <= 0) return day
	const calendar = await readCalendar(ctx, day, addDays(day, Math.min(horizon, count * 3 + 30)))
	let left = count
	let current = day
	for (let steps = 0; steps < horizon; steps++) {
		current = addDays(current, 1)
		if (isWorking(calendar, current)) left -= 1
		if (left === 0) return current
	}
	throw new DomainError('calendar.year_unknown', { year: current.slice(0, 4) })
}

/** Working days after `from` up to and including `until`; negative when `until` is earlier. Throws calendar.year_unknown. */
export async function workingDaysBetween(ctx: Context, from: LocalDate, until: LocalDate): Promise<number> {
	if (until < from) return -(await workingDaysBetween(ctx, until, from))
	const calendar = await readCalendar(ctx, from, until)
	let count = 0
	for (let day = addDays(from, 1); day <= until; day = addDays(day, 1)) if (isWorking(calendar, day)) count += 1
	return count
}

type Calendar = { years: ReadonlySet<number>; exceptions: ReadonlyMap<string, boolean> }

async function readCalendar(ctx: Context, from: LocalDate, until: LocalDate): Promise<Calendar> {
	const [years, days] = await Promise.all([
		ctx.db.calendarYear.findMany({
			where: { year: { gte: Number(from.slice(0, 4)), lte: Number(until.slice(0, 4)) } },
		}),
		ctx.db.calendarDay.findMany({ where: { day: { gte: dateOf(from), lte: dateOf(until) } } }),
	])
	return {
		years: new Set(years.map(({ year }) => year)),
		exceptions: new Map(days.map(({ day, isWorking }) => [dayOf(day), isWorking])),
	}
}

function isWorking({ years, exceptions }: Calendar, day: LocalDate): boolean {
	const year = Number(day.slice(0, 4))
	if (!years.has(year)) throw new DomainError('calendar.year_unknown', { year })
	const weekday = dateOf(day).getUTCDay()
	return exceptions.get(day) ?? (weekday !== 0 && weekday !== 6)
}
