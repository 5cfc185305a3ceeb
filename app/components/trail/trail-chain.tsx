import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Shape, type ShapeName } from '#app/components/ui/shape.tsx'
import type { Hue } from '#app/components/ui/status-marks.ts'
import type { FoundTrail } from '#app/domain/reporting/trail.server.ts'
import { type TrailStage, trailStages } from '#app/domain/reporting/trail.ts'
import type { StageState } from '#app/domain/reporting/trail-gaps.ts'
import { BankItems, BatchItems, NoticeItems, PaymentItems } from './trail-money.tsx'
import { BudgetItems, ClaimItems, OrderItems, ReportItems, ReviewItems, VoucherItems } from './trail-papers.tsx'

const marks: Record<StageState, readonly [ShapeName, Hue]> = {
	whole: ['disc', 'ok'],
	broken: ['square', 'stop'],
	none: ['dot', 'idle'],
	open: ['ring', 'idle'],
}

const itemsOf: Record<TrailStage, (props: { trail: FoundTrail }) => ReactNode> = {
	budget: BudgetItems,
	voucher: VoucherItems,
	order: OrderItems,
	report: ReportItems,
	claim: ClaimItems,
	review: ReviewItems,
	notice: NoticeItems,
	batch: BatchItems,
	payment: PaymentItems,
	bank: BankItems,
}

/** The ten links, from the budget down to the bank line, each with its papers. */
export function TrailChain({ trail }: { trail: FoundTrail }) {
	const { t } = useT()
	return (
		<ol className="chain">
			{trailStages.map((stage) => {
				const state = trail.states[stage]
				const [shape, hue] = marks[state]
				const Items = itemsOf[stage]
				return (
					<li key={stage} id={`stage-${stage}`}>
						<div className="chain-head">
							<h2>{t(`trail.stage_${stage}`)}</h2>
							<span className={`st ${hue}`}>
								<Shape name={shape} />
								<span>{t(`trail.state_${state}`)}</span>
							</span>
						</div>
						<div className="chain-body">
							{state === 'open' || state === 'none' ? (
								<p className="small dim">{t(`trail.${state}_${stage}`)}</p>
							) : null}
							<Items trail={trail} />
						</div>
					</li>
				)
			})}
		</ol>
	)
}
