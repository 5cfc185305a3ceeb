import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { PayeeCard } from '#app/components/people/payee-card.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { confirmPayeeAccount, refusePayeeAccount } from '#app/domain/identity/confirm-payee-account.server.ts'
import { payeeNumberForm } from '#app/domain/identity/payee-account.ts'
import { payeeAccountsForOperator } from '#app/domain/identity/payee-accounts.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator', 'identity'], async (ctx) => ({
	accounts: await payeeAccountsForOperator(ctx),
}))

export const action = pageAction({
	confirm: intent(payeeNumberForm, async (ctx, { number }) => {
		await confirmPayeeAccount(ctx, number)
		return redirectWith(paths.operatorPayees, 'ok', 'identity.payee_confirmed')
	}),
	refuse: intent(payeeNumberForm, async (ctx, { number }) => {
		await refusePayeeAccount(ctx, number)
		return redirectWith(paths.operatorPayees, 'ok', 'identity.payee_refused')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'operator.payees_title')

export default function PayeeAccountsPage() {
	const { accounts } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page desk>
			<PageHead title={t('operator.payees_title')} facts={t('operator.payees_lead')} />
			<div className="stack-lg">
				{accounts.length === 0 ? (
					<Panel>
						<Empty title={t('operator.payees_empty')}>{t('operator.payees_empty_note')}</Empty>
					</Panel>
				) : null}
				{accounts.map((account) => (
					<PayeeCard
						key={account.number}
						title={`${account.organisation.name} ${account.organisation.creditCode}`}
						account={account}
						isDeciding
					/>
				))}
			</div>
		</Page>
	)
}
