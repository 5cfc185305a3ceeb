import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { PayeeCard } from '#app/components/people/payee-card.tsx'
import { PayeeHistory } from '#app/components/people/payee-history.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { confirmPayeeAccount, refusePayeeAccount } from '#app/domain/identity/confirm-payee-account.server.ts'
import { payeeForm, payeeNumberForm } from '#app/domain/identity/payee-account.ts'
import { ownPayeeAccounts } from '#app/domain/identity/payee-accounts.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { proposePayeeAccount } from '#app/domain/identity/propose-payee-account.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity'], async (ctx) => {
	const { accountId, organisationName } = memberOf(ctx.actor)
	const { accounts, isAlone } = await ownPayeeAccounts(ctx)
	return { accountId, organisationName, isAlone, accounts }
})

export const action = pageAction({
	propose: intent(payeeForm, async (ctx, input) => {
		const number = await proposePayeeAccount(ctx, input)
		return redirectWith(paths.payeeAccounts, 'ok', 'identity.payee_proposed', { number })
	}),
	confirm: intent(payeeNumberForm, async (ctx, { number }) => {
		await confirmPayeeAccount(ctx, number)
		return redirectWith(paths.payeeAccounts, 'ok', 'identity.payee_confirmed')
	}),
	refuse: intent(payeeNumberForm, async (ctx, { number }) => {
		await refusePayeeAccount(ctx, number)
		return redirectWith(paths.payeeAccounts, 'ok', 'identity.payee_refused')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.payees_title')

export default function PayeeAccountsPage() {
	const { accounts, accountId, organisationName, isAlone } = useLoaderData<typeof loader>()
	const { t } = useT()
	const current = accounts.find((account) => account.state === 'confirmed')
	const waiting = accounts.find((account) => account.state === 'proposed')
	const former = accounts.filter((account) => account.state === 'replaced' || account.state === 'refused')
	const reason = isAlone
		? t('identity.payee_alone')
		: waiting?.proposedById === accountId
			? t('identity.payee_own_proposal')
			: null
	return (
		<Page>
			<PageHead title={t('identity.payees_title')} facts={t('identity.payees_lead')} />
			<div className="stack-lg">
				{waiting ? (
					<PayeeCard title={t('identity.payee_waiting')} account={waiting} blocked={reason} isDeciding />
				) : null}
				{current ? <PayeeCard title={t('identity.payee_current')} account={current} /> : null}
				{!waiting && !current ? (
					<Panel>
						<Empty title={t('identity.payee_none')}>{t('identity.payee_none_note')}</Empty>
					</Panel>
				) : null}
				{waiting ? null : (
					<Section
						title={t(current ? 'identity.payee_change' : 'identity.payee_new')}
						note={t('identity.payee_new_note')}
					>
						<Panel>
							<Form intent="propose" files className="form cols">
								<Field
									name="accountName"
									label={t('identity.account_name')}
									hint={t('identity.account_name_hint')}
									defaultValue={organisationName}
								/>
								<Field name="accountNo" kind="code" label={t('identity.account_no')} />
								<Field name="bankName" label={t('identity.bank_name')} placeholder={t('identity.bank_name_example')} />
								<Field
									name="bankCode"
									kind="code"
									label={t('identity.bank_code')}
									hint={t('identity.bank_code_hint')}
								/>
								<Field
									name="proof"
									kind="file"
									label={t('identity.proof')}
									hint={t('identity.proof_hint')}
									accept=".pdf,.ofd,.png,.jpg,.jpeg"
								/>
								<div className="row">
									<Submit>{t('identity.payee_submit')}</Submit>
								</div>
							</Form>
						</Panel>
					</Section>
				)}
				{former.length > 0 ? (
					<Section title={t('identity.payee_history')}>
						<PayeeHistory accounts={former} />
					</Section>
				) : null}
			</div>
		</Page>
	)
}
