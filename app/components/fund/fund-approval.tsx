import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { BlockedButton } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { FundSetup } from '#app/domain/programmes/funds.server.ts'
import { formatYuan, sum } from '#app/lib/money.ts'

/** A drafted fund waits for a second person: what it promises in all, and the consent. */
export function FundApproval({ fund }: { fund: FundSetup }) {
	const { t } = useT()
	const amount = formatYuan(sum(fund.sources.map((source) => source.promisedFen)))
	return (
		<Next
			title={t('fundSetup.approve_title')}
			actions={
				fund.may.approve ? (
					<Confirm
						label={t('fundSetup.approve', { amount })}
						question={t('fundSetup.approve_question')}
						variant="primary"
					>
						<Form intent="approve" className="row">
							<Submit>{t('fundSetup.approve', { amount })}</Submit>
						</Form>
					</Confirm>
				) : (
					<BlockedButton reason={t('fundSetup.approve_other')}>{t('fundSetup.approve', { amount })}</BlockedButton>
				)
			}
		>
			{t('fundSetup.approve_text', { amount, n: fund.sources.length })}
		</Next>
	)
}

/** Who pays a fund and how, with what is promised and received. */
export function FundSources({ fund }: { fund: FundSetup }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('fundSetup.sources')}
			rows={fund.sources}
			rowKey={(source) => String(source.sourceNo)}
			columns={[
				{
					head: t('fundSetup.source'),
					isName: true,
					cell: (source) => (
						<>
							{(locale === 'en' ? source.nameEn : null) ?? source.name}
							<div className="tiny faint">
								{source.accountName} <span className="code">{source.accountNo}</span> {source.bankName}
							</div>
							<div className="tiny faint">{t(`fundSetup.profile_${source.payerProfile}`)}</div>
						</>
					),
				},
				{ head: t('fundSetup.promised'), num: true, cell: (source) => <Figure fen={source.promisedFen} /> },
				{ head: t('fundSetup.received'), num: true, cell: (source) => <Figure fen={source.receivedFen} /> },
			]}
		/>
	)
}
