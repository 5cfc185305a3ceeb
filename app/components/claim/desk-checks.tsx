import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Reasons } from '#app/components/ui/reasons.tsx'
import type { Check } from '#app/domain/claims/check-claim.ts'
import type { ClaimView } from '#app/domain/claims/claim-details.server.ts'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { ClaimChecks } from './checks.tsx'

type DeskChecksProps = {
	claim: ClaimView
	lines: readonly ClaimLineView[]
	checks: readonly Check[]
	evaluation: Evaluation | null
}

/** What is asked for, what was checked, and how the rules came to the amount. */
export function DeskChecks({ claim, lines, checks, evaluation }: DeskChecksProps) {
	const { t } = useT()
	const costFen = lines.reduce((sum, line) => sum + line.baseFen, 0n)
	return (
		<div className="panel-pad">
			<div className="row between ends">
				<div>
					<div className="tiny faint">{t('claimDesk.asks_for')}</div>
					<div className="big">
						<Amount fen={claim.claimedFen} large />
					</div>
				</div>
				<div className="small dim">
					{t(claim.kind === 'reward' ? 'claim.reward_orders' : 'claim.money_cost')} <Amount fen={costFen} />
				</div>
			</div>
			<div className="mt-4">
				<ClaimChecks checks={checks} several={lines.length > 1} />
			</div>
			{evaluation && evaluation.reasons.length > 0 ? (
				<Disclosure summary={t('claimDesk.reckoning')}>
					<Reasons reasons={evaluation.reasons} />
				</Disclosure>
			) : null}
		</div>
	)
}
