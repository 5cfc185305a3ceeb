import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { percentText } from '#app/components/ui/ident.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DriftPage } from '#app/domain/reporting/drift-board.server.ts'
import type { Explained } from '#app/domain/reporting/explained.ts'
import { paths } from '#app/web/paths.ts'

const isWhole = ({ paidFen, explainedFen }: Explained) => paidFen === explainedFen

/** 100.0% in green, anything less in red; — while nothing is paid. */
export function ShareText({ explained }: { explained: Explained }) {
	const { paidFen, explainedFen } = explained
	if (paidFen === 0n) return <>—</>
	return (
		<Verdict shape={isWhole(explained) ? 'disc' : 'square'} hue={isWhole(explained) ? 'ok' : 'stop'}>
			{percentText(explainedFen, paidFen)}
		</Verdict>
	)
}

/** How much of the paid money can be followed from the budget to the bank line, and what the rest lacks. */
export function ExplainedShare({ page }: { page: DriftPage }) {
	const { t } = useT()
	const { explained, chosen } = page
	return (
		<Section title={t('drift.explained')} note={t('drift.explained_note')} id="explained">
			<Panel>
				{explained.paidFen === 0n ? (
					<p className="dim">{t('drift.nothing_paid')}</p>
				) : (
					<>
						<div className="row between ends">
							<div>
								<div className="small dim">{t('drift.explained_of')}</div>
								<div className="big">
									<Amount fen={explained.explainedFen} large />
								</div>
							</div>
							<div className="small">
								<span className="dim">{t('drift.of_paid')}</span> <Amount fen={explained.paidFen} />{' '}
								<ShareText explained={explained} />
							</div>
						</div>
						{explained.gaps.length === 0 ? (
							<p className="small dim mt-2">{t('drift.all_explained')}</p>
						) : (
							<>
								<ul className="gaps mt-2">
									{explained.gaps.map((gap) => (
										<li key={gap.link}>
											<Verdict shape="square" hue="stop" wrap>
												{t(`drift.missing_${gap.link}`, { n: gap.count })} <Amount fen={gap.amountFen} />
											</Verdict>
										</li>
									))}
								</ul>
								<p className="small mt-2">
									<Link to={paths.deskUnexplained(chosen?.number)}>{t('drift.see_unexplained')}</Link>
								</p>
							</>
						)}
					</>
				)}
			</Panel>
		</Section>
	)
}

/** The paid money that is not explained, row by row, each with the way to its chain. */
export function UnexplainedRows({ page, pageSize }: { page: DriftPage; pageSize: number }) {
	const { t, locale } = useT()
	if (!page.unexplained) return null
	const { rows, total } = page.unexplained
	return (
		<Section
			title={t('drift.unexplained')}
			more={{ to: page.chosen ? paths.deskDriftOf(page.chosen.number) : paths.deskDrift, label: t('drift.back') }}
			id="rows"
		>
			{rows.length === 0 ? (
				<Empty icon="check" title={t('drift.all_explained')}>
					{t('drift.all_explained_text')}
				</Empty>
			) : (
				<>
					<Table
						caption={t('drift.unexplained')}
						dense
						phone="pairs"
						rows={rows}
						rowKey={(row) => String(row.id)}
						rowClass={() => 'bad'}
						columns={[
							{
								head: t('drift.claim'),
								isName: true,
								cell: (row) => (
									<Link className="code" to={paths.deskTrailOf(row.claim)}>
										{row.claim}
									</Link>
								),
							},
							{ head: t('drift.lacks'), cell: (row) => t(`drift.lacks_${row.missing}`) },
							{ head: t('drift.fund'), cell: (row) => <span className="code">{row.fund}</span> },
							{ head: t('drift.source'), cell: (row) => (locale === 'en' && row.sourceEn) || row.source },
							{ head: t('drift.payment'), cell: (row) => <span className="code">{row.payment}</span> },
							{ head: t('drift.amount_yuan'), num: true, isKey: true, cell: (row) => <Figure fen={row.amountFen} /> },
						]}
					/>
					<Pager page={page.page} pageSize={pageSize} total={total} />
				</>
			)}
		</Section>
	)
}
