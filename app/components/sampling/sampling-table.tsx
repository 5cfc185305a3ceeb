import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { SamplingRow } from '#app/domain/sampling/samplings.server.ts'
import { formatDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { shareWords } from './share-words.ts'

/** Every sampling of an authority and how far its second looks are. */
export function SamplingTable({ rows }: { rows: readonly SamplingRow[] }) {
	const { t, locale } = useT()
	const standing = (row: SamplingRow) => {
		if (!row.isDrawn) return t('sampling.waiting', { day: formatDay(row.numberOn, locale) })
		return t(row.found > 0 ? 'sampling.found_some' : 'sampling.drawn', {
			n: row.drawn,
			done: row.checked,
			found: row.found,
		})
	}
	return (
		<Table
			caption={t('sampling.list')}
			rows={rows}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('sampling.number'),
					isName: true,
					nowrap: true,
					cell: (row) => (
						<Link className="code" to={paths.deskSampling(row.number)}>
							{row.number}
						</Link>
					),
				},
				{ head: t('sampling.programme'), cell: (row) => row.programme },
				{
					head: t('sampling.period'),
					nowrap: true,
					cell: (row) => (
						<span>
							<DateText day={row.fromOn} short /> – <DateText day={row.untilOn} short />
						</span>
					),
				},
				{ head: t('sampling.share'), nowrap: true, cell: (row) => shareWords(t, row.takenBy, row.bp) },
				{ head: t('sampling.claims'), num: true, cell: (row) => row.claimCount },
				{ head: t('sampling.total'), num: true, cell: (row) => <Figure fen={row.totalFen} /> },
				{ head: t('sampling.state'), cell: standing },
			]}
		/>
	)
}
