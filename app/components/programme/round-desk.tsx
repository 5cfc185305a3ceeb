import { Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateRange } from '#app/components/ui/date-text.tsx'
import { Confirm, Disclosure } from '#app/components/ui/disclosure.tsx'
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
				{
					head: t('programme.state'),
					nowrap: true,
					cell: (round) => (
						<div>
							<Status of={`round.${round.standing}`} />
							<RatioOf round={round} />
						</div>
					),
				},
				{ head: t('programme.approve_round'), quietHead: true, cell: (round) => <RoundStep round={round} /> },
			]}
		/>
	)
}

/** The ratio the rules leave to the year: what was published, or what it waits for. */
function RatioOf({ round: { number, ratio } }: { round: Round }) {
	const { t } = useT()
	if (!ratio) return null
	const percent = ratio.bp === null ? null : `${ratio.bp / 100}%`
	const name = t(`programme.ratio_${ratio.kind}`)
	if (ratio.isApproved)
		return (
			<div className="tiny dim">
				{name} {percent} <span lang="zh">{ratio.documentNo}</span>
			</div>
		)
	return (
		<div className="tiny">
			<div className="dim">
				{percent === null
					? t('programme.ratio_missing', { name })
					: t('programme.ratio_waiting', { name, percent, document: ratio.documentNo ?? '' })}
			</div>
			{ratio.mayApprove && ratio.bp !== null ? (
				<Form intent="approve_ratio" id={`ratio-${number}`} className="row">
					<input type="hidden" name="round" value={number} />
					<input type="hidden" name="bp" value={ratio.bp} />
					<Submit small>{t('programme.ratio_approve')}</Submit>
				</Form>
			) : null}
			{ratio.mayPropose ? (
				<Disclosure summary={t(percent === null ? 'programme.ratio_propose' : 'programme.ratio_propose_other')}>
					<Form intent="propose_ratio" id={`ratio-new-${number}`} className="form">
						<input type="hidden" name="round" value={number} />
						<Field name="percent" label={t('programme.ratio_percent')} />
						<Field name="documentNo" label={t('programme.ratio_document')} />
						<Submit small>{t('programme.ratio_propose')}</Submit>
					</Form>
				</Disclosure>
			) : null}
		</div>
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
