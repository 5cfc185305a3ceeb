import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { LineAmount } from './line-amount.tsx'

type Plan = {
	closing: number
	left: number
	groups: readonly {
		kind: string
		rule: string
		certainty: number
		lines: readonly {
			lineNo: number
			amount: string
			amountFen: bigint | null
			currency: string
			counterpartyName: string | null
		}[]
		payments: readonly string[]
	}[]
}

/** What the next automatic run would close, with what each rests on. */
export function DryRun({ plan, back }: { plan: Plan; back: string }) {
	const { t } = useT()
	return (
		<Section
			title={t('reconciliation.dry_title', { closing: plan.closing, left: plan.left })}
			note={t('reconciliation.dry_note')}
			aside={<Link to={back}>{t('reconciliation.dry_back')}</Link>}
		>
			{plan.groups.length > 0 ? (
				<Table
					caption={t('reconciliation.dry_run')}
					rows={plan.groups}
					rowKey={(row) => row.lines.map((line) => line.lineNo).join(' ')}
					dense
					columns={[
						{
							head: t('reconciliation.dry_line'),
							isName: true,
							cell: (row) =>
								row.lines.map((line) => (
									<div key={line.lineNo}>
										{line.lineNo} · {line.counterpartyName ?? t('reconciliation.not_given')}
									</div>
								)),
						},
						{
							head: t('reconciliation.exc_amount_yuan'),
							num: true,
							cell: (row) =>
								row.lines.map((line) => (
									<div key={line.lineNo}>
										<LineAmount line={line} />
									</div>
								)),
						},
						{
							head: t('reconciliation.dry_payments'),
							cell: (row) => <span className="code">{row.payments.join(' ')}</span>,
						},
						{
							head: t('reconciliation.dry_rule'),
							cell: (row) => `${t(`reconciliation.kind_${row.kind}`)} · ${t(`reconciliation.rule_${row.rule}`)}`,
						},
						{ head: t('reconciliation.dry_certainty'), num: true, cell: (row) => `${row.certainty}%` },
					]}
				/>
			) : null}
		</Section>
	)
}
