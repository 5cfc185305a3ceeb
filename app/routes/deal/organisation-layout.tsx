import { type MetaFunction, redirect } from '@remix-run/node'
import { Outlet } from '@remix-run/react'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { DeskTabs } from '#app/components/ui/tabs.tsx'
import { memberOf } from '#app/domain/identity/policy.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity', 'relation'], (ctx) => {
	const { organisationKind } = memberOf(ctx.actor)
	if (organisationKind === 'authority') throw redirect(paths.deskPeople)
	if (organisationKind === 'operator') throw redirect(paths.operator)
	return {}
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.organisation_title')

/** The pages of one's own organisation, enterprise or provider. */
export default function OrganisationLayout() {
	const { t } = useT()
	const isEnterprise = useFrame()?.actor?.kind === 'enterprise'
	const tabs = [
		{ to: paths.organisation, label: t('identity.tab_profile'), end: true },
		...(isEnterprise ? [{ to: paths.organisationFacts, label: t('identity.tab_facts') }] : []),
		{ to: paths.organisationRelations, label: t('relation.own_tab') },
		{ to: paths.members, label: t('identity.tab_members') },
		{ to: paths.payeeAccounts, label: t('identity.tab_payees') },
	]
	return (
		<>
			<DeskTabs narrow label={t('identity.organisation_tabs')} tabs={tabs} />
			<Outlet />
		</>
	)
}
