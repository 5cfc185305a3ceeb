import { CheckField, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton, LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { ChosenPayee } from '#app/domain/claims/claim-head.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

type ClaimSubmitProps = {
	/** the text of the commitment (承诺书) */
	commitment: 'commitment_text' | 'commitment_reward'
	claimedFen: bigint
	payees: readonly ChosenPayee[]
	stops: number
	claimant: string
	authority: string
}

/** The commitment, the account to be paid to, and the button that hands the claim in. */
export function ClaimSubmit({ commitment, claimedFen, payees, stops, claimant, authority }: ClaimSubmitProps) {
	const { t } = useT()
	const amount = `¥${formatYuan(claimedFen)}`
	if (payees.length === 0)
		return (
			<Section title={t('claim.submit_title')} id="submit">
				<NoteBox
					tone="warn"
					title={t('claim.no_payee')}
					actions={<LinkButton to={paths.payeeAccounts}>{t('claim.to_payees')}</LinkButton>}
				>
					{t('claim.no_payee_why')}
				</NoteBox>
			</Section>
		)
	return (
		<Section title={t('claim.submit_title')} note={t('claim.submit_note')} id="submit">
			<Form intent="submit" className="panel panel-pad form">
				<input type="hidden" name="seen" value={claimedFen.toString()} />
				<RadioField
					name="payee"
					label={t('claim.payee')}
					hint={t('claim.payee_hint')}
					defaultValue={payees[0]?.number}
					options={payees.map((payee) => ({
						value: payee.number,
						label: payee.accountName,
						hint: `${payee.bankName} ${payee.accountNo}`,
					}))}
				/>
				<div className="stack">
					<h3>{t('claim.commitment')}</h3>
					<p className="small dim">{t(`claim.${commitment}`, { claimant, authority, amount })}</p>
					<CheckField name="commitment" label={t('claim.commitment_tick')} />
				</div>
				<div className="row">
					{stops > 0 ? (
						<BlockedButton reason={t('claim.submit_blocked', { n: stops })}>
							{t('claim.submit_button', { amount })}
						</BlockedButton>
					) : (
						<Submit>{t('claim.submit_button', { amount })}</Submit>
					)}
				</div>
			</Form>
		</Section>
	)
}
