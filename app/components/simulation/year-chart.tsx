import { useId } from 'react'
import {
	areaPath,
	linePath,
	type Plot,
	phonePlot,
	type Series,
	scaleTop,
	spread,
	widePlot,
	y,
} from '#app/components/charts/burn-plot.ts'
import { ChartGrid } from '#app/components/charts/chart-grid.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Side, SimulationResult } from '#app/domain/simulation/simulation.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'

type Props = { year: number; result: SimulationResult }

/** What both versions would have paid by the end of each month, against the money there was. */
export function YearChart({ year, result }: Props) {
	const { t, locale } = useT()
	const months = t('common.burn_months').split(' ')
	const { draft, published, budgetFen } = result
	const says =
		draft.exhaustedOn !== null
			? t('simulation.chart_says_out', {
					day: formatDay(draft.exhaustedOn as LocalDate, locale),
					unmet: formatYuan(draft.unmetFen),
				})
			: budgetFen === null
				? t('simulation.chart_says_open', { cost: formatYuan(draft.costFen) })
				: t('simulation.chart_says_fits', {
						cost: formatYuan(draft.costFen),
						left: formatYuan(budgetFen - draft.costFen),
					})
	return (
		<figure>
			<div className="phone-hide">
				<Drawing {...{ year, result, plot: widePlot }} />
			</div>
			<div className="phone-only">
				<Drawing {...{ year, result, plot: phonePlot }} />
			</div>
			<figcaption className="chart-says">{says}</figcaption>
			<Disclosure summary={t('common.see_table')}>
				<Table
					caption={t('simulation.chart')}
					phone="keep"
					dense
					rows={draft.months.map((month, index) => ({ month, index }))}
					rowKey={({ index }) => String(index)}
					columns={[
						{ head: t('simulation.month'), isName: true, cell: ({ index }) => months[index] },
						{ head: t('simulation.month_draft'), num: true, cell: ({ month }) => <Figure fen={month.paidFen} /> },
						...(published
							? [
									{
										head: t('simulation.month_published'),
										num: true,
										cell: ({ index }: { index: number }) => <Figure fen={published.months[index]!.paidFen} />,
									},
								]
							: []),
						{ head: t('simulation.month_unmet'), num: true, cell: ({ month }) => <Figure fen={month.unmetFen} /> },
					]}
				/>
			</Disclosure>
		</figure>
	)
}

/** A side's payments, cumulative to the end of each month. */
function cumulative({ months }: Side): Series {
	let sum = 0n
	return months.map(({ paidFen }, index) => {
		sum += paidFen
		return { at: index + 1, value: sum }
	})
}

function Drawing({ year, result, plot }: Props & { plot: Plot }) {
	const { t, locale } = useT()
	const id = useId()
	const unit = (amount: bigint) => formatYuan(amount / (locale === 'zh' ? 10_000n : 1_000_000n))
	const { draft, published, budgetFen } = result
	const [after, before] = [cumulative(draft), published ? cumulative(published) : null]
	const most = [draft.costFen, published?.costFen ?? 0n, budgetFen ?? 0n].reduce((a, b) => (a > b ? a : b), 0n)
	const top = scaleTop(most)
	const ends = [
		...(budgetFen === null ? [] : [{ key: 'budget', value: budgetFen as bigint }]),
		{ key: 'draft', value: draft.costFen as bigint },
		...(published ? [{ key: 'published', value: published.costFen as bigint }] : []),
	].sort((a, b) => (b.value > a.value ? 1 : b.value < a.value ? -1 : 0))
	const at = ends.map((end) => y(plot, end.value, top))
	const labels = spread(at, 32, plot.bottom - 12)
	return (
		<svg
			className="chart"
			viewBox={`0 0 ${plot.width} ${plot.height}`}
			width="100%"
			role="img"
			aria-labelledby={`${id}t ${id}d`}
		>
			<title id={`${id}t`}>{t('simulation.chart_title', { year })}</title>
			<desc id={`${id}d`}>
				{t('simulation.chart_desc', {
					draft: unit(draft.costFen),
					published: published ? unit(published.costFen) : '—',
					budget: budgetFen === null ? t('simulation.no_budget') : unit(budgetFen),
				})}
			</desc>
			<ChartGrid plot={plot} top={top} unit={unit} />
			<path className="f-s2 pale" d={areaPath(plot, after, top)} />
			{before ? <path className="plan" d={linePath(plot, before, top)} /> : null}
			<path className="edge" d={linePath(plot, after, top)} />
			{budgetFen === null ? null : (
				<path className="limit" d={`M${plot.left} ${y(plot, budgetFen, top)}H${plot.right}`} />
			)}
			{ends.map((end, index) => (
				<g key={end.key}>
					<path className="lead-line" d={`M${plot.right + 1} ${at[index]}L${plot.right + 5} ${labels[index]}`} />
					<text x={plot.right + 8} y={labels[index]! + 4} className={end.key === 'draft' ? 'name pub' : 'name'}>
						{t(`simulation.chart_${end.key}`)}
					</text>
					<text x={plot.right + 8} y={labels[index]! + 19}>
						{unit(end.value)}
					</text>
				</g>
			))}
		</svg>
	)
}
