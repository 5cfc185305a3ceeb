import { Outlet } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { DeskTabs } from '#app/components/ui/tabs.tsx'
import { authorize } from '#app/domain/identity/policy.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const handle = { frame: { desk: true } }

export const loader = pageLoader(['operator'], (ctx) => {
	authorize(ctx.actor, 'operator.view', {})
	return {}
})

export default function OperatorLayout() {
	const { t } = useT()
	return (
		<>
			<DeskTabs
				label={t('operator.tabs')}
				tabs={[
					{ to: paths.operator, label: t('operator.tab_overview'), end: true },
					{ to: paths.operatorOrganisations, label: t('operator.tab_organisations') },
					{ to: paths.operatorPayees, label: t('operator.tab_payees') },
					{ to: paths.operatorListings, label: t('operator.tab_listings') },
					{ to: paths.operatorAuthorities, label: t('operator.tab_authorities') },
					{ to: paths.operatorMailbox, label: t('operator.tab_mailbox') },
				]}
			/>
			<Outlet />
		</>
	)
}
