import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Side, SimulationResult } from '#app/domain/simulation/simulation.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { ChangeTables } from './change-tables.tsx'
import { YearChart } from './year-chart.tsx'

type Props = { programme: string; number: string; year: number; result: SimulationResult }

/** What a year would have come to: the sums first, then month by month, who gains and loses, caps and reasons. */
export function ResultView({ programme, number, year, result }: Props) {
	const { t, locale } = useT()
	const { draft, published } = result
	const took = { orders: result.orders.toLocaleString('en'), enterprises: result.enterprises.toLocaleString('en') }
	return (
		<>
			<div className="three mt-6">
				<BigFigure label={t('simulation.draft_cost')} fen={draft.costFen} />
				{published ? (
					<>
						<BigFigure label={t('simulation.published_cost', { n: published.versionNo })} fen={published.costFen} />
						<BigFigure label={t('simulation.difference')} fen={draft.costFen - published.costFen} signed />
					</>
				) : null}
			</div>
			<div className="row mt-4">
				<a className="btn" href={paths.deskSimulationFile(programme, number, 'orders.csv')} download>
					{t('simulation.download_lines')}
				</a>
				<a className="btn" href={paths.deskSimulationFile(programme, number, 'enterprises.xlsx')} download>
					{t('simulation.download_enterprises')}
				</a>
				<span className="small faint">{t('simulation.took', { ...took, seconds: result.seconds })}</span>
			</div>
			<div className="grid cols-2 mt-10">
				<Section title={t('simulation.chart')} note={t('simulation.chart_note')}>
					<YearChart year={year} result={result} />
				</Section>
				<Section title={t('simulation.result')}>
					<SideTable draft={draft} published={published} budgetFen={result.budgetFen} />
				</Section>
			</div>
			<Section title={t('simulation.by_source')}>
				<SourceTable draft={draft} published={published} />
			</Section>
			{published ? (
				<Section title={t('simulation.who_changes')}>
					<ChangeTables winners={result.winners} losers={result.losers} />
				</Section>
			) : null}
			<Section title={t('simulation.caps')}>
				<Table
					caption={t('simulation.caps')}
					rows={draft.caps}
					rowKey={(cap) => cap.id}
					columns={[
						{ head: t('simulation.cap'), isName: true, cell: (cap) => cap.name[locale] },
						{ head: t('simulation.cap_draft'), num: true, cell: (cap) => cap.hits },
						{ head: t('simulation.cap_enterprises'), num: true, cell: (cap) => cap.enterprises },
						...(published
							? [
									{
										head: t('simulation.cap_published'),
										num: true,
										cell: (cap: Side['caps'][number]) => published.caps.find(({ id }) => id === cap.id)?.hits ?? '—',
									},
								]
							: []),
					]}
				/>
			</Section>
			{draft.reasons.length > 0 ? (
				<Section title={t('simulation.reasons')}>
					<Table
						caption={t('simulation.reasons')}
						rows={draft.reasons}
						rowKey={(reason) => reason.code}
						columns={[
							{ head: t('simulation.reason'), isName: true, cell: (reason) => reason.text[locale] },
							{ head: t('simulation.count'), num: true, cell: (reason) => reason.count },
							{
								head: t('simulation.article'),
								cell: (reason) => (reason.article ? <span lang="zh">{reason.article}</span> : '—'),
							},
						]}
					/>
				</Section>
			) : null}
			<Section title={t('simulation.assumptions')}>
				<ul className="stack small">
					{['order', 'voucher', 'year', 'facts', 'unknown'].map((name) => (
						<li key={name}>{t(`simulation.assumption_${name}`)}</li>
					))}
				</ul>
			</Section>
		</>
	)
}

function BigFigure({ label, fen, signed }: { label: string; fen: bigint; signed?: boolean }) {
	const sign = fen < 0n ? '−' : signed && fen > 0n ? '+' : ''
	return (
		<div>
			<div className="small dim">{label}</div>
			<div className="big">
				<span className="amt">
					{sign}¥{formatYuan(fen < 0n ? -fen : fen)}
				</span>
			</div>
		</div>
	)
}

type Sides = { draft: Side; published: Side | null }
type SideRow = { key: string; say: (side: Side) => React.ReactNode; isShown?: boolean }

function SideTable({ draft, published, budgetFen }: Sides & { budgetFen: bigint | null }) {
	const { t, locale } = useT()
	const sides = published ? [draft, published] : [draft]
	const some = (has: (side: Side) => boolean) => sides.some(has)
	const count = (n: number) => n.toLocaleString('en')
	const rows: SideRow[] = [
		{ key: 'cost', say: (side) => <Figure fen={side.costFen} /> },
		{ key: 'paid', say: (side) => count(side.orders.paid) },
		{ key: 'refused', say: (side) => count(side.orders.refused) },
		{ key: 'unknown', say: (side) => count(side.orders.unknown) },
		{
			key: 'possible',
			say: (side) => <Figure fen={side.possibleFen} />,
			isShown: some((side) => side.orders.unknown > 0),
		},
		{ key: 'exhausted', say: (side) => count(side.orders.exhausted), isShown: budgetFen !== null },
		{ key: 'unmet', say: (side) => <Figure fen={side.unmetFen} />, isShown: budgetFen !== null },
		{ key: 'vouchers', say: (side) => count(side.vouchers), isShown: some((side) => side.vouchers > 0) },
		{ key: 'granted', say: (side) => <Figure fen={side.grantedFen} />, isShown: some((side) => side.vouchers > 0) },
		{
			key: 'factor',
			say: (side) => (side.factorBp === null ? '—' : `${side.factorBp / 100}%`),
			isShown: some((side) => side.factorBp !== null),
		},
		{
			key: 'runs_out',
			say: (side) =>
				side.exhaustedOn
					? formatDay(side.exhaustedOn as LocalDate, locale)
					: t(budgetFen === null ? 'simulation.no_budget' : 'simulation.never'),
		},
		{ key: 'played_year', say: (side) => side.playedYear },
	]
	return (
		<Table
			caption={t('simulation.result')}
			phone="keep"
			rows={rows.filter(({ isShown = true }) => isShown)}
			rowKey={(row) => row.key}
			columns={[
				{ head: t('simulation.what'), isName: true, cell: (row) => t(`simulation.${row.key}`) },
				{ head: t('simulation.side_draft'), num: true, cell: (row) => row.say(draft) },
				...(published
					? [
							{
								head: t('simulation.side_published', { n: published.versionNo }),
								num: true,
								cell: (row: SideRow) => row.say(published),
							},
						]
					: []),
			]}
		/>
	)
}

function SourceTable({ draft, published }: Sides) {
	const { t, locale } = useT()
	const before = (source: string) => published?.bySource.find((each) => each.source === source)?.amountFen ?? null
	return (
		<Table
			caption={t('simulation.by_source')}
			phone="keep"
			rows={draft.bySource}
			rowKey={(row) => row.source}
			columns={[
				{
					head: t('simulation.source_head'),
					isName: true,
					cell: (row) => row.name[locale],
					foot: t('simulation.cost'),
				},
				{
					head: t('simulation.month_draft'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={draft.costFen} />,
				},
				...(published
					? [
							{
								head: t('simulation.month_published'),
								num: true,
								cell: (row: Side['bySource'][number]) => <Figure fen={before(row.source)} />,
								foot: <Figure fen={published.costFen} />,
							},
						]
					: []),
			]}
		/>
	)
}
