import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ReportView } from '#app/components/report/report-view.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { moneyStatement } from '#app/domain/reporting/money-statement.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['report', 'fund', 'claim'], (ctx) => moneyStatement(ctx, null))

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'report.own_title')

export default function MoneyStatementPage() {
	const { t } = useT()
	const { party, report } = useLoaderData<typeof loader>()
	const isEmpty = report.rows.length === 0
	return (
		<Page>
			<Crumb steps={[{ label: t('claim.list_title'), to: paths.claims }, { label: t('report.own_title') }]} />
			<PageHead
				title={t('report.own_title')}
				facts={
					<>
						<span>{party.name}</span>
						<span>{t('report.own_lead')}</span>
					</>
				}
				actions={
					isEmpty ? null : (
						<>
							<a className="btn sm" href={paths.moneyStatementFile('xlsx')}>
								{t('report.download_xlsx')}
							</a>
							<a className="btn sm" href={paths.moneyStatementFile('pdf')}>
								{t('report.download_pdf')}
							</a>
						</>
					)
				}
			/>
			{isEmpty ? (
				<Empty title={t('report.own_none')}>{t('report.own_none_text')}</Empty>
			) : (
				<ReportView report={report} title={t('report.own_title')} />
			)}
		</Page>
	)
}
