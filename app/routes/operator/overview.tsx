import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { SystemChecks } from '#app/components/people/system-checks.tsx'
import { useT } from '#app/components/texts.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { operatorOverview } from '#app/domain/identity/operator-overview.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator'], async (ctx) => ({ overview: await operatorOverview(ctx) }))

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'operator.overview_title')

export default function OverviewPage() {
	const { overview } = useLoaderData<typeof loader>()
	const { t } = useT()
	const waiting = [
		{
			to: paths.operatorOrganisations,
			label: t('operator.waiting_organisations'),
			count: overview.pendingOrganisations,
		},
		{ to: paths.operatorListings, label: t('operator.waiting_listings'), count: overview.pendingListings },
		{ to: paths.operatorPayees, label: t('operator.waiting_payees'), count: overview.waitingPayees },
	]
	return (
		<Page desk>
			<PageHead title={t('operator.overview_title')} facts={t('operator.overview_lead')} />
			<div className="grid cols-main">
				<div>
					<Section title={t('operator.waiting_heading')}>
						<Table
							caption={t('operator.waiting_heading')}
							phone="keep"
							rows={waiting}
							rowKey={(row) => row.to}
							columns={[
								{
									head: t('operator.waiting_heading'),
									isName: true,
									cell: (row) => <Link to={row.to}>{row.label}</Link>,
								},
								{
									head: t('operator.state'),
									num: true,
									cell: (row) => (
										<Verdict shape={row.count > 0 ? 'triangle' : 'disc'} hue={row.count > 0 ? 'warn' : 'ok'}>
											{row.count}
										</Verdict>
									),
								},
							]}
						/>
					</Section>
					<Section title={t('operator.numbers_heading')}>
						<Facts
							facts={[
								{ label: t('operator.organisations_number'), value: overview.organisations },
								{ label: t('operator.authorities_number'), value: overview.authorities },
							]}
						/>
					</Section>
				</div>
				<Panel title={t('operator.health_heading')}>
					<SystemChecks overview={overview} />
				</Panel>
			</div>
		</Page>
	)
}
