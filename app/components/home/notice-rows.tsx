import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateRange } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { HomePage } from '#app/domain/reporting/home-page.server.ts'
import { paths } from '#app/web/paths.ts'

/** Lists of claims laid open, with the days left to object. */
export function NoticeRows({ notices }: { notices: HomePage['notices'] }) {
	const { t, locale } = useT()
	const recent = notices.length > 0 && notices.every((notice) => notice.daysLeft === null) ? '_recent' : ''
	return (
		<Section
			id="notices"
			title={t(`home.notices${recent}`)}
			note={t(`home.notices${recent}_note`)}
			more={{ to: paths.notices, label: t('home.notices_all') }}
		>
			{notices.length === 0 ? (
				<Empty title={t('home.no_notices')}>{t('home.no_notices_note')}</Empty>
			) : (
				<Table
					caption={t(`home.notices${recent}`)}
					rows={notices}
					rowKey={(notice) => notice.number}
					columns={[
						{
							head: t('home.notice_title'),
							cell: (notice) => <Link to={paths.notice(notice.number)}>{notice.title}</Link>,
						},
						{
							head: t('home.notice_division'),
							nowrap: true,
							cell: (notice) => (locale === 'zh' ? notice.division : notice.divisionEn),
						},
						{ head: t('home.notice_count'), num: true, cell: (notice) => notice.claims },
						{ head: t('home.notice_amount'), num: true, cell: (notice) => <Figure fen={notice.amountFen} /> },
						{
							head: t('home.notice_days'),
							nowrap: true,
							cell: (notice) => <DateRange from={notice.opensOn} until={notice.closesOn} />,
						},
						{ head: t('home.notice_left'), cell: (notice) => <DaysLeft notice={notice} /> },
					]}
				/>
			)}
		</Section>
	)
}

function DaysLeft({ notice }: { notice: HomePage['notices'][number] }) {
	const { t } = useT()
	if (notice.daysLeft === null)
		return notice.state === 'open' ? (
			<Verdict shape="ring" hue="idle">
				{t('home.ended')}
			</Verdict>
		) : (
			<Status of={`notice.${notice.state}`} />
		)
	return (
		<Verdict shape="half" hue="go">
			{t('home.days_left', { n: notice.daysLeft })}
		</Verdict>
	)
}
