import { useT } from '#app/components/texts.tsx'
import { formatDay, type LocalDate } from '#app/lib/time.ts'

type Decided = {
	state: string
	proposedBy: string
	proposedOn: LocalDate
	decidedBy: string | null
	decidedOn: LocalDate | null
}

/** Who proposed something between levels and who decided it, each with the day, in one sentence. */
export function useWhoDecided(area: 'clearing' | 'advance'): (row: Decided) => string {
	const { t, locale } = useT()
	return (row) =>
		[
			t(`${area}.proposed_by`, { name: row.proposedBy, day: formatDay(row.proposedOn, locale) }),
			...(row.decidedBy && row.decidedOn
				? [
						t(`${area}.${row.state === 'refused' ? 'refused' : 'decided'}_by`, {
							name: row.decidedBy,
							day: formatDay(row.decidedOn, locale),
						}),
					]
				: []),
		].join(locale === 'en' ? '; ' : '；')
}
