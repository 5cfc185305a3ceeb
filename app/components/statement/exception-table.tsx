import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { LineAmount } from './line-amount.tsx'
import { type ListedLine, useReference } from './line-list.tsx'

type Row = ListedLine & { setAsideReason: string | null }

/** Lines that are no payment of ours: where each goes, and whom to ask. */
export function ExceptionTable({ lines, to }: { lines: readonly Row[]; to: (lineNo: number) => string }) {
	const { t } = useT()
	const referenceOf = useReference()
	return (
		<Section title={t('reconciliation.exceptions')} note={t('reconciliation.exceptions_note')}>
			<Table
				caption={t('reconciliation.exceptions')}
				rows={lines}
				rowKey={(row) => String(row.lineNo)}
				columns={[
					{
						head: t('reconciliation.exc_what'),
						isName: true,
						cell: (row) => (
							<>
								{t(`reconciliation.aside_${row.setAsideKind}`)}
								<div className="tiny faint">{row.counterpartyName ?? row.remittance}</div>
							</>
						),
					},
					{
						head: t('reconciliation.exc_line'),
						cell: (row) => (
							<Link className="code" to={to(row.lineNo)} preventScrollReset>
								{referenceOf(row.reference)}
							</Link>
						),
					},
					{ head: t('reconciliation.exc_amount_yuan'), num: true, cell: (row) => <LineAmount line={row} /> },
					{ head: t('reconciliation.exc_go'), cell: (row) => t(`reconciliation.go_${row.setAsideKind}`) },
					{ head: t('reconciliation.exc_ask'), cell: (row) => t(`reconciliation.ask_${row.setAsideKind}`) },
					{ head: t('reconciliation.exc_why'), full: true, cell: (row) => row.setAsideReason ?? '—' },
				]}
			/>
		</Section>
	)
}
