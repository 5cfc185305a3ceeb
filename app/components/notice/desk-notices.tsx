import { Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { NoticeListItem } from '#app/domain/notices/notices.server.ts'
import { paths } from '#app/web/paths.ts'
import { useNoticeColumns } from './notice-columns.tsx'

/** The authority's notices: closed when their days are over, withdrawn when they carry a mistake. */
export function DeskNotices({ notices }: { notices: readonly NoticeListItem[] }) {
	const { t } = useT()
	const columns = useNoticeColumns()
	return (
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
							<div className="tiny faint code">{notice.number}</div>
						</>
					),
				},
				...columns,
				{ head: t('notice.col_step'), quietHead: true, cell: (notice) => <Step notice={notice} /> },
			]}
		/>
	)
}

function Step({ notice }: { notice: NoticeListItem }) {
	const { t } = useT()
	if (notice.state !== 'open') return null
	if (!notice.isRunning)
		return (
			<Form intent="close" id={`close-${notice.number}`} className="row">
				<input type="hidden" name="notice" value={notice.number} />
				<Submit small>{t('notice.close')}</Submit>
			</Form>
		)
	return (
		<Confirm label={t('notice.withdraw')} small question={t('notice.withdraw_question', { number: notice.number })}>
			<p className="small dim">{t('notice.withdraw_what')}</p>
			<Form intent="withdraw" id={`withdraw-${notice.number}`}>
				<input type="hidden" name="notice" value={notice.number} />
				<Field name="reason" label={t('notice.withdraw_reason')} />
				<div className="row">
					<Submit variant="danger" small>
						{t('notice.withdraw')}
					</Submit>
				</div>
			</Form>
		</Confirm>
	)
}
