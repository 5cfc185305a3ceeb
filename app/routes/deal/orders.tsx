import type { MetaFunction } from '@remix-run/node'
import { Link, NavLink, useLoaderData } from '@remix-run/react'
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
import { type OrderGroup, orderGroupNames } from '#app/domain/orders/order.ts'
import { listOrders, ordersPerPage } from '#app/domain/orders/orders.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['order'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const asked = query.get('group') as OrderGroup
	const group = orderGroupNames.includes(asked) ? asked : 'open'
	const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1)
	return { group, page, pageSize: ordersPerPage, list: await listOrders(ctx, { group, page }) }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'order.title')

export default function Orders() {
	const { t, locale } = useT()
	const { group, page, pageSize, list } = useLoaderData<typeof loader>()
	const isEnterprise = list.side === 'enterprise'
	return (
		<Page>
			<PageHead
				title={t('order.title')}
				facts={t(`order.list_note_${list.side}`)}
				actions={
					isEnterprise ? (
						<LinkButton to={paths.services} variant="primary" small icon="search">
							{t('order.find_service')}
						</LinkButton>
					) : undefined
				}
			/>
			<nav className="row mb-4" aria-label={t('order.groups')}>
				{orderGroupNames.map((name) => (
					<NavLink
						key={name}
						to={`${paths.orders}?group=${name}`}
						className={name === group ? 'chip on' : 'chip'}
						aria-current={name === group ? 'page' : undefined}
					>
						{t(`order.group_${name}`)} <span className="num">{list.counts[name]}</span>
					</NavLink>
				))}
			</nav>
			{list.items.length === 0 ? (
				<div className="panel">
					<Empty
						title={t(group === 'open' ? `order.empty_open_${list.side}` : 'order.empty')}
						action={isEnterprise ? <LinkButton to={paths.services}>{t('order.find_service')}</LinkButton> : undefined}
					/>
				</div>
			) : (
				<Table
					caption={t('order.list_caption')}
					rows={list.items}
					rowKey={(item) => item.number}
					columns={[
						{
							head: t('order.col_service'),
							isName: true,
							cell: (item) => (
								<>
									<Link to={paths.order(item.number)}>{(locale === 'en' && item.nameEn) || item.name}</Link>
									<div className="tiny faint">
										<span className="code">{item.number}</span>{' '}
										<OrganisationName name={item.otherSide} nameEn={item.otherSideEn} isDemo={item.otherSideDemo} />
									</div>
								</>
							),
						},
						{
							head: t('order.col_state'),
							nowrap: true,
							cell: (item) => <Status of={`order.${item.state}`} viewer={item.yours ? list.side : undefined} />,
						},
						{
							head: t('order.col_placed'),
							nowrap: true,
							cell: (item) => (item.placedAt ? <DateText day={shanghaiDay(item.placedAt)} short /> : '—'),
						},
						{ head: t('order.col_price'), num: true, cell: (item) => <Figure fen={item.price} /> },
						{
							head: t('order.col_voucher'),
							num: true,
							cell: (item) => <Figure fen={item.mode ? item.voucherFen : null} />,
						},
						{ head: t('order.col_own'), num: true, cell: (item) => <Figure fen={item.own} /> },
					]}
				/>
			)}
			<Pager page={page} pageSize={pageSize} total={list.total} />
		</Page>
	)
}
