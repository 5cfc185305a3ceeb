import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { percentText } from '#app/components/ui/ident.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { SplitBar } from '#app/components/ui/split-bar.tsx'
import { Verdict } from '#app/components/ui/status.tsx'

export type Sum = { state: string; lineCount: number; movedFen: bigint }

export const sumOf = (sums: readonly Sum[], state: string): Sum =>
	sums.find((sum) => sum.state === state) ?? { state, lineCount: 0, movedFen: 0n }

/** How much of a statement is explained, by lines and by amount, between which balances. */
export function StatementSummary({ sums, balances }: { sums: readonly Sum[]; balances: string }) {
	const { t } = useT()
	const [matched, aside] = [sumOf(sums, 'matched'), sumOf(sums, 'set_aside')]
	const [open, part] = [sumOf(sums, 'unmatched'), sumOf(sums, 'part')]
	const waiting = { lineCount: open.lineCount + part.lineCount, movedFen: open.movedFen + part.movedFen }
	const total = sums.reduce((all, sum) => all + sum.movedFen, 0n)
	return (
		<Panel>
			<div className="row small mb-2">
				<Verdict shape="disc" hue="ok">
					{t('reconciliation.sum_matched', { n: matched.lineCount })} <Figure fen={matched.movedFen} />
				</Verdict>
				{waiting.lineCount > 0 ? (
					<Verdict shape="triangle" hue="warn">
						{t('reconciliation.sum_waiting', { n: waiting.lineCount })} <Figure fen={waiting.movedFen} />
					</Verdict>
				) : null}
				{aside.lineCount > 0 ? (
					<Verdict shape="ring" hue="idle">
						{t('reconciliation.sum_aside', { n: aside.lineCount })} <Figure fen={aside.movedFen} />
					</Verdict>
				) : null}
				{total > 0n ? (
					<span className="push dim">
						{t('reconciliation.explained', { percent: percentText(total - waiting.movedFen, total) })}
					</span>
				) : null}
			</div>
			<SplitBar
				label={t('reconciliation.bar', {
					matched: matched.lineCount,
					waiting: waiting.lineCount,
					aside: aside.lineCount,
				})}
				parts={[
					{
						fill: 'ok',
						label: t('reconciliation.sum_matched', { n: matched.lineCount }),
						fen: BigInt(matched.lineCount),
					},
					{
						fill: 'warn',
						label: t('reconciliation.sum_waiting', { n: waiting.lineCount }),
						fen: BigInt(waiting.lineCount),
					},
					{ fill: 'out', label: t('reconciliation.sum_aside', { n: aside.lineCount }), fen: BigInt(aside.lineCount) },
				]}
			/>
			<p className="small dim mt-2">{balances}</p>
		</Panel>
	)
}
