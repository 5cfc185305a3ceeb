import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useNoticeColumns } from '#app/components/notice/notice-columns.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { listNotices } from '#app/domain/notices/notices.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['notice'], async (ctx) => ({ notices: await listNotices(ctx) }))

export const meta = (args: { matches: readonly unknown[] }) =>
	pageMeta(args, 'notice.list_title', undefined, { path: paths.notices })

export default function Notices() {
	const { t } = useT()
	const columns = useNoticeColumns()
	const { notices } = useLoaderData<typeof loader>()
	const running = notices.filter((notice) => notice.isRunning).length
	return (
		<Page>
			<PageHead title={t('notice.list_title')} facts={t('notice.list_facts', { n: running })} />
			{notices.length === 0 ? (
				<div className="panel">
					<Empty title={t('notice.list_empty')}>{t('notice.list_empty_why')}</Empty>
				</div>
			) : (
				<Table
					caption={t('notice.list_title')}
					rows={notices}
					rowKey={(notice) => notice.number}
					columns={[
						{
							head: t('notice.col_notice'),
							isName: true,
							cell: (notice) => (
								<>
									<Link to={paths.notice(notice.number)}>{notice.title}</Link>
									<div className="tiny faint">
										<span className="code">{notice.number}</span> {notice.authority}
									</div>
								</>
							),
						},
						...columns,
					]}
				/>
			)}
		</Page>
	)
}
