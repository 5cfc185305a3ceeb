import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { type Column, Table } from '#app/components/ui/table.tsx'
import { greatestOf, type Report, type ReportCell } from '#app/domain/reporting/report.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatMonth } from '#app/lib/time.ts'

/** What a cell says: a stage or a movement in words, a name in the reader's language, a month as one reads it. */
function useWords() {
	const { t, locale } = useT()
	return (cell: ReportCell, isMonth = false): string => {
		if (cell === null) return '—'
		if (typeof cell === 'bigint') return formatYuan(cell)
		if (typeof cell === 'number') return cell.toLocaleString('en')
		if (typeof cell === 'string') return isMonth ? formatMonth(cell, locale) : cell
		const name = cell[locale]
		if (name.startsWith('stage_')) return t(`fund.${name}`)
		return name.startsWith('move_') ? t(`report.${name}`) : name
	}
}

type Row = { cells: readonly ReportCell[]; n: number }

/** A report: its figures, a chart where one helps, and the table under it. */
export function ReportView({ report, title }: { report: Report; title: string }) {
	const { t } = useT()
	const words = useWords()
	const rows: readonly Row[] = report.rows.map((cells, n) => ({ cells, n }))
	if (report.rows.length === 0) return <Empty title={t('report.none_in')}>{t('report.none_in_text')}</Empty>
	return (
		<>
			{report.facts.length > 0 ? (
				<dl className="report-facts">
					{report.facts.map(([key, value]) => (
						<div key={key}>
							<dt>{t(`report.fact_${key}`)}</dt>
							<dd>{typeof value === 'bigint' ? <Amount fen={value} /> : words(value)}</dd>
						</div>
					))}
				</dl>
			) : null}
			{report.chart ? <Bars report={report} chart={report.chart} /> : null}
			<Section title={t('report.table')}>
				<Table
					caption={title}
					dense
					rows={rows}
					rowKey={({ n }) => String(n)}
					columns={report.columns.map(
						(column, at): Column<Row> => ({
							head: t(`report.col_${column.key}`),
							num: column.kind !== 'text',
							isName: at === 0,
							foot: report.foot ? at === 0 ? t('report.total') : <Cell cell={report.foot[at] ?? null} /> : undefined,
							cell: ({ cells }) =>
								at === 0 && cells[0] === null ? (
									t('report.unnamed')
								) : (
									<Cell cell={cells[at] ?? null} isMonth={column.key === 'month'} />
								),
						}),
					)}
				/>
			</Section>
		</>
	)
}

function Cell({ cell, isMonth }: { cell: ReportCell; isMonth?: boolean }) {
	const words = useWords()
	return typeof cell === 'bigint' ? <Figure fen={cell} /> : <span>{words(cell, isMonth)}</span>
}

/** Bars from zero, each with its figure: drawn by the style sheet, so that they are the same on the phone. */
function Bars({ report, chart }: { report: Report; chart: { label: number; value: number } }) {
	const { t } = useT()
	const words = useWords()
	const amountOf = (row: readonly ReportCell[]) => {
		const value = row[chart.value]
		return typeof value === 'bigint' ? value : 0n
	}
	const longest = greatestOf(report.rows.map(amountOf))
	const isMonth = report.columns[chart.label]?.key === 'month'
	return (
		<Section title={t('report.chart')} note={t('report.chart_note')}>
			<ul className="report-bars">
				{report.rows.map((row) => {
					const label = row[chart.label] ?? null
					const part = amountOf(row) <= 0n ? 0 : Number((amountOf(row) * 1000n) / longest) / 10
					return (
						<li key={words(label)}>
							<span>{label === null ? t('report.unnamed') : words(label, isMonth)}</span>
							<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
								<rect width={part} height="4" className="report-bar" />
							</svg>
							<span className="num">{formatYuan(amountOf(row))}</span>
						</li>
					)
				})}
			</ul>
		</Section>
	)
}
