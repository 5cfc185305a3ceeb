import { Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateRange } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DeskProgramme } from '#app/domain/programmes/programme-desk.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Props = { programme: DeskProgramme }
type Round = DeskProgramme['rounds'][number]

/** The rounds of a programme: window, fund, state, and the step each waits for. */
export function RoundTable({ programme }: Props) {
	const { t } = useT()
	return (
		<Table
			caption={t('programme.rounds')}
			rows={programme.rounds}
			rowKey={(round) => round.number}
			columns={[
				{
					head: t('programme.round_name'),
					isName: true,
					cell: (round) => (
						<>
							{round.giving === 'first_come' ? (
								round.name
							) : (
								<Link to={paths.deskRound(round.number)}>
									{t('programme.round_drawn', { name: round.name, how: t(`programme.giving_${round.giving}`) })}
								</Link>
							)}
							<div className="tiny faint">
								<span className="code">{round.number}</span> <span lang="zh">{round.noticeNo}</span>
							</div>
						</>
					),
				},
				{
					head: t('programme.window'),
					nowrap: true,
					cell: (round) => (
						<DateRange from={shanghaiDay(round.opensAt)} until={shanghaiDay(new Date(round.closesAt.getTime() - 1))} />
					),
				},
				{
					head: t('programme.service_period'),
					nowrap: true,
					phoneHide: true,
					cell: (round) => <DateRange from={round.serviceFrom} until={round.serviceUntil} />,
				},
				{
					head: t('programme.version_head'),
					nowrap: true,
					cell: (round) => t('programme.version', { n: round.versionNo }),
				},
				{
					head: t('programme.fund'),
					nowrap: true,
					cell: (round) => (
						<Link className="code" to={paths.deskFund(round.fund)}>
							{round.fund}
						</Link>
					),
				},
				{ head: t('programme.state'), nowrap: true, cell: (round) => <Status of={`round.${round.standing}`} /> },
				{ head: t('programme.approve_round'), quietHead: true, cell: (round) => <RoundStep round={round} /> },
			]}
		/>
	)
}

function RoundStep({ round }: { round: Round }) {
	const { t } = useT()
	if (round.state === 'draft' && !round.mayApprove)
		return <span className="tiny dim">{t('programme.approve_other')}</span>
	const step = round.mayApprove ? ('approve' as const) : round.mayClose ? ('close' as const) : null
	if (!step) return null
	return (
		<Confirm
			label={t(`programme.${step}_round`)}
			question={t(`programme.${step}_question`)}
			variant={step === 'approve' ? 'primary' : 'plain'}
		>
			<Form intent={`${step}_round`} id={`${step}-${round.number}`} className="row">
				<input type="hidden" name="round" value={round.number} />
				<Submit small variant={step === 'approve' ? 'primary' : 'danger'}>
					{t(`programme.${step}_round`)}
				</Submit>
			</Form>
		</Confirm>
	)
}

/** A new round of the newest published version, on one of the programme's funds. */
export function RoundForm({ programme }: Props) {
	const { t } = useT()
	if (programme.isSample) return <NoteBox title={t('programme.sample_round')} />
	if (!programme.hasPublished) return <NoteBox title={t('programme.need_published')} />
	if (programme.funds.length === 0)
		return (
			<NoteBox title={t('programme.need_fund')}>
				<Link to={`${paths.deskFundNew}?programme=${programme.number}`}>{t('programme.fund')}</Link>
			</NoteBox>
		)
	return (
		<Form intent="create_round" className="form cols">
			<Field name="name" label={t('programme.round_name')} />
			<Field name="noticeNo" label={t('programme.notice_no')} />
			<Field
				name="fund"
				label={t('programme.fund')}
				kind="select"
				options={programme.funds.map((fund) => ({ value: fund.number, label: `${fund.name} ${fund.number}` }))}
				empty={t('programme.choose')}
			/>
			<Field name="contact" label={t('programme.contact')} />
			<Field name="opensOn" label={t('programme.opens_on')} kind="date" />
			<Field name="closesOn" label={t('programme.closes_on')} kind="date" />
			<Field name="serviceFrom" label={t('programme.service_from')} kind="date" />
			<Field name="serviceUntil" label={t('programme.service_until')} kind="date" />
			<Submit>{t('programme.create_round')}</Submit>
		</Form>
	)
}
