/** A calendar day as 'YYYY-MM-DD'. */
export type LocalDate = string & { readonly __day: 'YYYY-MM-DD' }

const zone = 'Asia/Shanghai'
const dayFormat = new Intl.DateTimeFormat('en-CA', {
	timeZone: zone,
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
})

/** Since this instant Shanghai has kept to UTC+8: no summer time any more. */
const steadySince = Date.UTC(1992, 0, 1)

/** The day in Asia/Shanghai at an instant. */
export const shanghaiDay = (instant: Date) =>
	(instant.getTime() >= steadySince
		? new Date(instant.getTime() + 28_800_000).toISOString().slice(0, 10)
		: dayFormat.format(instant)) as LocalDate

/** The day of a database DATE column, which Prisma hands over as midnight UTC. */
export const dayOf = (date: Date) => date.toISOString().slice(0, 10) as LocalDate

/** A day as Prisma wants it for a DATE column. */
export const dateOf = (day: LocalDate) => new Date(`${day}T00:00:00Z`)

/** Parses 'YYYY-MM-DD'. Throws RangeError when it is not a real day. */
export function parseDay(text: string): LocalDate {
	const date = new Date(`${text}T00:00:00Z`)
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime()) || dayOf(date) !== text)
		throw new RangeError(`not a day: ${text}`)
	return text as LocalDate
}

export function addDays(day: LocalDate, count: number): LocalDate {
	const date = dateOf(day)
	date.setUTCDate(date.getUTCDate() + count)
	return dayOf(date)
}

/** Whole days from one day to another. */
export const daysBetween = (from: LocalDate, until: LocalDate) =>
	Math.round((dateOf(until).getTime() - dateOf(from).getTime()) / 86_400_000)

/** The instant a day begins in Asia/Shanghai (no daylight saving since 1992). */
export const startOfDay = (day: LocalDate) => new Date(`${day}T00:00:00+08:00`)

/** The instant a day ends (24:00) in Asia/Shanghai: the first instant of the next day. */
export const endOfDay = (day: LocalDate) => startOfDay(addDays(day, 1))

const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 2026年3月1日 · 1 Mar 2026. */
export function formatDay(day: LocalDate, locale: 'zh' | 'en'): string {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number]
	return locale === 'zh' ? `${year}年${month}月${date}日` : `${date} ${monthsEn[month - 1]} ${year}`
}

/** 2026年3月 · Mar 2026, of a month as 'YYYY-MM'. */
export function formatMonth(month: string, locale: 'zh' | 'en'): string {
	const [year, number] = month.split('-').map(Number) as [number, number]
	return locale === 'zh' ? `${year}年${number}月` : `${monthsEn[number - 1]} ${year}`
}

/** 3月1日 · 1 Mar, for lists within one year. */
export function formatShortDay(day: LocalDate, locale: 'zh' | 'en'): string {
	const [, month, date] = day.split('-').map(Number) as [number, number, number]
	return locale === 'zh' ? `${month}月${date}日` : `${date} ${monthsEn[month - 1]}`
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })

/** 2026年3月1日 17:30 · 1 Mar 2026, 17:30 CST. */
export function formatInstant(instant: Date, locale: 'zh' | 'en'): string {
	const clock = clockFormat.format(instant)
	const day = formatDay(shanghaiDay(instant), locale)
	return locale === 'zh' ? `${day} ${clock}` : `${day}, ${clock} CST`
}
