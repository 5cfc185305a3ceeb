import { Link } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import type { PeriodProposal, Periods } from '#app/domain/ledger/periods.server.ts'
import { formatInstant, formatMonth } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** What the months wait for: a second person's decision, or the close of the month that is due. */
export function PeriodNext({ periods }: { periods: Periods }) {
	const { t, locale } = useT()
	if (periods.proposal) return <Waiting proposal={periods.proposal} mayApprove={periods.may.approve} />
	const due = periods.months.find(({ state }) => state === 'due')
	if (!due) return null
	const month = formatMonth(due.month, locale)
	return (
		<Next
			title={t('period.due_title', { month })}
			actions={
				periods.may.propose ? (
					<Form intent="close" className="row">
						<input type="hidden" name="month" value={due.month} />
						<Submit>{t('period.propose_close', { month })}</Submit>
					</Form>
				) : (
					<BlockedButton reason={t('period.propose_other')}>{t('period.propose_close', { month })}</BlockedButton>
				)
			}
		>
			{t('period.due_text')} <Link to={paths.deskPeriod(due.month)}>{t('period.see_totals')}</Link>
		</Next>
	)
}

function Waiting({ proposal, mayApprove }: { proposal: PeriodProposal; mayApprove: boolean }) {
	const { t, locale } = useT()
	const { kind } = proposal
	const month = formatMonth(proposal.month, locale)
	const text = { person: proposal.proposedBy, at: formatInstant(proposal.proposedAt, locale) }
	const label = t(`period.approve_${kind}`, { month })
	const drop = (
		<Form intent="drop" className="row">
			<input type="hidden" name="proposal" value={String(proposal.id)} />
			<Submit variant="quiet">{proposal.isOwn ? t('period.withdraw') : t('period.refuse')}</Submit>
		</Form>
	)
	return (
		<Next
			title={t(`period.proposal_${kind}`, { month })}
			actions={
				mayApprove ? (
					<Confirm label={label} question={t(`period.${kind}_question`, { month })} variant="primary">
						<p className="small dim">{t(`period.${kind}_effect`, { month })}</p>
						<div className="row">
							{drop}
							<Form intent="approve" className="row">
								<input type="hidden" name="proposal" value={String(proposal.id)} />
								<Submit>{label}</Submit>
							</Form>
						</div>
					</Confirm>
				) : (
					<>
						<BlockedButton reason={t('period.approve_other')}>{label}</BlockedButton>
						{proposal.isOwn ? drop : null}
					</>
				)
			}
		>
			{t('period.proposal_text', text)}
			{proposal.reason ? ` ${t('period.proposal_reason', { reason: proposal.reason })}` : null}
		</Next>
	)
}
