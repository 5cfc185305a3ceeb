import { Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { PeriodRow, Periods } from '#app/domain/ledger/periods.server.ts'
import type { Money } from '#app/lib/money.ts'
import { formatMonth, shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** Every month since the first entry, newest first: how it stands, what it held at its end, who closed it. */
export function MonthTable({ periods, shown }: { periods: Periods; shown: string | null }) {
	const { t, locale } = useT()
	return (
		<Section title={t('period.months')} note={t('period.months_note')}>
			<Table
				caption={t('period.months')}
				phone="pairs"
				rows={periods.months}
				rowKey={(row) => row.month}
				rowClass={(row) => (row.month === shown ? 'sel' : undefined)}
				columns={[
					{
						head: t('period.month'),
						isName: true,
						nowrap: true,
						cell: (row) => <Link to={paths.deskPeriod(row.month)}>{formatMonth(row.month, locale)}</Link>,
					},
					{ head: t('period.state'), nowrap: true, isKey: true, cell: (row) => <Status of={`period.${row.state}`} /> },
					{ head: t('period.appropriated'), num: true, cell: (row) => figureOf(row.appropriatedFen) },
					{ head: t('period.available'), num: true, cell: (row) => figureOf(row.availableFen) },
					{ head: t('period.paid'), num: true, cell: (row) => figureOf(row.paidFen) },
					{ head: t('period.closed_by'), cell: (row) => (row.close ? <ClosedBy close={row.close} /> : null) },
					{
						head: t('period.reopen'),
						quietHead: true,
						cell: (row) =>
							row.isLastClosed && row.close && !periods.proposal && periods.may.propose ? <Reopen row={row} /> : null,
					},
				]}
			/>
		</Section>
	)
}

/** Nothing is kept of a month that is not closed: its cell stays empty, and has no line on the phone. */
const figureOf = (amountFen: Money | null) => (amountFen === null ? null : <Figure fen={amountFen} />)

function ClosedBy({ close }: { close: NonNullable<PeriodRow['close']> }) {
	const { t } = useT()
	return (
		<>
			{t('period.two_people', { first: close.proposedBy, second: close.approvedBy })}{' '}
			<DateText day={shanghaiDay(close.at)} />
		</>
	)
}

function Reopen({ row }: { row: PeriodRow }) {
	const { t, locale } = useT()
	const month = formatMonth(row.month, locale)
	const answer = useFormResult('reopen')
	return (
		<Confirm
			label={t('period.reopen')}
			small
			question={t('period.reopen_question', { month })}
			open={answer !== undefined}
		>
			<p className="small dim">{t('period.reopen_effect')}</p>
			<Form intent="reopen">
				<input type="hidden" name="month" value={row.month} />
				<Field name="reason" label={t('period.reopen_reason')} kind="textarea" rows={2} />
				<Submit variant="danger">{t('period.do_reopen')}</Submit>
			</Form>
		</Confirm>
	)
}
