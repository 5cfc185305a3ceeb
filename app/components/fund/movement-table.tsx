import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { LocalDate } from '#app/lib/time.ts'

export type Movement = {
	id: bigint
	action: string
	subject: string
	fromStage: string
	toStage: string
	sourceNo: number
	amountFen: bigint
	effectiveOn: LocalDate
	isCorrection: boolean
}

/** The latest transfers of a fund, newest first, each with the action it belongs to. */
export function MovementTable({
	movements,
	sourceName,
	entryTo,
}: {
	movements: readonly Movement[]
	sourceName: (sourceNo: number) => string
	/** where an entry's number leads; without it the number stands alone */
	entryTo?: (id: bigint) => string
}) {
	const { t } = useT()
	if (movements.length === 0) return <Empty title={t('fund.movements')}>{t('fund.movements_empty')}</Empty>
	return (
		<Table
			caption={t('fund.movements')}
			dense
			phone="pairs"
			rows={movements}
			rowKey={(row) => String(row.id)}
			rowClass={(row) => (row.isCorrection ? 'bad' : undefined)}
			columns={[
				{
					head: t('fund.action'),
					isName: true,
					cell: (row) => (
						<>
							{t(`fund.action_${row.action}`)} <span className="code small dim">{row.subject}</span>
							{row.isCorrection && <span className="tag">{t('fund.correction')}</span>}
						</>
					),
				},
				{
					head: t('fund.movement'),
					cell: (row) => `${t(`fund.stage_${row.fromStage}`)} → ${t(`fund.stage_${row.toStage}`)}`,
				},
				{ head: t('fund.source'), cell: (row) => sourceName(row.sourceNo) },
				{ head: t('fund.amount_yuan'), num: true, isKey: true, cell: (row) => <Figure fen={row.amountFen} /> },
				{
					head: t('fund.entry_no'),
					nowrap: true,
					cell: (row) =>
						entryTo && !row.isCorrection ? (
							<Link to={entryTo(row.id)} className="code small">
								{String(row.id)}
							</Link>
						) : (
							<span className="code small">{String(row.id)}</span>
						),
				},
				{ head: t('fund.when'), nowrap: true, cell: (row) => <DateText day={row.effectiveOn} /> },
			]}
		/>
	)
}
