import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { PeriodStep } from '#app/domain/ledger/periods.server.ts'
import { formatMonth } from '#app/lib/time.ts'

/** Every close and reopening, newest first; reopenings stay in red. */
export function PeriodHistory({ steps }: { steps: readonly PeriodStep[] }) {
	const { t, locale } = useT()
	if (steps.length === 0) return null
	return (
		<Section title={t('period.history')} note={t('period.history_note')}>
			<Table
				caption={t('period.history')}
				dense
				rows={steps}
				rowKey={(step) => String(step.id)}
				rowClass={(step) => (step.kind === 'reopen' ? 'bad' : undefined)}
				columns={[
					{ head: t('period.month'), isName: true, nowrap: true, cell: (step) => formatMonth(step.month, locale) },
					{
						head: t('period.what'),
						nowrap: true,
						cell: (step) =>
							step.kind === 'close' ? (
								t('period.step_close')
							) : (
								<Verdict shape="square" hue="stop">
									{t('period.step_reopen')}
								</Verdict>
							),
					},
					{ head: t('period.proposed_by'), cell: (step) => step.proposedBy },
					{ head: t('period.approved_by'), cell: (step) => step.approvedBy },
					{ head: t('period.at'), nowrap: true, cell: (step) => <InstantText at={step.at} /> },
					{ head: t('period.reason'), cell: (step) => step.reason ?? '—' },
				]}
			/>
		</Section>
	)
}
