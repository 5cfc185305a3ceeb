import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton, LinkButton } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { ClaimDetails } from '#app/domain/claims/claim-details.server.ts'
import type { ClaimNotice } from '#app/domain/notices/notices.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { CutForm } from './cut-form.tsx'
import { ReturnForm } from './return-form.tsx'

type DeskDecisionProps = {
	page: Pick<ClaimDetails, 'claim' | 'lines' | 'checks' | 'offers' | 'blockedBySelf'>
	notice: ClaimNotice | null
}

/** What this person may decide on the claim now, and who else has to where it is not theirs. */
export function DeskDecision({ page, notice }: DeskDecisionProps) {
	const { t, locale } = useT()
	const { claim, lines, checks, offers, blockedBySelf } = page
	const stops = checks.filter((check) => check.verdict === 'stop').length
	const amount = `¥${formatYuan(claim.claimedFen)}`
	const isHeld = claim.state === 'on_notice' && (notice?.state === 'open' || notice?.isObjected === true)
	const approved = `¥${formatYuan(claim.approvedFen ?? 0n)}`
	return (
		<div className="desk-foot panel-pad stack">
			{claim.state === 'submitted' && offers.includes('review') ? (
				<>
					<div id="approve-all">
						{stops > 0 ? (
							<BlockedButton reason={t('claimDesk.approve_blocked', { n: stops })}>
								{t('claimDesk.approve_all', { amount })}
							</BlockedButton>
						) : (
							<Form intent="review" id="all" className="row">
								{lines.map((line, index) => (
									<span key={line.lineNo}>
										<input type="hidden" name={`lines[${index}].lineNo`} value={line.lineNo} />
										<input type="hidden" name={`lines[${index}].approvedYuan`} value={formatYuan(line.claimedFen)} />
									</span>
								))}
								<Submit block>{t('claimDesk.approve_all', { amount })}</Submit>
							</Form>
						)}
					</div>
					<CutForm lines={lines} />
					<ReturnForm checks={checks} />
				</>
			) : null}
			{claim.state === 'reviewed' && claim.needsNotice && claim.approvedFen !== 0n ? (
				<NoteBox
					tone="go"
					title={t('claimDesk.awaits_notice', { amount: approved })}
					actions={<LinkButton to={paths.deskNotices}>{t('claimDesk.to_notices')}</LinkButton>}
				>
					{t('claimDesk.awaits_notice_what')}
				</NoteBox>
			) : null}
			{isHeld ? (
				<NoteBox
					tone={notice?.isObjected ? 'stop' : 'go'}
					title={t(notice?.isObjected ? 'claimDesk.held_objection' : 'claimDesk.held_notice', {
						until: notice ? formatDay(notice.closesOn, locale) : '',
					})}
					actions={<LinkButton to={paths.deskNotices}>{t('claimDesk.to_notices')}</LinkButton>}
				/>
			) : null}
			{offers.includes('approve') && !isHeld ? (
				<Form intent="approve" className="row">
					<Submit block>{t('claimDesk.approve', { amount: approved })}</Submit>
				</Form>
			) : null}
			{offers.includes('refuse') ? (
				<Confirm label={t('claimDesk.refuse')} variant="danger" question={t('claimDesk.refuse_question', { amount })}>
					<p className="small dim">{t('claimDesk.refuse_what')}</p>
					<Form intent="refuse">
						<Field
							name="reason"
							label={t('claimDesk.refuse_reason')}
							defaultValue={claim.reviewReason ?? undefined}
							kind="textarea"
							rows={3}
						/>
						<div className="row">
							<Submit variant="danger">{t('claimDesk.refuse')}</Submit>
						</div>
					</Form>
				</Confirm>
			) : null}
			{blockedBySelf.length > 0 ? <p className="small dim">{t('claimDesk.another_person')}</p> : null}
			{claim.state === 'reviewed' && offers.includes('review') ? <CutForm lines={lines} again /> : null}
		</div>
	)
}
