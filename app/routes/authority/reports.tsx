import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ReportChoice } from '#app/components/report/report-choice.tsx'
import { ReportView } from '#app/components/report/report-view.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { reportYears } from '#app/domain/reporting/execution.server.ts'
import { paidParties } from '#app/domain/reporting/money-statement.server.ts'
import { fewestEnterprises } from '#app/domain/reporting/report.ts'
import { journalMonths, readReport, reportAsked } from '#app/domain/reporting/reports.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['report', 'fund'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const years = await reportYears(ctx)
	const asked = reportAsked(query.get('report') ?? 'execution', query, ctx.now, years)
	const isList = asked.name === 'parties'
	return {
		asked,
		years,
		months: journalMonths(ctx.now),
		parties: isList ? await paidParties(ctx) : null,
		shown: isList || years.length === 0 ? null : await readReport(ctx, asked),
	}
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'report.title')

export default function ReportsPage() {
	const { t } = useT()
	const { asked, years, months, parties, shown } = useLoaderData<typeof loader>()
	const title = t(`report.name_${asked.name}`)
	return (
		<Page desk>
			<PageHead
				title={t('report.title')}
				facts={t('report.lead')}
				actions={
					<a className="btn sm" href={paths.openData}>
						{t('report.open_data')}
					</a>
				}
			/>
			{years.length === 0 ? (
				<Empty title={t('report.none')}>{t('report.none_text')}</Empty>
			) : (
				<>
					<ReportChoice choice={{ ...asked, years, months }} />
					<Section
						title={shown ? `${title} · ${shown.about}` : title}
						note={t(`report.note_${asked.name}`)}
						aside={shown && shown.report.rows.length > 0 ? <Files /> : null}
					>
						{shown ? <ReportView report={shown.report} title={title} /> : null}
						{parties ? <Parties parties={parties} /> : null}
					</Section>
					<p className="small dim mt-6">{t('report.open_data_note', { n: fewestEnterprises })}</p>
				</>
			)}
		</Page>
	)
}

/** The shown report as files. */
function Files() {
	const { t } = useT()
	const { asked } = useLoaderData<typeof loader>()
	const query: Record<string, string> =
		asked.name === 'journal'
			? { month: asked.month }
			: asked.name === 'statement'
				? { party: asked.party ?? '' }
				: { year: String(asked.year), by: asked.by }
	return (
		<span className="row">
			<a href={paths.deskReportFile(asked.name, 'xlsx', query)}>{t('report.download_xlsx')}</a>
			<a href={paths.deskReportFile(asked.name, 'pdf', query)}>{t('report.download_pdf')}</a>
			{asked.name === 'journal' ? (
				<a href={paths.deskReportFile('journal', 'csv', query)}>{t('report.download_csv')}</a>
			) : null}
		</span>
	)
}

type Party = Awaited<ReturnType<typeof paidParties>>[number]

/** Payees, each with the way to its statement. */
function Parties({ parties }: { parties: readonly Party[] }) {
	const { t, locale } = useT()
	if (parties.length === 0) return <Empty title={t('report.none_in')}>{t('report.none_in_text')}</Empty>
	return (
		<Table
			caption={t('report.name_parties')}
			dense
			phone="pairs"
			rows={parties}
			rowKey={(party) => String(party.id)}
			columns={[
				{
					head: t('report.col_party'),
					isName: true,
					cell: (party) => (
						<Link to={paths.deskReport('statement', { party: party.number })}>
							<OrganisationName name={(locale === 'en' && party.nameEn) || party.name} isDemo={party.isDemo} />
						</Link>
					),
				},
				{ head: t('report.col_kind'), cell: (party) => t(`report.kind_${party.kind}`) },
				{ head: t('report.col_claims'), num: true, cell: (party) => party.claims },
				{ head: t('report.col_paid'), num: true, isKey: true, cell: (party) => <Figure fen={party.paidFen} /> },
			]}
		/>
	)
}
