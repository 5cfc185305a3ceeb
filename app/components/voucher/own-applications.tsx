import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ApplicationItem } from '#app/domain/vouchers/applications.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** Applications that are no voucher yet. */
export function OwnApplications({ applications }: { applications: readonly ApplicationItem[] }) {
	const { t } = useT()
	return (
		<Section title={t('voucher.my_applications')} note={t('voucher.my_applications_note')}>
			<Table
				caption={t('voucher.my_applications')}
				rows={applications}
				rowKey={(one) => one.number}
				columns={[
					{
						head: t('voucher.programme'),
						isName: true,
						cell: (one) => (
							<>
								<Link to={paths.application(one.number)}>{one.programmeName}</Link>
								<div className="tiny faint">
									{one.roundName} <span className="code">{one.number}</span>
								</div>
							</>
						),
					},
					{
						head: t('voucher.submitted'),
						nowrap: true,
						cell: (one) => <DateText day={shanghaiDay(one.submittedAt)} />,
					},
					{ head: t('voucher.desk_requested'), num: true, cell: (one) => <Figure fen={one.requestedFen} /> },
					{
						head: t('voucher.action'),
						nowrap: true,
						cell: (one) => <Status of={`application.${one.state}`} viewer="enterprise" />,
					},
				]}
			/>
		</Section>
	)
}
