import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

export type SourceRow = {
	fundNumber: string
	fundName: string
	sourceNo: number
	name: string
	nameEn: string | null
	payerProfile: string
	lineCount: number
	neededFen: bigint
	receivedFen: bigint
	freeFen: bigint
}

/** How a source is named in the page's address: fund and number. */
export const sourceKey = (source: Pick<SourceRow, 'fundNumber' | 'sourceNo'>) =>
	`${source.fundNumber}.${source.sourceNo}`

/** What each source owes, what it has received, and whether that is enough. */
export function PayableSources({
	sources,
	chosen,
	mayPick,
}: {
	sources: readonly SourceRow[]
	chosen: string | null
	mayPick: boolean
}) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('settlement.payable')}
			rows={sources}
			rowKey={sourceKey}
			rowClass={(source) => (sourceKey(source) === chosen ? 'sel' : undefined)}
			columns={[
				{
					head: t('settlement.source'),
					isName: true,
					cell: (source) => (
						<div>
							{(locale === 'en' && source.nameEn) || source.name}
							<div className="tiny faint">{t(`settlement.profile_${source.payerProfile}`)}</div>
						</div>
					),
				},
				{
					head: t('settlement.fund'),
					cell: (source) => <Link to={paths.deskFund(source.fundNumber)}>{source.fundName}</Link>,
				},
				{ head: t('settlement.line_count'), num: true, cell: (source) => source.lineCount },
				{ head: t('settlement.needed_yuan'), num: true, cell: (source) => <Figure fen={source.neededFen} /> },
				{ head: t('settlement.received_yuan'), num: true, cell: (source) => <Figure fen={source.receivedFen} /> },
				{ head: t('settlement.free_yuan'), num: true, cell: (source) => <Figure fen={source.freeFen} /> },
				{ head: t('settlement.covered'), cell: (source) => <Covered source={source} /> },
				{
					head: t('settlement.row_actions'),
					quietHead: true,
					cell: (source) =>
						mayPick && source.lineCount > 0 ? (
							<Link className="btn sm" to={`${paths.deskBatches}?source=${sourceKey(source)}#pick`}>
								{t('settlement.pick')}
							</Link>
						) : null,
				},
			]}
		/>
	)
}

function Covered({ source }: { source: SourceRow }) {
	const { t } = useT()
	if (source.lineCount === 0) return <span className="faint">{t('settlement.nothing_due')}</span>
	return source.freeFen >= source.neededFen ? (
		<Verdict shape="disc" hue="ok">
			{t('settlement.is_covered')}
		</Verdict>
	) : (
		<Verdict shape="triangle" hue="warn">
			{t('settlement.is_short', { amount: formatYuan(source.neededFen - source.freeFen) })}
		</Verdict>
	)
}
