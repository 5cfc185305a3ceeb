import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Files } from '#app/components/ui/files.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'

export type PayeeView = {
	number: string
	accountName: string
	accountNo: string
	bankName: string
	bankCode: string
	state: string
	proposedByName: string | null
	confirmedByName: string | null
	confirmedAt: Date | null
	createdAt: Date
	proof: { uuid: string; name: string; sha256: string } | null
}

type CardProps = {
	title: string
	account: PayeeView
	/** offers to confirm or turn down */
	isDeciding?: boolean
	/** why this reader cannot confirm, and who can */
	blocked?: string | null
}

/** One payee account with its proof and who stands for it. */
export function PayeeCard({ title, account, isDeciding, blocked }: CardProps) {
	const { t } = useT()
	const facts = [
		{ label: t('identity.account_name'), value: account.accountName },
		{ label: t('identity.account_no'), value: <span className="code">{account.accountNo}</span> },
		{ label: t('identity.bank_name'), value: account.bankName },
		{ label: t('identity.bank_code'), value: <span className="code">{account.bankCode}</span> },
	]
	return (
		<Panel title={title} aside={<Status of={`payee.${account.state}`} />}>
			<div className="stack">
				<Facts facts={facts} />
				<p className="tiny faint">
					<span className="code">{account.number}</span> ·{' '}
					{t('identity.payee_proposed_by', { name: account.proposedByName ?? '—' })}{' '}
					<InstantText at={account.createdAt} />
					{account.confirmedAt ? (
						<>
							{' · '}
							{t('identity.payee_confirmed_by', { name: account.confirmedByName ?? '—' })}{' '}
							<InstantText at={account.confirmedAt} />
						</>
					) : null}
				</p>
				{account.proof ? (
					<Files
						files={[
							{
								key: account.proof.uuid,
								label: account.proof.name,
								uuid: account.proof.uuid,
								sha256: account.proof.sha256,
							},
						]}
					/>
				) : null}
				{isDeciding ? (
					<Decision number={account.number} accountNo={account.accountNo} blocked={blocked ?? null} />
				) : null}
			</div>
		</Panel>
	)
}

function Decision({ number, accountNo, blocked }: { number: string; accountNo: string; blocked: string | null }) {
	const { t } = useT()
	const confirm = t('identity.payee_confirm')
	return (
		<div className="decide">
			{blocked ? (
				<BlockedButton reason={blocked}>{confirm}</BlockedButton>
			) : (
				<Confirm
					variant="primary"
					label={confirm}
					question={t('identity.payee_confirm_question', { tail: accountNo.slice(-4) })}
				>
					<p className="small dim">{t('identity.payee_confirm_note')}</p>
					<Form intent="confirm" id={`confirm-${number}`} className="form tight">
						<input type="hidden" name="number" value={number} />
						<Submit>{confirm}</Submit>
					</Form>
				</Confirm>
			)}
			<Form intent="refuse" id={`refuse-${number}`} className="inline-form">
				<input type="hidden" name="number" value={number} />
				<Submit variant="quiet">{t('identity.payee_refuse')}</Submit>
			</Form>
		</div>
	)
}
