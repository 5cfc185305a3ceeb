import { DecisionBox } from '#app/components/decision-box.tsx'
import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { repaymentKinds } from '#app/domain/settlement/advance.ts'
import type { AdvanceLevel, AdvanceView } from '#app/domain/settlement/advances.server.ts'
import { fen, formatYuan, plainYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'
import { DecisionNumber } from './decision-number.tsx'
import { useWhoDecided } from './who-decided.ts'

/** Every advance of the authority: what is due from whom, by which decision, and what came back. */
export function AdvanceTable({ advances, today }: { advances: readonly AdvanceView[]; today: string }) {
	const { t, locale } = useT()
	const sides = useSides()
	return (
		<Table
			caption={t('advance.list')}
			rows={advances}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('advance.number'),
					isName: true,
					cell: (row) => <DecisionNumber row={row} />,
				},
				{
					head: t('advance.levels'),
					cell: (row) => (
						<div>
							{t('advance.from_to', sides(row))}
							<div className="tiny faint">
								{row.fund}
								{row.reason ? ` · ${row.reason}` : ''}
							</div>
							{row.repayments.map((each) => (
								<div className="tiny dim" key={`${each.documentNo}-${each.on}-${each.amountFen}`}>
									{t(`advance.repaid_${each.kind}`, {
										day: formatDay(each.on, locale),
										amount: formatYuan(each.amountFen),
										document: each.documentNo,
									})}
								</div>
							))}
						</div>
					),
				},
				{ head: t('advance.amount'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
				{ head: t('advance.repaid'), num: true, cell: (row) => <Figure fen={row.repaidFen} /> },
				{ head: t('advance.due'), num: true, isKey: true, cell: (row) => <Figure fen={row.dueFen} /> },
				{ head: t('advance.state'), nowrap: true, cell: (row) => <Status of={`advance.${row.state}`} /> },
				{ head: t('advance.next'), full: true, cell: (row) => <Next row={row} today={today} /> },
			]}
		/>
	)
}

function useSides() {
	const { locale } = useT()
	return (row: AdvanceView) => ({
		payer: (locale === 'en' && row.payerEn) || row.payer,
		debtor: (locale === 'en' && row.debtorEn) || row.debtor,
	})
}

function Next({ row, today }: { row: AdvanceView; today: string }) {
	const said = useWhoDecided('advance')(row)
	if (row.mayDecide) return <Decide row={row} said={said} />
	return (
		<>
			<p className="tiny dim">{said}</p>
			{row.mayRepay ? <Repay row={row} today={today} /> : null}
		</>
	)
}

function Decide({ row, said }: { row: AdvanceView; said: string }) {
	const { t } = useT()
	const sides = useSides()
	const amount = formatYuan(row.amountFen)
	return (
		<DecisionBox
			number={row.number}
			field="advance"
			intents={{ approve: 'approveAdvance', refuse: 'refuseAdvance' }}
			words={{
				label: t('advance.decide'),
				question: t('advance.decide_question', { amount, ...sides(row) }),
				said,
				effect: t('advance.decide_effect'),
				approve: t('advance.approve', { amount }),
				refuse: t('advance.refuse'),
			}}
		/>
	)
}

function Repay({ row, today }: { row: AdvanceView; today: string }) {
	const { t } = useT()
	const failed = useFormResult('repayAdvance', `repay-${row.number}`)
	return (
		<Confirm
			small
			label={t('advance.repay')}
			question={t('advance.repay_question', { amount: formatYuan(row.dueFen) })}
			open={failed !== undefined}
		>
			<Form intent="repayAdvance" id={`repay-${row.number}`} className="form">
				<input type="hidden" name="advance" value={row.number} />
				<Field
					name="kind"
					kind="select"
					label={t('advance.kind')}
					options={repaymentKinds.map((kind) => ({ value: kind, label: t(`advance.kind_${kind}`) }))}
				/>
				<Field name="amount" kind="money" label={t('advance.repay_amount')} defaultValue={plainYuan(fen(row.dueFen))} />
				<Field name="documentNo" label={t('advance.document')} hint={t('advance.document_hint')} />
				<Field name="repaidOn" kind="date" label={t('advance.repaid_on')} defaultValue={today} />
				<Submit small>{t('advance.repay_submit')}</Submit>
			</Form>
		</Confirm>
	)
}

/** Who pays in whose place, how much and by which decision. */
export function ProposeAdvance({ levels }: { levels: readonly AdvanceLevel[] }) {
	const { t, locale } = useT()
	const words = (level: AdvanceLevel) => ({
		fund: level.fund,
		source: (locale === 'en' && level.sourceEn) || level.source,
		free: formatYuan(level.freeFen),
		lack: formatYuan(level.lackFen),
	})
	return (
		<Form intent="proposeAdvance" className="form narrow">
			<Field
				name="payer"
				kind="select"
				label={t('advance.payer')}
				empty={t('advance.choose')}
				options={levels.map((level) => ({ value: level.value, label: t('advance.payer_of', words(level)) }))}
			/>
			<Field
				name="debtor"
				kind="select"
				label={t('advance.debtor')}
				empty={t('advance.choose')}
				options={levels.map((level) => ({ value: level.value, label: t('advance.debtor_of', words(level)) }))}
			/>
			<Field name="amount" kind="money" label={t('advance.amount_field')} />
			<Field name="decisionNo" label={t('advance.decision_field')} hint={t('advance.decision_hint')} />
			<Field name="reason" label={t('advance.reason')} optional />
			<Submit>{t('advance.submit')}</Submit>
		</Form>
	)
}
