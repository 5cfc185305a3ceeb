import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import type { FoundTrail, TrailTransfer } from '#app/domain/reporting/trail.server.ts'

/** Every row of the books behind a chain, with the fingerprint of the block that seals it. */
export function TrailTransfers({ trail }: { trail: FoundTrail }) {
	const { t, locale } = useT()
	const sourceOf = (row: TrailTransfer) => {
		const budget = trail.links.budgets.find((one) => one.fund === row.fund && one.sourceNo === row.sourceNo)
		return (locale === 'en' && budget?.sourceEn) || budget?.source || String(row.sourceNo)
	}
	const seals = [...new Map(trail.transfers.flatMap(({ seal }) => (seal ? [[seal.no, seal]] : []))).values()]
	if (trail.transfers.length === 0) return null
	return (
		<>
			<Section title={t('trail.transfers')} note={t('trail.transfers_note')} id="transfers">
				<Table
					caption={t('trail.transfers')}
					dense
					phone="pairs"
					rows={trail.transfers}
					rowKey={(row) => String(row.id)}
					rowClass={(row) => (row.isCorrection ? 'bad' : undefined)}
					columns={[
						{
							head: t('trail.entry'),
							isName: true,
							nowrap: true,
							cell: (row) => <span className="code">{String(row.id)}</span>,
						},
						{
							head: t('trail.what'),
							cell: (row) => (
								<>
									{t(`fund.action_${row.action}`)} <span className="code small dim">{row.subject}</span>{' '}
									{row.isCorrection ? <Tag>{t('fund.correction')}</Tag> : null}
								</>
							),
						},
						{
							head: t('trail.moved'),
							cell: (row) => `${t(`fund.stage_${row.fromStage}`)} → ${t(`fund.stage_${row.toStage}`)}`,
						},
						{ head: t('trail.source'), cell: sourceOf },
						{ head: t('trail.amount_yuan'), num: true, isKey: true, cell: (row) => <Figure fen={row.amountFen} /> },
						{ head: t('trail.day'), nowrap: true, cell: (row) => <DateText day={row.effectiveOn} /> },
						{
							head: t('trail.seal'),
							nowrap: true,
							cell: (row) =>
								row.seal ? (
									<a href={`#seal-${row.seal.no}`} className="code">
										{t('trail.seal_no', { no: String(row.seal.no) })}
									</a>
								) : (
									t('trail.not_sealed')
								),
						},
						{
							head: t('trail.digest'),
							cell: (row) => (
								<code className="code tiny dim" title={row.digest}>
									{row.digest.slice(0, 12)}
								</code>
							),
						},
					]}
				/>
			</Section>
			{seals.length > 0 ? (
				<Section title={t('trail.seals')} note={t('trail.seals_note')}>
					<ul className="prints">
						{seals.map((seal) => (
							<li key={String(seal.no)} id={`seal-${seal.no}`}>
								<span>{t('trail.seal_no', { no: String(seal.no) })}</span>
								<code className="code hash tiny">{seal.root}</code>
							</li>
						))}
					</ul>
				</Section>
			) : null}
		</>
	)
}
