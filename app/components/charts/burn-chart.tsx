import { useId } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { BurnPoint } from '#app/domain/reporting/fund.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'
import { areaPath, linePath, type Plot, phonePlot, type Series, scaleTop, spread, widePlot, x, y } from './burn-plot.ts'
import { ChartGrid } from './chart-grid.tsx'

type BurnChartProps = {
	appropriatedFen: bigint
	/** cumulative, month by month, the last one as of `until` */
	points: readonly BurnPoint[]
	year: number
	/** the day the last point speaks of; the end of its month when not given */
	until?: LocalDate
}

/** How much of a budget was granted, redeemed and paid over the year, against the appropriation and an even pace. */
export function BurnChart({ appropriatedFen, points, year, until }: BurnChartProps) {
	const { t } = useT()
	const months = t('common.burn_months').split(' ')
	const unit = useUnit()
	const head = (key: string) => `${t(`common.${key}`)}${t('common.burn_unit')}`
	return (
		<figure>
			<div className="phone-hide">
				<Drawing {...{ appropriatedFen, points, year, until, plot: widePlot }} />
			</div>
			<div className="phone-only">
				<Drawing {...{ appropriatedFen, points, year, until, plot: phonePlot }} />
			</div>
			<Disclosure summary={t('common.see_table')}>
				<Table
					caption={t('common.burn_caption')}
					phone="keep"
					dense
					rows={points}
					rowKey={(point) => point.month}
					columns={[
						{ head: t('common.burn_month'), cell: (point) => months[monthOf(point) - 1] },
						{ head: head('burn_granted'), num: true, cell: (point) => unit(point.grantedFen) },
						{ head: head('burn_redeemed'), num: true, cell: (point) => unit(point.redeemedFen) },
						{ head: head('burn_paid'), num: true, cell: (point) => unit(point.paidFen) },
					]}
				/>
			</Disclosure>
		</figure>
	)
}

const monthOf = (point: BurnPoint) => Number(point.month.slice(5, 7))

/** Amounts of a chart: 万元, or millions of yuan in English. */
function useUnit() {
	const { locale } = useT()
	return (amount: bigint) => formatYuan(amount / (locale === 'zh' ? 10_000n : 1_000_000n))
}

/** Where a point stands in the year: at its month's end, or at `until` within the month. */
function placeOf(point: BurnPoint, until: LocalDate | undefined): number {
	const month = monthOf(point)
	if (until?.slice(0, 7) !== point.month.slice(0, 7)) return month
	const days = new Date(Date.UTC(Number(until.slice(0, 4)), month, 0)).getUTCDate()
	return month - 1 + Number(until.slice(8, 10)) / days
}

function Drawing({ appropriatedFen, points, year, until, plot }: BurnChartProps & { plot: Plot }) {
	const { t, locale } = useT()
	const id = useId()
	const unit = useUnit()
	const series = (pick: (point: BurnPoint) => bigint): Series =>
		points.map((point) => ({ at: placeOf(point, until), value: pick(point) }))
	const granted = series((point) => point.grantedFen)
	const redeemed = series((point) => point.redeemedFen)
	const paid = series((point) => point.paidFen)
	const last = {
		granted: granted.at(-1)?.value ?? 0n,
		redeemed: redeemed.at(-1)?.value ?? 0n,
		paid: paid.at(-1)?.value ?? 0n,
	}
	const top = scaleTop(appropriatedFen > last.granted ? appropriatedFen : last.granted)
	const ends = [
		{ key: 'limit', name: t('common.appropriated'), value: appropriatedFen },
		{ key: 'granted', name: t('common.burn_granted'), value: last.granted },
		{ key: 'redeemed', name: t('common.burn_redeemed'), value: last.redeemed },
		{ key: 'paid', name: t('common.burn_paid'), value: last.paid },
	]
	const at = ends.map((end) => y(plot, end.value, top))
	const labels = spread(at, 32, plot.bottom - 12)
	const edge = x(plot, granted.at(-1)?.at ?? 0)
	return (
		<svg
			className="chart"
			viewBox={`0 0 ${plot.width} ${plot.height}`}
			width="100%"
			role="img"
			aria-labelledby={`${id}t ${id}d`}
		>
			<title id={`${id}t`}>{t('common.burn_title', { year })}</title>
			<desc id={`${id}d`}>
				{t('common.burn_desc', {
					day: until ? formatDay(until, locale) : (points.at(-1)?.month ?? String(year)),
					limit: unit(appropriatedFen),
					granted: unit(last.granted),
					redeemed: unit(last.redeemed),
					paid: unit(last.paid),
				})}
			</desc>
			<ChartGrid plot={plot} top={top} unit={unit} />
			<path className="f-s2 pale" d={areaPath(plot, granted, top)} />
			<path className="f-s4 mid" d={areaPath(plot, redeemed, top)} />
			<path className="f-s7" d={areaPath(plot, paid, top)} />
			<path className="plan" d={`M${plot.left} ${plot.bottom}L${plot.right} ${y(plot, appropriatedFen, top)}`} />
			<text x={x(plot, 5)} y={y(plot, (appropriatedFen * 5n) / 12n, top) - 14} textAnchor="end">
				{t('common.burn_even')}
			</text>
			<path className="edge" d={linePath(plot, granted, top)} />
			<path className="limit" d={`M${plot.left} ${at[0]}H${plot.right}`} />
			{ends.map((end, index) => (
				<g key={end.key}>
					{index === 0 ? null : (
						<path className="lead-line" d={`M${edge + 3} ${at[index]}L${plot.right + 4} ${labels[index]}`} />
					)}
					<text x={plot.right + 8} y={labels[index]! + 4} className={end.key === 'granted' ? 'name pub' : 'name'}>
						{end.name}
					</text>
					<text x={plot.right + 8} y={labels[index]! + 19}>
						{unit(end.value)}
					</text>
				</g>
			))}
		</svg>
	)
}
