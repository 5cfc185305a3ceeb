import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { PayeeView } from './payee-card.tsx'

/** Accounts that were replaced or turned down. */
export function PayeeHistory({ accounts }: { accounts: readonly PayeeView[] }) {
	const { t } = useT()
	return (
		<Table
			caption={t('identity.payee_caption')}
			rows={accounts}
			rowKey={(account) => account.number}
			columns={[
				{
					head: t('identity.payee_number'),
					isName: true,
					cell: (account) => <span className="code">{account.number}</span>,
				},
				{ head: t('identity.account_no'), cell: (account) => <span className="code">{account.accountNo}</span> },
				{ head: t('identity.bank_name'), cell: (account) => account.bankName },
				{
					head: t('identity.payee_who'),
					cell: (account) => (
						<>
							{t('identity.payee_proposed_by', { name: account.proposedByName ?? '—' })}{' '}
							<InstantText at={account.createdAt} />
						</>
					),
				},
				{ head: t('identity.payee_state'), cell: (account) => <Status of={`payee.${account.state}`} /> },
			]}
		/>
	)
}
