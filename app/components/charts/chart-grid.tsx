import { useT } from '#app/components/texts.tsx'
import { type Plot, x, y } from './burn-plot.ts'

type Props = { plot: Plot; top: bigint; unit: (amount: bigint) => string }

/** The ground of a chart over a year: five lines with their amounts, and the months below. */
export function ChartGrid({ plot, top, unit }: Props) {
	const { t } = useT()
	const months = t('common.burn_months').split(' ')
	return (
		<>
			{[0n, 1n, 2n, 3n, 4n, 5n].map((fifth) => {
				const height = y(plot, (top * fifth) / 5n, top)
				return (
					<g key={String(fifth)}>
						<path className={fifth === 0n ? 'base' : 'axis'} d={`M${plot.left} ${height}H${plot.right}`} />
						<text x={plot.left - 8} y={height + 4} textAnchor="end">
							{unit((top * fifth) / 5n).replace(/\.?0+$/, '') || '0'}
						</text>
					</g>
				)
			})}
			{plot.months.map((month) => (
				<text key={month} x={x(plot, month - 0.5)} y={plot.bottom + 22} textAnchor="middle">
					{months[month - 1]}
				</text>
			))}
		</>
	)
}
