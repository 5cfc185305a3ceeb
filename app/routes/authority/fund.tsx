import { useLoaderData } from '@remix-run/react'
import { BurnChart } from '#app/components/charts/burn-chart.tsx'
import { CorrectionSection } from '#app/components/correction/correction-section.tsx'
import { DriftBoard } from '#app/components/fund/drift-board.tsx'
import { MovementTable } from '#app/components/fund/movement-table.tsx'
import { SourceTable } from '#app/components/fund/source-table.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { TrailLink } from '#app/components/trail/trail-link.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { LookBack } from '#app/components/ui/as-of.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Ident, percentText } from '#app/components/ui/ident.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import { correctionForm, correctionStepForm } from '#app/domain/ledger/correction.ts'
import { type Corrections, getCorrections } from '#app/domain/ledger/corrections.server.ts'
import { approveCorrection, dropCorrection } from '#app/domain/ledger/decide-correction.server.ts'
import { proposeCorrection } from '#app/domain/ledger/propose-correction.server.ts'
import { asOfChoice } from '#app/domain/reporting/as-of.ts'
import { type FundReport, getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, formatInstant, shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['fund', 'asOf', 'correction'], async (ctx, { params, request }) => {
	const query = new URL(request.url).searchParams
	const choice = asOfChoice(query, shanghaiDay(ctx.now))
	const fund = await getFundReport(ctx, params.number!, choice.asOf)
	const corrections = await getCorrections(ctx, fund, query.get('correct'))
	return { fund, corrections, choice }
})

export const action = pageAction({
	propose: intent(correctionForm, async (ctx, input, { params }) => {
		const { number } = await proposeCorrection(ctx, params.number!, input)
		return redirectWith(paths.deskFundCorrections(params.number!), 'ok', 'correction.done_proposed', { number })
	}),
	approve: intent(correctionStepForm, async (ctx, { correction: id }, { params }) => {
		const { number } = await approveCorrection(ctx, { fund: params.number!, id })
		return redirectWith(paths.deskFundCorrections(params.number!), 'ok', 'correction.done_approved', { number })
	}),
	drop: intent(correctionStepForm, async (ctx, { correction: id }, { params }) => {
		const { number } = await dropCorrection(ctx, { fund: params.number!, id })
		return redirectWith(paths.deskFundCorrections(params.number!), 'ok', 'correction.done_dropped', { number })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'fund.funds')

export default function FundPage() {
	const { t, locale } = useT()
	const { fund, corrections, choice } = useLoaderData<typeof loader>()
	const isPast = choice.asOf !== null
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
					fund.state === 'approved' && !isPast ? (
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
						{fund.overIssuePercent ? <span>{t('fund.over_issue', { percent: fund.overIssuePercent })}</span> : null}
						{fund.clawedBackFen > 0n ? (
							<span>{t('fund.clawed_back', { amount: formatYuan(fund.clawedBackFen) })}</span>
						) : null}
						{fund.clawbackDueFen > 0n ? (
							<span>{t('fund.clawback_due', { amount: formatYuan(fund.clawbackDueFen) })}</span>
						) : null}
						{isPast ? null : (
							<>
								<span>{t('fund.as_of', { at: formatInstant(fund.asOf, locale) })}</span>
								<span>{sealedText(fund.seal)}</span>
								<TrailLink number={fund.number} />
							</>
						)}
					</>
				}
				actions={
					<>
						{fund.state === 'draft' ? null : (
							<LinkButton to={paths.deskFundYearEnd(fund.number)}>{t('fund.year_end')}</LinkButton>
						)}
						<LinkButton to={paths.deskFundSetup(fund.number)}>{t('fund.setup')}</LinkButton>
					</>
				}
			/>
			<LookBack choice={choice} to={paths.deskFund(fund.number)} />
			<Panel>
				<Ident
					appropriatedFen={fund.appropriatedFen}
					stages={fund.stages}
					leftFen={fund.stages.surrendered + fund.stages.carried_out}
				/>
			</Panel>
			<div className={isPast ? 'mt-6' : 'grid cols-2 mt-6'}>
				<Section title={t('fund.by_source')} note={t('fund.unit_yuan')}>
					<SourceTable sources={fund.sources} isPast={isPast} />
				</Section>
				{isPast ? null : <Burn fund={fund} />}
			</div>
			{isPast ? null : <Today fund={fund} corrections={corrections} />}
		</Page>
	)
}

type Shown = { fund: FundReport }

/** How far the budget year has come, month by month. */
function Burn({ fund }: Shown) {
	const { t } = useT()
	return (
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
					paid: percentText(fund.stages.paid, fund.appropriatedFen),
				})}
			</p>
		</Section>
	)
}

/** What only makes sense as of now: books against the world, documents, corrections, latest movements. */
function Today({ fund, corrections }: Shown & { corrections: Corrections }) {
	const { t, locale } = useT()
	const sourceName = (sourceNo: number) => {
		const source = fund.sources.find((s) => s.sourceNo === sourceNo)
		return (locale === 'en' ? source?.nameEn : null) ?? source?.name ?? String(sourceNo)
	}
	return (
		<>
			<Section title={t('fund.drift')} note={t('fund.drift_note')} id="drift">
				<DriftBoard rows={fund.drift} rowTo={(row) => paths.deskDriftRow(fund.number, row)} />
				{fund.driftAt.getTime() === fund.asOf.getTime() ? null : (
					<p className="small dim mt-2">{t('fund.drift_at', { at: formatInstant(fund.driftAt, locale) })}</p>
				)}
			</Section>
			<Section title={t('fund.documents')} note={t('fund.documents_note')}>
				<Table
					caption={t('fund.documents')}
					rows={fund.documents}
					rowKey={(row) => String(row.id)}
					rowClass={(row) => (row.isCorrection ? 'bad' : undefined)}
					columns={[
						{
							head: t('fund.document_no'),
							isName: true,
							cell: (row) => (
								<>
									{row.kind === 'carried_in' ? t('fund.carried_in', { number: row.documentNo }) : row.documentNo}{' '}
									{row.isCorrection ? <Tag>{t('fund.correction')}</Tag> : null}
								</>
							),
						},
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
			<CorrectionSection corrections={corrections} sources={fund.sources} />
			<Section title={t('fund.movements')} note={t('fund.movements_note')}>
				<MovementTable
					movements={fund.movements}
					sourceName={sourceName}
					entryTo={corrections.mayPropose ? (id) => paths.deskFundCorrect(fund.number, id) : undefined}
				/>
				{fund.seal ? (
					<p className="small dim mt-2">
						{t('fund.seal_root')} <code className="code hash">{fund.seal.root}</code>
						<br />
						{t('fund.seal_root_note')}
					</p>
				) : null}
			</Section>
		</>
	)
}
