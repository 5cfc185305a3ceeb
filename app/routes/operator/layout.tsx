import { Outlet } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { DeskTabs } from '#app/components/ui/tabs.tsx'
import { authorize } from '#app/domain/identity/policy.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const handle = { frame: { desk: true } }

export const loader = pageLoader([], (ctx) => {
	authorize(ctx.actor, 'operator.view', {})
	return {}
})

export default function OperatorLayout() {
	const { t } = useT()
	return (
		<>
			<DeskTabs
				label={t('common.nav_operator_desk')}
				tabs={[
					{ to: paths.operatorOrganisations, label: t('common.nav_operator_organisations') },
					{ to: paths.operatorListings, label: t('common.nav_operator_listings') },
					{ to: paths.operatorAuthorities, label: t('common.nav_operator_authorities') },
				]}
			/>
			<Outlet />
		</>
	)
}
