import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { DateRange, DateText, InstantText } from '#app/components/ui/date-text.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { dayOf } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Row = {
	number: string
	accountNo: string
	format: string
	openingOn: Date
	closingOn: Date
	importedAt: Date
	lineCount: number
	waiting: number
}

/** Imported statements and how many of their lines still wait. */
export function StatementList({ statements }: { statements: readonly Row[] }) {
	const { t } = useT()
	return (
		<Table
			caption={t('reconciliation.statements')}
			rows={statements}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('reconciliation.statement'),
					isName: true,
					nowrap: true,
					cell: (row) => (
						<Link className="code" to={paths.deskStatement(row.number)}>
							{row.number}
						</Link>
					),
				},
				{ head: t('reconciliation.account'), cell: (row) => <span className="code">{row.accountNo}</span> },
				{
					head: t('reconciliation.period'),
					cell: (row) =>
						row.openingOn.getTime() === row.closingOn.getTime() ? (
							<DateText day={dayOf(row.closingOn)} />
						) : (
							<DateRange from={dayOf(row.openingOn)} until={dayOf(row.closingOn)} />
						),
				},
				{ head: t('reconciliation.format'), phoneHide: true, cell: (row) => row.format },
				{ head: t('reconciliation.imported_at'), phoneHide: true, cell: (row) => <InstantText at={row.importedAt} /> },
				{ head: t('reconciliation.lines'), num: true, cell: (row) => row.lineCount },
				{
					head: t('reconciliation.waiting'),
					cell: (row) =>
						row.waiting === 0 ? (
							<Verdict shape="disc" hue="ok">
								{t('reconciliation.all_done')}
							</Verdict>
						) : (
							<Verdict shape="triangle" hue="warn">
								{t('reconciliation.waiting_n', { n: row.waiting })}
							</Verdict>
						),
				},
			]}
		/>
	)
}
