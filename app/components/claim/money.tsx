import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Receipt, type ReceiptLine } from '#app/components/ui/receipt.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { Fill } from '#app/components/ui/split-bar.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { ClaimView } from '#app/domain/claims/claim-details.server.ts'
import type { PayPart } from '#app/domain/claims/claim-trail.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'

type ClaimMoneyProps = {
	claim: ClaimView
	/** what the claim is reckoned on in all, in fen */
	baseFen: bigint
	evaluation: Evaluation | null
	payParts: readonly PayPart[]
	/** names of the fund's sources by code */
	sources: readonly SourceName[]
}
export type SourceName = { code: string; sourceNo: number; name: string; nameEn: string | null }

const fillOf = (sourceNo: number): Fill => (sourceNo === 1 ? 'pub' : 'pub2')

/** The money of a claim: reckoned on, claimed, cut, approved, and who pays each part. */
export function ClaimMoney({ claim, baseFen, evaluation, payParts, sources }: ClaimMoneyProps) {
	const { t, locale } = useT()
	const nameOf = (source: { name: string; nameEn: string | null }) =>
		locale === 'en' && source.nameEn ? source.nameEn : source.name
	const amount = claim.approvedFen ?? claim.claimedFen
	const lines: ReceiptLine[] = [
		{ label: t('claim.money_base'), fen: baseFen },
		{ kind: 'sum', label: t('claim.money_claimed'), fen: claim.claimedFen },
	]
	if (claim.approvedFen !== null) {
		if (claim.approvedFen < claim.claimedFen)
			lines.push({ label: t('claim.money_cut'), fen: claim.approvedFen - claim.claimedFen })
		lines.push({ kind: 'total', label: t('claim.money_approved'), fen: claim.approvedFen })
	}
	const planned = payParts.length === 0 && claim.kind === 'claim_only' ? (evaluation?.split ?? []) : []
	return (
		<Panel title={t('claim.money')} sticky>
			<div className="stack">
				<p className="big">
					<Amount fen={amount} large />
				</p>
				<Receipt lines={lines} />
				{payParts.map((part) => (
					<div className="row between small" key={part.sourceNo}>
						<span>
							<i className={`key k-${fillOf(part.sourceNo)}`} aria-hidden="true" />
							{nameOf({ name: part.source, nameEn: part.sourceEn })}
						</span>
						<Amount fen={part.amountFen} />
						{part.payment ? (
							<Status of={`payment.${part.payment.state}`} />
						) : (
							<span className="faint">{t('claim.not_in_batch')}</span>
						)}
					</div>
				))}
				{planned
					.filter((part) => part.amountFen > 0n)
					.map((part) => {
						const source = sources.find((candidate) => candidate.code === part.source)
						return (
							<div className="row between small" key={part.source}>
								<span>
									<i className={`key k-${fillOf(source?.sourceNo ?? 1)}`} aria-hidden="true" />
									{source ? nameOf(source) : part.source}
								</span>
								<Amount fen={part.amountFen} />
							</div>
						)
					})}
				<p className="tiny faint">
					{t(claim.mode === 'deduct' ? 'claim.paid_to_provider' : 'claim.paid_to_enterprise', {
						name: claim.claimant.name,
					})}
				</p>
			</div>
		</Panel>
	)
}
