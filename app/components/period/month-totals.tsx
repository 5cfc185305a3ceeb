import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Month } from '#app/domain/ledger/period.ts'
import type { PeriodSource, PeriodTotal } from '#app/domain/ledger/periods.server.ts'
import { fundStages } from '#app/domain/reporting/fund.ts'
import { formatMonth } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Row = { fund: string; sourceNo: number; of: Record<string, bigint> }

/** One row per fund and source, in the order of the books. */
function rowsOf(totals: readonly PeriodTotal[]): Row[] {
	const rows = new Map<string, Row>()
	for (const { fund, sourceNo, stage, amountFen } of totals) {
		const key = `${fund}-${sourceNo}`
		const row = rows.get(key) ?? { fund, sourceNo, of: {} }
		row.of[stage] = BigInt(amountFen)
		rows.set(key, row)
	}
	return [...rows.values()]
}

type Props = { month: Month; root: string | null; totals: PeriodTotal[]; sources: readonly PeriodSource[] }

/** What every fund and source held at the end of a month, by stage; of a closed month with its fingerprint. */
export function MonthTotals({ month, root, totals, sources }: Props) {
	const { t, locale } = useT()
	const nameOf = (row: Row) => {
		const source = sources.find((one) => one.fund === row.fund && one.sourceNo === row.sourceNo)
		return (locale === 'en' ? source?.nameEn : null) ?? source?.name ?? String(row.sourceNo)
	}
	const rows = rowsOf(totals)
	const amount = (row: Row, stage: string) => row.of[stage] ?? 0n
	const sum = (of: (row: Row) => bigint) => <Figure fen={rows.reduce((total, row) => total + of(row), 0n)} />
	const column = (head: string, of: (row: Row) => bigint) => ({
		head,
		num: true,
		foot: sum(of),
		cell: (row: Row) => <Figure fen={of(row)} />,
	})
	const inside = fundStages.filter((stage) => stage !== 'surrendered' && stage !== 'carried_out')
	return (
		<Section
			title={t('period.totals_of', { month: formatMonth(month, locale) })}
			note={t(root ? 'period.totals_stored' : 'period.totals_live')}
			more={{ to: paths.deskPeriods, label: t('period.back') }}
		>
			{rows.length === 0 ? (
				<p className="dim">{t('period.totals_empty')}</p>
			) : (
				<Table
					caption={t('period.totals_of', { month: formatMonth(month, locale) })}
					dense
					rows={rows}
					rowKey={(row) => `${row.fund}-${row.sourceNo}`}
					columns={[
						{
							head: t('period.fund'),
							isName: true,
							foot: t('fund.total'),
							cell: (row) => <span className="code">{row.fund}</span>,
						},
						{ head: t('period.source'), cell: nameOf },
						column(t('period.appropriated'), (row) => -amount(row, 'treasury')),
						...inside.map((stage) => column(t(`fund.stage_${stage}`), (row) => amount(row, stage))),
						column(t('fund.left'), (row) => amount(row, 'surrendered') + amount(row, 'carried_out')),
					]}
				/>
			)}
			{root ? (
				<p className="row small mt-2">
					<a href={paths.deskPeriodSummary(month, 'pdf')}>{t('report.summary_pdf')}</a>
					<a href={paths.deskPeriodSummary(month, 'json')}>{t('report.summary_json')}</a>
				</p>
			) : null}
			{root ? (
				<p className="small dim mt-2">
					{t('period.root')} <span className="code">{root}</span>
					<br />
					{t('period.root_note')}
				</p>
			) : null}
		</Section>
	)
}
