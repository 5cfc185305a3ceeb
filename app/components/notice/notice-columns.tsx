import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateRange } from '#app/components/ui/date-text.tsx'
import type { Column } from '#app/components/ui/table.tsx'
import type { LocalDate } from '#app/lib/time.ts'
import { NoticeTerm } from './notice-term.tsx'

type Listed = Parameters<typeof NoticeTerm>[0]['notice'] & {
	opensOn: LocalDate
	closesOn: LocalDate
	count: number
	totalFen: bigint
}

/** What every list of notices says after the notice's name: state, days, how many claims, their sum. */
export function useNoticeColumns(): Column<Listed>[] {
	const { t } = useT()
	return [
		{ head: t('notice.col_state'), nowrap: true, cell: (notice) => <NoticeTerm notice={notice} /> },
		{
			head: t('notice.col_days'),
			nowrap: true,
			cell: (notice) => <DateRange from={notice.opensOn} until={notice.closesOn} />,
		},
		{ head: t('notice.col_count'), num: true, cell: (notice) => notice.count },
		{ head: t('notice.col_total'), num: true, cell: (notice) => <Figure fen={notice.totalFen} /> },
	]
}
