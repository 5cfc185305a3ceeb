import { useT } from '#app/components/texts.tsx'
import { formatDay, formatInstant, formatShortDay, type LocalDate } from '#app/lib/time.ts'

/** 2026年3月1日 · 1 Mar 2026; `short` drops the year in lists of one year. */
export function DateText({ day, short }: { day: LocalDate; short?: boolean }) {
	const { locale } = useT()
	return (
		<time className="date" dateTime={day}>
			{short ? formatShortDay(day, locale) : formatDay(day, locale)}
		</time>
	)
}

/** 2026年3月1日 17:30 · 1 Mar 2026, 17:30 CST. */
export function InstantText({ at }: { at: Date }) {
	const { locale } = useT()
	return (
		<time className="date" dateTime={at.toISOString()}>
			{formatInstant(at, locale)}
		</time>
	)
}

/** 11月16日–11月23日. */
export function DateRange({ from, until }: { from: LocalDate; until: LocalDate }) {
	return (
		<span className="date">
			<DateText day={from} short={from.slice(0, 4) === until.slice(0, 4)} />–
			<DateText day={until} short={from.slice(0, 4) === until.slice(0, 4)} />
		</span>
	)
}
