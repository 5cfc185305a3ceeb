import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Demo } from '#app/components/ui/tag.tsx'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { type OrganisationState, organisationStates } from '#app/domain/identity/organisation.ts'
import { queuePage, verificationQueue } from '#app/domain/identity/organisations.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const asked = query.get('status') as OrganisationState
	const status = organisationStates.includes(asked) ? asked : 'pending'
	const page = Math.min(Math.max(Number.parseInt(query.get('page') ?? '1', 10) || 1, 1), 1000)
	const queue = await verificationQueue(ctx, { status, page })
	return {
		...queue,
		status,
		page,
		pageSize: queuePage,
		states: organisationStates,
		divisions: await listDivisions(ctx),
	}
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'operator.organisations_title')

export default function OrganisationsPage() {
	const { organisations, counts, status, states, divisions, page, pageSize } = useLoaderData<typeof loader>()
	const { t, locale } = useT()
	const placeOf = (code: string) => {
		const division = divisions.find((one) => one.code === code)
		return (locale === 'en' ? division?.nameEn : division?.name) ?? code
	}
	return (
		<Page desk>
			<PageHead title={t('operator.organisations_title')} facts={t('operator.organisations_lead')} />
			<nav className="row choice" aria-label={t('operator.organisations_filter')}>
				{states.map((state) => (
					<Link
						key={state}
						className={state === status ? 'chip on' : 'chip'}
						aria-current={state === status ? 'page' : undefined}
						to={`${paths.operatorOrganisations}?status=${state}`}
					>
						{t(`operator.state_${state}`)} <span className="count">{counts[state] ?? 0}</span>
					</Link>
				))}
			</nav>
			{organisations.length === 0 ? (
				<Panel>
					<Empty title={t(status === 'pending' ? 'operator.queue_empty' : 'operator.list_empty')} icon="building">
						{status === 'pending' ? t('operator.queue_empty_note') : null}
					</Empty>
				</Panel>
			) : (
				<Table
					caption={t('operator.organisations_caption')}
					rows={organisations}
					rowKey={(row) => row.number}
					columns={[
						{
							head: t('operator.organisation'),
							isName: true,
							cell: (row) => (
								<>
									<Link to={paths.operatorOrganisation(row.number)}>{row.name}</Link>
									<Demo when={row.isDemo} />
								</>
							),
						},
						{ head: t('operator.kind'), cell: (row) => t(`common.kind_${row.kind}`) },
						{
							head: t('operator.credit_code'),
							nowrap: true,
							cell: (row) => <span className="code">{row.creditCode}</span>,
						},
						{ head: t('operator.division'), cell: (row) => placeOf(row.divisionCode) },
						{ head: t('operator.registered_at'), cell: (row) => <InstantText at={row.createdAt} /> },
						{
							head: t('operator.state'),
							cell: (row) => <Status of={`organisation.${row.status}`} viewer="operator" />,
						},
					]}
				/>
			)}
			<Pager page={page} pageSize={pageSize} total={counts[status] ?? 0} />
		</Page>
	)
}
