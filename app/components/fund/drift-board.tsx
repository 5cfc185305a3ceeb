import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DriftRow } from '#app/domain/reporting/fund.ts'

/** Books against documents, vouchers, orders, claims and the bank. Zero is the only green. */
export function DriftBoard({
	rows,
	rowTo,
}: {
	rows: readonly DriftRow[]
	/** where a row is opened to what stands behind it */
	rowTo?: (row: DriftRow['row']) => string
}) {
	const { t } = useT()
	return (
		<Table
			caption={t('fund.drift')}
			phone="pairs"
			rows={rows}
			rowKey={(row) => row.row}
			rowClass={(row) => (row.booksFen === row.otherFen ? undefined : 'bad')}
			columns={[
				{
					head: t('fund.row'),
					isName: true,
					cell: (row) =>
						rowTo ? <Link to={rowTo(row.row)}>{t(`fund.row_${row.row}`)}</Link> : t(`fund.row_${row.row}`),
				},
				{ head: t('fund.books_yuan'), num: true, cell: (row) => <Figure fen={row.booksFen} /> },
				{ head: t('fund.against'), cell: (row) => t(`fund.against_${row.row}`, { n: row.count }) },
				{ head: t('fund.other_yuan'), num: true, cell: (row) => <Figure fen={row.otherFen} /> },
				{
					head: t('fund.difference_yuan'),
					num: true,
					isKey: true,
					cell: (row) => {
						const difference = row.booksFen - row.otherFen
						return (
							<Verdict shape={difference === 0n ? 'disc' : 'square'} hue={difference === 0n ? 'ok' : 'stop'}>
								<Figure fen={difference} />
							</Verdict>
						)
					},
				},
			]}
		/>
	)
}
