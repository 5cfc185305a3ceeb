import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { CorrectionRow, SourceAmount } from '#app/domain/ledger/corrections.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { Source } from './correction-section.tsx'

/** Amounts per source in words, with the sources' names in the reader's language. */
export function useSourceAmounts(sources: readonly Source[]) {
	const { t, locale } = useT()
	const nameOf = (sourceNo: number) => {
		const source = sources.find((each) => each.sourceNo === sourceNo)
		return (locale === 'en' ? source?.nameEn : null) ?? source?.name ?? String(sourceNo)
	}
	const text = (lines: readonly SourceAmount[]) =>
		lines
			.map((line) =>
				t('correction.source_amount', { source: nameOf(line.sourceNo), amount: formatYuan(line.amountFen) }),
			)
			.join(' + ')
	return { nameOf, text }
}

/** Every correction of a fund: those booked in red, with both people, the reason, and the entries before and after. */
export function CorrectionTable({ rows, sources }: { rows: readonly CorrectionRow[]; sources: readonly Source[] }) {
	const { t } = useT()
	const { text } = useSourceAmounts(sources)
	return (
		<Table
			caption={t('correction.title')}
			rows={rows}
			rowKey={(row) => row.number}
			rowClass={(row) => (row.state === 'approved' ? 'bad' : undefined)}
			columns={[
				{
					head: t('correction.number'),
					isName: true,
					nowrap: true,
					cell: (row) => (
						<>
							<span className="code">{row.number}</span>
							<div className="tiny faint">
								<DateText day={shanghaiDay(row.at)} />
							</div>
						</>
					),
				},
				{
					head: t('correction.wrong'),
					cell: (row) => (
						<>
							{text(row.lines)}
							<div className="tiny dim">
								{t('correction.row_no', { id: String(row.id) })} · {t(`fund.action_${row.action}`)}{' '}
								<span className="code">{row.subject}</span>
							</div>
						</>
					),
				},
				{
					head: t('correction.right'),
					cell: (row) => (
						<>
							{row.right.length > 0 ? text(row.right) : t('correction.taken_back')}
							{row.rightDocumentNo ? ` · ${t('correction.document', { number: row.rightDocumentNo })}` : null}
							{row.reversedBy.length > 0 ? <Booked row={row} /> : null}
						</>
					),
				},
				{ head: t('correction.reason'), cell: (row) => row.reason },
				{ head: t('correction.proposed_by'), cell: (row) => row.proposedBy },
				{ head: t('correction.decided_by'), cell: (row) => row.decidedBy ?? '—' },
				{ head: t('correction.state'), nowrap: true, cell: (row) => <Status of={`correction.${row.state}`} /> },
				{ head: t('correction.decide'), quietHead: true, cell: (row) => <Decide row={row} /> },
			]}
		/>
	)
}

function Booked({ row }: { row: CorrectionRow }) {
	const { t } = useT()
	const back = row.reversedBy.join(', ')
	const anew = row.bookedBy.join(', ')
	return (
		<div className="tiny dim">
			{anew ? t('correction.booked', { back, anew }) : t('correction.booked_back', { back })}
		</div>
	)
}

function Decide({ row }: { row: CorrectionRow }) {
	const { t } = useT()
	if (row.state !== 'proposed') return null
	const id = <input type="hidden" name="correction" value={String(row.correctionId)} />
	if (!row.mayApprove && !row.isOwn) return <span className="tiny dim">{t('correction.other_person')}</span>
	const drop = (
		<Form intent="drop" id={`drop-${row.correctionId}`} className="row">
			{id}
			<Submit small variant="quiet">
				{row.isOwn ? t('correction.withdraw') : t('correction.refuse')}
			</Submit>
		</Form>
	)
	if (!row.mayApprove) return drop
	return (
		<Confirm label={t('correction.decide')} small question={t('correction.approve_question', { number: row.number })}>
			<p className="small dim">{t('correction.approve_effect')}</p>
			<div className="row">
				{drop}
				<Form intent="approve" id={`approve-${row.correctionId}`} className="row">
					{id}
					<Submit small>{t('correction.approve')}</Submit>
				</Form>
			</div>
		</Confirm>
	)
}
