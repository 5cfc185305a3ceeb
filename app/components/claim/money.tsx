import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Receipt, type ReceiptLine } from '#app/components/ui/receipt.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { type Fill, Key, type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { ClaimView } from '#app/domain/claims/claim-details.server.ts'
import type { PayPart } from '#app/domain/claims/pay-parts.server.ts'

type ClaimMoneyProps = {
	claim: ClaimView
	/** what the services cost in all, in fen */
	costFen: bigint
	parts: readonly PayPart[]
}

const fillOf = (sourceNo: number): Fill => (sourceNo === 1 ? 'pub' : 'pub2')

/** The money of a claim: what it cost, what is claimed, cut and approved, and who pays each part. */
export function ClaimMoney({ claim, costFen, parts }: ClaimMoneyProps) {
	const { t, locale } = useT()
	const amount = claim.approvedFen ?? claim.claimedFen
	const isReward = claim.kind === 'reward'
	const lines: ReceiptLine[] = [
		{ label: t(isReward ? 'claim.reward_orders' : 'claim.money_cost'), fen: costFen },
		{ kind: 'sum', label: t('claim.money_claimed'), fen: claim.claimedFen },
	]
	if (claim.approvedFen !== null) {
		const cut = claim.approvedFen - claim.claimedFen
		if (cut < 0n) lines.push({ label: t('claim.money_cut'), fen: cut })
		lines.push({ kind: 'total', label: t('claim.money_approved'), fen: claim.approvedFen })
	}
	const shares: Part[] = parts.map((part) => ({
		fill: fillOf(part.sourceNo),
		label: (locale === 'en' && part.sourceEn) || part.source,
		fen: part.amountFen,
	}))
	const own: Part = { fill: 'own', label: t('claim.money_own'), fen: costFen > amount ? costFen - amount : 0n }
	return (
		<Panel title={t('claim.money')} sticky>
			<div className="stack">
				<p className="big">
					<Amount fen={amount} large />
				</p>
				{parts.length > 0 ? <SplitBar parts={isReward ? shares : [...shares, own]} size="tall" /> : null}
				<Receipt lines={lines} />
				{parts.length > 0 ? (
					<ul className="stack">
						{parts.map((part, index) => (
							<li key={part.sourceNo} className="row between small">
								<span>
									<Key fill={fillOf(part.sourceNo)} />
									{shares[index]?.label}
								</span>
								<span className="row tight">
									{part.payment ? <Status of={`payment.${part.payment.state}`} /> : null}
									<Amount fen={part.amountFen} />
								</span>
							</li>
						))}
					</ul>
				) : null}
				<p className="tiny faint">
					{t(claim.mode === 'deduct' ? 'claim.paid_to_provider' : 'claim.paid_to_enterprise', {
						name: claim.claimant.name,
					})}
					{claim.payee ? (
						<span className="block">
							{claim.payee.bankName} <span className="nowrap">{claim.payee.accountNo}</span>
						</span>
					) : null}
				</p>
			</div>
		</Panel>
	)
}
