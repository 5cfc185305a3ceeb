import { Link } from '@remix-run/react'
import { DecisionBox } from '#app/components/decision-box.tsx'
import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { RegisterRow, SetOffView } from '#app/domain/settlement/clawback-register.server.ts'
import { fen, formatYuan, greatest, least, plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** Every demand of an authority: who owes what until when, and what of it is set off against what is to be paid to them. */
export function ClawbackTable({ rows, mayPropose }: { rows: readonly RegisterRow[]; mayPropose: boolean }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('clawback.register')}
			rows={rows}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('clawback.number'),
					isName: true,
					cell: (row) => (
						<>
							<Link className="code nowrap" to={`${paths.deskClaim(row.claim)}#clawback`}>
								{row.number}
							</Link>
							<div className="tiny faint">{(locale === 'en' && row.sourceEn) || row.source}</div>
						</>
					),
				},
				{
					head: t('clawback.payee'),
					cell: (row) => (
						<div>
							{(locale === 'en' && row.payeeEn) || row.payee}
							<div className="tiny dim">{row.reason}</div>
						</div>
					),
				},
				{
					head: t('clawback.left'),
					num: true,
					cell: (row) => (
						<div>
							<Figure fen={row.amountFen - row.receivedFen} />
							<div className="tiny faint">
								{t('clawback.left_of', { amount: formatYuan(row.amountFen), received: formatYuan(row.receivedFen) })}
							</div>
						</div>
					),
				},
				{
					head: t('clawback.owed_due'),
					nowrap: true,
					cell: (row) => (row.dueOn ? <DateText day={row.dueOn} /> : '—'),
				},
				{
					head: t('clawback.state'),
					nowrap: true,
					cell: (row) => <Status of={row.isLate ? 'clawback.late' : `clawback.${row.state}`} />,
				},
				{
					head: t('clawback.set_off'),
					full: true,
					cell: (row) => <SetOffs row={row} mayPropose={mayPropose} />,
				},
			]}
		/>
	)
}

function SetOffs({ row, mayPropose }: { row: RegisterRow; mayPropose: boolean }) {
	const { t } = useT()
	const waits = row.setOffs.some((one) => one.state === 'proposed')
	return (
		<div className="stack">
			{row.setOffs.map((one) => (
				<SetOff key={one.number} one={one} />
			))}
			{mayPropose && !waits && row.offsettable.length > 0 ? <Propose row={row} /> : null}
			{row.setOffs.length === 0 && row.state === 'demanded' && row.offsettable.length === 0 ? (
				<span className="tiny dim">{t('clawback.set_off_nothing')}</span>
			) : null}
		</div>
	)
}

function SetOff({ one }: { one: SetOffView }) {
	const { t } = useT()
	const amount = formatYuan(one.amountFen)
	const said = t('clawback.set_off_of', { amount, claim: one.claim, decision: one.decisionNo })
	if (one.state !== 'proposed') return <span className="small">{said}</span>
	if (!one.mayDecide)
		return (
			<span className="small">
				{said}
				<span className="block tiny dim">{t('clawback.other_person')}</span>
			</span>
		)
	return (
		<DecisionBox
			number={one.number}
			field="setOff"
			intents={{ approve: 'approve_set_off', refuse: 'refuse_set_off' }}
			words={{
				label: t('clawback.set_off_decide'),
				question: t('clawback.set_off_question', { amount }),
				said,
				effect: t('clawback.set_off_effect'),
				approve: t('clawback.set_off_approve', { amount }),
				refuse: t('clawback.refuse'),
			}}
		/>
	)
}

function Propose({ row }: { row: RegisterRow }) {
	const { t } = useT()
	const id = `set-off-${row.number}`
	const leftFen = row.amountFen - row.receivedFen
	const largest = row.offsettable.map((line) => fen(line.amountFen)).reduce(greatest, fen(0))
	return (
		<Confirm
			small
			label={t('clawback.set_off_propose')}
			question={t('clawback.set_off_which', { left: formatYuan(leftFen) })}
			open={useFormResult('propose_set_off', id) !== undefined}
		>
			<Form intent="propose_set_off" id={id}>
				<input type="hidden" name="clawback" value={row.number} />
				<Field
					name="payLine"
					kind="select"
					label={t('clawback.set_off_against')}
					options={row.offsettable.map((line) => ({
						value: line.payLine,
						label: t('clawback.set_off_line', { claim: line.claim, amount: formatYuan(line.amountFen) }),
					}))}
				/>
				<Field
					name="amount"
					kind="money"
					label={t('clawback.set_off_amount')}
					defaultValue={plainYuan(least(fen(leftFen), largest))}
				/>
				<Field name="decisionNo" label={t('clawback.set_off_document')} hint={t('clawback.set_off_document_hint')} />
				<Field name="reason" label={t('clawback.set_off_reason')} optional />
				<Submit small>{t('clawback.set_off_submit')}</Submit>
			</Form>
		</Confirm>
	)
}
