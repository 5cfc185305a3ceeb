import { Outlet, useLoaderData } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { DeskTabs } from '#app/components/ui/tabs.tsx'
import { authorityMember, deskCounts } from '#app/domain/reporting/desk.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const handle = { frame: { desk: true } }

export const loader = pageLoader([], async (ctx) => ({
	counts: await deskCounts(ctx),
	roles: authorityMember(ctx).roles,
}))

export default function AuthorityLayout() {
	const { t } = useT()
	const { counts, roles } = useLoaderData<typeof loader>()
	const reviews = roles.includes('reviewer')
	const settles = roles.includes('settlement_officer') || roles.includes('finance')
	return (
		<>
			<DeskTabs
				label={t('common.desk_label')}
				tabs={[
					{ to: paths.desk, label: t('common.nav_desk_today'), end: true },
					{
						to: paths.deskApplications,
						label: t('common.nav_desk_applications'),
						count: counts.applications,
						hot: reviews,
					},
					{ to: paths.deskClaims, label: t('common.nav_desk_review'), count: counts.claims, hot: reviews },
					{
						to: paths.deskNotices,
						label: t('common.nav_desk_notices'),
						count: counts.notices,
						hot: counts.objections > 0,
					},
					{ to: paths.deskBatches, label: t('common.nav_desk_batches'), count: counts.batches, hot: settles },
					{ to: paths.deskStatements, label: t('common.nav_desk_statements'), count: counts.lines, hot: settles },
					{ to: paths.deskClawbacks, label: t('common.nav_desk_clawbacks') },
					{ to: paths.deskFunds, label: t('common.nav_desk_funds') },
					{ to: paths.deskDrift, label: t('common.nav_desk_drift') },
					{ to: paths.deskReports, label: t('common.nav_desk_reports') },
					{ to: paths.deskTrail, label: t('common.nav_desk_trail') },
					{ to: paths.deskPeriods, label: t('common.nav_desk_periods'), count: counts.periods || undefined },
					{ to: paths.deskProgrammes, label: t('common.nav_desk_programmes') },
					{ to: paths.deskPeople, label: t('common.nav_desk_people'), count: counts.people || undefined },
				]}
			/>
			<Outlet />
		</>
	)
}
