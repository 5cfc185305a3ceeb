import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ClaimClawbacks, ClawbackView } from '#app/domain/settlement/clawbacks.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'

/** What of a paid claim is demanded back: each demand with its next step, and the form for a new one. */
export function Clawbacks({ page }: { page: ClaimClawbacks }) {
	const { t, locale } = useT()
	const nameOf = (row: { source: string; sourceEn: string | null }) => (locale === 'en' && row.sourceEn) || row.source
	return (
		<Section title={t('clawback.title')} note={t('clawback.note')} id="clawback">
			{page.clawbacks.length > 0 ? (
				<Table
					caption={t('clawback.title')}
					rows={page.clawbacks}
					rowKey={(row) => row.number}
					columns={[
						{
							head: t('clawback.number'),
							isName: true,
							cell: (row) => (
								<>
									<span className="code">{row.number}</span>
									<div className="tiny faint">{nameOf(row)}</div>
								</>
							),
						},
						{
							head: t('clawback.reason'),
							cell: (row) => (
								<>
									{row.reason}
									{row.article ? <span className="dim"> {row.article}</span> : null}
									<div className="tiny faint">
										{row.proposedBy === null
											? t(`clawback.by_${row.origin === 'red_letter' ? 'itself' : row.origin}`)
											: t('clawback.proposed_by', { name: row.proposedBy })}
										{row.dueOn ? ` ${t('clawback.due', { day: formatDay(row.dueOn, locale) })}` : ''}
									</div>
								</>
							),
						},
						{ head: t('clawback.amount'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
						{ head: t('clawback.received'), num: true, cell: (row) => <Figure fen={row.receivedFen} /> },
						{ head: t('clawback.state'), nowrap: true, cell: (row) => <Status of={`clawback.${row.state}`} /> },
						{ head: t('clawback.step'), quietHead: true, full: true, cell: (row) => <Step row={row} /> },
					]}
				/>
			) : (
				<p className="dim">{t('clawback.none')}</p>
			)}
			{page.mayPropose && page.lines.length > 0 ? <Propose page={page} nameOf={nameOf} /> : null}
		</Section>
	)
}

function Step({ row }: { row: ClawbackView }) {
	const { t } = useT()
	const demanding = useFormResult('demand_clawback', `demand-${row.number}`)
	const receiving = useFormResult('receive_clawback', `receive-${row.number}`)
	const amount = formatYuan(row.amountFen)
	const left = formatYuan(row.amountFen - row.receivedFen)
	if (row.state === 'proposed' && !row.may.decide) return <span className="tiny dim">{t('clawback.other_person')}</span>
	if (row.may.decide)
		return (
			<Confirm
				small
				variant="danger"
				label={t('clawback.decide')}
				question={t('clawback.demand_question', { amount })}
				open={demanding !== undefined}
			>
				<p className="small">{t('clawback.demand_effect')}</p>
				<div className="row">
					<Form intent="demand_clawback" id={`demand-${row.number}`} className="row">
						<input type="hidden" name="clawback" value={row.number} />
						<Submit small variant="danger">
							{t('clawback.demand', { amount })}
						</Submit>
					</Form>
					<Form intent="refuse_clawback" id={`refuse-${row.number}`} className="row">
						<input type="hidden" name="clawback" value={row.number} />
						<Submit small variant="quiet">
							{t('clawback.refuse')}
						</Submit>
					</Form>
				</div>
			</Confirm>
		)
	if (!row.may.receive) return null
	return (
		<Confirm
			small
			label={t('clawback.receive')}
			question={t('clawback.receive_question', { amount: left })}
			open={receiving !== undefined}
		>
			<p className="small">{t('clawback.receive_effect')}</p>
			<Form intent="receive_clawback" id={`receive-${row.number}`}>
				<input type="hidden" name="clawback" value={row.number} />
				<Field
					name="amount"
					label={t('clawback.amount_received')}
					kind="money"
					defaultValue={left.replaceAll(',', '')}
				/>
				<Field name="documentNo" label={t('clawback.document_no')} hint={t('clawback.document_hint')} />
				<Field name="receivedOn" label={t('clawback.received_on')} kind="date" />
				<Submit>{t('clawback.receive')}</Submit>
			</Form>
		</Confirm>
	)
}

function Propose({
	page,
	nameOf,
}: {
	page: ClaimClawbacks
	nameOf: (row: { source: string; sourceEn: string | null }) => string
}) {
	const { t } = useT()
	const answer = useFormResult('propose_clawback')
	const options = page.lines.map((line) => ({
		value: String(line.id),
		label: t('clawback.line', { source: nameOf(line), left: formatYuan(line.amountFen - line.demandedFen) }),
	}))
	return (
		<div className="mt-4">
			<Confirm
				label={t('clawback.propose')}
				variant="danger"
				question={t('clawback.propose_question')}
				open={answer !== undefined}
			>
				<Form intent="propose_clawback">
					<Field name="payLine" label={t('clawback.of')} kind="select" options={options} />
					<Field name="amount" label={t('clawback.amount_asked')} kind="money" />
					<Field name="reason" label={t('clawback.reason')} kind="textarea" rows={2} />
					<Field name="article" label={t('clawback.article')} optional />
					<Field name="dueOn" label={t('clawback.due_on')} kind="date" optional />
					<Submit variant="danger">{t('clawback.propose')}</Submit>
				</Form>
			</Confirm>
		</div>
	)
}
