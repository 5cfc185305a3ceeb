import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { stageFills } from '#app/components/ui/ident.tsx'
import { Key } from '#app/components/ui/split-bar.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { FundStage, SourceReport } from '#app/domain/reporting/fund.ts'

const rows = ['available', 'granted', 'held', 'redeemed', 'payable', 'in_payment', 'paid'] as const
type Row = {
	key: string
	label: string
	fill?: (typeof stageFills)[keyof typeof stageFills]
	of: (source: SourceReport) => bigint
}

type Props = {
	sources: readonly SourceReport[]
	/** of a past day: without what is received and released, which is known as of now only */
	isPast?: boolean
}

/** The stages of a fund per source, and below the rule what was promised, received and released. */
export function SourceTable({ sources, isPast = false }: Props) {
	const { t, locale } = useT()
	const stageRows: Row[] = rows.map((stage) => ({
		key: stage,
		label: t(`fund.stage_${stage}`),
		fill: stageFills[stage],
		of: (source) => source.stages[stage as FundStage],
	}))
	const cash: Row[] = [
		{ key: 'received', label: t('fund.received'), of: (source) => source.receivedFen },
		{ key: 'released', label: t('fund.released'), of: (source) => source.releasedFen },
		{ key: 'cash', label: t('fund.cash_left'), of: (source) => source.receivedFen - source.releasedFen },
	]
	// shown once one level has paid in another's place
	const advances: Row[] = sources.some((source) => source.advancedFen > 0n || source.advanceDueFen > 0n)
		? [
				{ key: 'advanced', label: t('fund.advanced'), of: (source) => source.advancedFen },
				{ key: 'advance_due', label: t('fund.advance_due'), of: (source) => source.advanceDueFen },
			]
		: []
	const all: Row[] = [
		...stageRows,
		{ key: 'left', label: t('fund.left'), of: (source) => source.stages.surrendered + source.stages.carried_out },
		{ key: 'promised', label: t('fund.appropriated'), of: (source) => source.promisedFen },
		...(isPast ? [] : [...cash, ...advances]),
	]
	return (
		<Table
			caption={t('fund.by_source')}
			phone={sources.length > 2 ? 'cards' : 'keep'}
			rows={all}
			rowKey={(row) => row.key}
			rowClass={(row) => (row.key === 'promised' ? 'sum' : undefined)}
			columns={[
				{
					head: t('fund.stage'),
					isName: true,
					cell: (row) => (
						<>
							{row.fill && <Key fill={row.fill} />}
							{row.label}
						</>
					),
				},
				...sources.map((source) => ({
					head: locale === 'en' ? (source.nameEn ?? source.name) : source.name,
					num: true,
					cell: (row: Row) => <Figure fen={row.of(source)} />,
				})),
				{
					head: t('fund.total'),
					num: true,
					phoneHide: sources.length === 2,
					cell: (row) => <Figure fen={sources.reduce((sum, source) => sum + row.of(source), 0n)} />,
				},
			]}
		/>
	)
}
