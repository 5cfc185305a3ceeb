import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { type ApplicationState, applicationStates } from '#app/domain/vouchers/application.ts'
import { applicationsPerPage, listApplications } from '#app/domain/vouchers/applications.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const asked = query.get('state') as ApplicationState
	const state = applicationStates.includes(asked) ? asked : 'submitted'
	const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1)
	return { state, page, pageSize: applicationsPerPage, ...(await listApplications(ctx, { state, page })) }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'voucher.desk_title')

export default function Applications() {
	const { t } = useT()
	const { state, page, pageSize, items, counts, total } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead
				title={t('voucher.desk_title')}
				facts={t('voucher.desk_note')}
				actions={<LinkButton to={paths.deskVouchers}>{t('voucher.desk_vouchers')}</LinkButton>}
			/>
			<nav className="row mb-4" aria-label={t('voucher.desk_states')}>
				{applicationStates.map((name) => (
					<Link
						key={name}
						to={`${paths.deskApplications}?state=${name}`}
						className={name === state ? 'chip on' : 'chip'}
						aria-current={name === state ? 'page' : undefined}
					>
						{t(`status.application.${name}`)} <span className="num">{counts[name]}</span>
					</Link>
				))}
			</nav>
			{items.length === 0 ? (
				<div className="panel">
					<Empty title={t('voucher.desk_empty')}>{t('voucher.desk_empty_why')}</Empty>
				</div>
			) : (
				<Table
					caption={t('voucher.desk_caption')}
					rows={items}
					rowKey={(row) => row.number}
					columns={[
						{
							head: t('voucher.desk_enterprise'),
							isName: true,
							cell: (row) => (
								<>
									<Link to={paths.deskApplication(row.number)}>
										<OrganisationName
											name={row.enterpriseName}
											nameEn={row.enterpriseNameEn}
											isDemo={row.enterpriseDemo}
										/>
									</Link>
									<div className="tiny faint code">{row.number}</div>
								</>
							),
						},
						{ head: t('voucher.desk_round'), cell: (row) => row.roundName },
						{
							head: t('voucher.desk_submitted'),
							nowrap: true,
							cell: (row) => <DateText day={shanghaiDay(row.submittedAt)} />,
						},
						{ head: t('voucher.desk_requested'), num: true, cell: (row) => <Figure fen={row.requestedFen} /> },
						{ head: t('voucher.desk_possible'), num: true, cell: (row) => <Figure fen={row.possibleFen} /> },
						{
							head: t('voucher.action'),
							nowrap: true,
							cell: (row) => <Status of={`application.${row.state}`} viewer="authority" />,
						},
					]}
				/>
			)}
			<Pager page={page} pageSize={pageSize} total={total} />
		</Page>
	)
}
