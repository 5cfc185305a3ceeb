import chineseDays from 'chinese-days'
import type { ClientBase } from 'pg'

/** Years whose holidays the State Council has announced; a later year is added when it is known, never guessed. */
const years = [2025, 2026]

/** Loads the days that are not what their weekday says: holidays, and weekends that are worked. */
export async function seedCalendar(client: ClientBase): Promise<void> {
	const days: { day: string; is_working: boolean; name: string }[] = []
	for (const year of years)
		for (
			let date = new Date(Date.UTC(year, 0, 1));
			date.getUTCFullYear() === year;
			date.setUTCDate(date.getUTCDate() + 1)
		) {
			const day = date.toISOString().slice(0, 10)
			const { work, name } = chineseDays.getDayDetail(day)
			const isWeekend = date.getUTCDay() % 6 === 0
			if (work === isWeekend) days.push({ day, is_working: work, name: name.split(',')[1] ?? name })
		}
	await client.query(
		`INSERT INTO calendar_day (day, is_working, name) SELECT day, is_working, name FROM json_to_recordset($1::json) AS d (day date, is_working boolean, name text) ON CONFLICT (day) DO NOTHING`,
		[JSON.stringify(days)],
	)
	await client.query('INSERT INTO calendar_year (year) SELECT unnest($1::int[]) ON CONFLICT DO NOTHING', [years])
}
