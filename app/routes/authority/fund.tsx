import { useLoaderData } from '@remix-run/react'
import { BurnChart } from '#app/components/charts/burn-chart.tsx'
import { DriftBoard } from '#app/components/fund/drift-board.tsx'
import { MovementTable } from '#app/components/fund/movement-table.tsx'
import { SourceTable } from '#app/components/fund/source-table.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Ident, percentText } from '#app/components/ui/ident.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, formatInstant, shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['fund'], async (ctx, { params }) => ({
	fund: await getFundReport(ctx, params.number!),
}))

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'fund.funds')

export default function FundPage() {
	const { t, locale } = useT()
	const { fund } = useLoaderData<typeof loader>()
	const sourceName = (sourceNo: number) => {
		const source = fund.sources.find((s) => s.sourceNo === sourceNo)
		return (locale === 'en' ? source?.nameEn : null) ?? source?.name ?? String(sourceNo)
	}
	const sealedText = (seal: typeof fund.seal) =>
		seal
			? t(seal.isWaiting ? 'fund.sealed_waiting' : 'fund.sealed_until', {
					at: formatInstant(seal.at, locale),
					no: String(seal.no),
				})
			: t('fund.sealed_none')
	const isGreen = fund.driftFen === 0n
	const execution = percentText(fund.stages.paid, fund.appropriatedFen)
	return (
		<Page>
			<Crumb steps={[{ label: t('fund.funds'), to: paths.deskFunds }, { label: fund.number }]} />
			<PageHead
				title={fund.name}
				status={
					fund.state === 'approved' ? (
						<Verdict shape={isGreen ? 'disc' : 'square'} hue={isGreen ? 'ok' : 'stop'} fill>
							{isGreen
								? t('fund.drift_all_zero', { n: fund.drift.length })
								: t('fund.drift_broken', { amount: formatYuan(fund.driftFen) })}
						</Verdict>
					) : (
						<Status of={`fund.${fund.state}`} fill />
					)
				}
				facts={
					<>
						<span>{(locale === 'en' && fund.programme.nameEn) || fund.programme.name}</span>
						<span>{t('fund.execution', { percent: execution })}</span>
						<span>{t('fund.project_code', { code: fund.projectCode })}</span>
						<span>{t('fund.classes', { functional: fund.functionalClass, economic: fund.economicClass })}</span>
						{fund.lastPaymentOn && (
							<span>{t('fund.last_payment', { day: formatDay(fund.lastPaymentOn, locale) })}</span>
						)}
						<span>{t('fund.as_of', { at: formatInstant(fund.asOf, locale) })}</span>
						<span>{sealedText(fund.seal)}</span>
					</>
				}
				actions={<LinkButton to={paths.deskFundSetup(fund.number)}>{t('fund.setup')}</LinkButton>}
			/>
			<Panel>
				<Ident
					appropriatedFen={fund.appropriatedFen}
					stages={fund.stages}
					leftFen={fund.stages.surrendered + fund.stages.carried_out}
				/>
			</Panel>
			<div className="grid cols-2 mt-6">
				<Section title={t('fund.by_source')} note={t('fund.unit_yuan')}>
					<SourceTable sources={fund.sources} />
				</Section>
				<Section title={t('fund.burn')} note={t('fund.burn_note')}>
					<BurnChart
						appropriatedFen={fund.appropriatedFen}
						points={fund.burn}
						year={fund.budgetYear}
						until={shanghaiDay(fund.asOf)}
					/>
					<p className="small dim mt-2">
						{t('fund.burn_sentence', {
							granted: percentText(fund.appropriatedFen - fund.stages.available, fund.appropriatedFen),
							paid: execution,
						})}
					</p>
				</Section>
			</div>
			<Section title={t('fund.drift')} note={t('fund.drift_note')} id="drift">
				<DriftBoard rows={fund.drift} />
				{fund.driftAt.getTime() === fund.asOf.getTime() ? null : (
					<p className="small dim mt-2">{t('fund.drift_at', { at: formatInstant(fund.driftAt, locale) })}</p>
				)}
			</Section>
			<Section title={t('fund.documents')} note={t('fund.documents_note')}>
				<Table
					caption={t('fund.documents')}
					rows={fund.documents}
					rowKey={(row) => String(row.id)}
					columns={[
						{ head: t('fund.document_no'), isName: true, cell: (row) => row.documentNo },
						{ head: t('fund.source'), cell: (row) => sourceName(row.sourceNo) },
						{
							head: t('fund.amount_yuan'),
							num: true,
							cell: (row) => <Figure fen={row.amountFen} signed={row.amountFen < 0n} />,
						},
						{ head: t('fund.state'), cell: (row) => <Status of={`appropriation.${row.state}`} /> },
					]}
				/>
			</Section>
			<Section title={t('fund.movements')} note={t('fund.movements_note')}>
				<MovementTable movements={fund.movements} sourceName={sourceName} />
				{fund.seal ? (
					<p className="small dim mt-2">
						{t('fund.seal_root')} <code className="code hash">{fund.seal.root}</code>
						<br />
						{t('fund.seal_root_note')}
					</p>
				) : null}
			</Section>
		</Page>
	)
}
