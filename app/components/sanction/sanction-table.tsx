import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { SanctionView } from '#app/domain/sanctions/sanctions.server.ts'
import { formatDay } from '#app/lib/time.ts'

/** Who is under a sanction, why and until when, and the step that comes next. */
export function SanctionTable({ sanctions, today }: { sanctions: readonly SanctionView[]; today: string }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('sanction.list')}
			rows={sanctions}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('sanction.organisation'),
					isName: true,
					cell: (row) => (
						<>
							{(locale === 'en' && row.nameEn) || row.name}
							<div className="tiny faint">
								<span className="code">{row.code}</span> · <span className="code nowrap">{row.number}</span>
							</div>
						</>
					),
				},
				{
					head: t('sanction.why'),
					cell: (row) => (
						<div>
							{row.reason}
							<div className="tiny dim">{[row.decisionNo, row.article].filter(Boolean).join(' · ')}</div>
							{row.lift ? (
								<div className="tiny dim">
									{t('sanction.lifts_on', {
										day: formatDay(row.lift.on, locale),
										decision: row.lift.decisionNo,
										reason: row.lift.reason,
									})}
								</div>
							) : null}
						</div>
					),
				},
				{
					head: t('sanction.days'),
					cell: (row) =>
						row.untilOn
							? t('sanction.from_until', { from: formatDay(row.fromOn, locale), until: formatDay(row.untilOn, locale) })
							: t('sanction.from_open', { from: formatDay(row.fromOn, locale) }),
				},
				{
					head: t('sanction.state'),
					nowrap: true,
					cell: (row) => (
						<Status of={row.state === 'approved' && row.isInForce ? 'sanction.in_force' : `sanction.${row.state}`} />
					),
				},
				{ head: t('sanction.next'), full: true, cell: (row) => <Next row={row} today={today} /> },
			]}
		/>
	)
}

function Next({ row, today }: { row: SanctionView; today: string }) {
	const { t, locale } = useT()
	const isOpen = row.state === 'proposed' || row.state === 'lift_proposed'
	const failed = useFormResult('approve', row.number)
	const liftFailed = useFormResult('lift', row.number)
	const said = row.lift
		? t('sanction.lift_proposed_by', { name: row.lift.proposedBy })
		: row.decidedBy
			? t(row.state === 'refused' ? 'sanction.refused_by' : 'sanction.decided_by', { name: row.decidedBy })
			: t('sanction.proposed_by', { name: row.proposedBy })
	const name = (locale === 'en' && row.nameEn) || row.name
	if (row.may.lift)
		return (
			<Confirm small label={t('sanction.lift')} question={t('sanction.lift_question')} open={liftFailed !== undefined}>
				<Form intent="lift" id={row.number}>
					<input type="hidden" name="sanction" value={row.number} />
					<Field name="decisionNo" label={t('sanction.lift_decision')} />
					<Field name="reason" label={t('sanction.lift_reason')} />
					<Field name="liftOn" kind="date" label={t('sanction.lift_on')} defaultValue={today} />
					<Submit small>{t('sanction.lift_submit')}</Submit>
				</Form>
			</Confirm>
		)
	if (!row.may.decide)
		return (
			<span className="tiny dim">
				{said}
				{isOpen ? <span className="block">{t('sanction.other_person')}</span> : null}
			</span>
		)
	return (
		<Confirm
			small
			label={t('sanction.decide')}
			question={t(row.state === 'proposed' ? 'sanction.decide_question' : 'sanction.decide_lift_question', { name })}
			open={failed !== undefined}
		>
			<p className="small">{said}</p>
			{row.state === 'proposed' ? <p className="small">{t('sanction.decide_effect')}</p> : null}
			<div className="row">
				<Form intent="approve" id={row.number} className="row">
					<input type="hidden" name="sanction" value={row.number} />
					<Submit small>{t('sanction.approve')}</Submit>
				</Form>
				<Form intent="refuse" id={`no-${row.number}`} className="row">
					<input type="hidden" name="sanction" value={row.number} />
					<Submit small variant="quiet">
						{t('sanction.refuse')}
					</Submit>
				</Form>
			</div>
		</Confirm>
	)
}
