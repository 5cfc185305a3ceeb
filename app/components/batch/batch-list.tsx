import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Row = {
	number: string
	state: string
	fundName: string
	sourceName: string
	sourceNameEn: string | null
	lineCount: number
	totalFen: bigint
	settledFen: bigint
	createdAt: Date
}

/** Batches with their sum and how much of it has arrived. `viewer` is whose eyes: finance is asked to approve. */
export function BatchList({ batches, viewer }: { batches: readonly Row[]; viewer?: string }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('settlement.batches')}
			rows={batches}
			rowKey={(batch) => batch.number}
			columns={[
				{
					head: t('settlement.batch'),
					isName: true,
					nowrap: true,
					cell: (batch) => (
						<Link className="code" to={paths.deskBatch(batch.number)}>
							{batch.number}
						</Link>
					),
				},
				{ head: t('settlement.state'), cell: (batch) => <Status of={`batch.${batch.state}`} viewer={viewer} /> },
				{
					head: t('settlement.source'),
					cell: (batch) =>
						t('settlement.of_source', {
							fund: batch.fundName,
							source: (locale === 'en' && batch.sourceNameEn) || batch.sourceName,
						}),
				},
				{
					head: t('settlement.opened_on'),
					nowrap: true,
					cell: (batch) => <DateText day={shanghaiDay(batch.createdAt)} />,
				},
				{ head: t('settlement.line_count'), num: true, cell: (batch) => batch.lineCount },
				{ head: t('settlement.amount_yuan'), num: true, cell: (batch) => <Figure fen={batch.totalFen} /> },
				{ head: t('settlement.settled_yuan'), num: true, cell: (batch) => <Figure fen={batch.settledFen} /> },
			]}
		/>
	)
}
