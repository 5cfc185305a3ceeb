import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Track, type TrackStep } from '#app/components/ui/track.tsx'
import type { Check } from '#app/domain/claims/check-claim.ts'
import { claimTrack } from '#app/domain/claims/claim.ts'
import type { ClaimView } from '#app/domain/claims/claim-details.server.ts'
import type { ClaimNotice } from '#app/domain/notices/notices.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type ClaimNextProps = {
	claim: ClaimView
	/** the day it should have been reviewed by is over */
	isReviewLate: boolean
	viewer: string
	lines: number
	checks: readonly Check[]
	notice: ClaimNotice | null
}

/** What happens next with a claim, until when, and what if not: as its claimant or the other party reads it. */
export function ClaimNext({ claim, isReviewLate, viewer, lines, checks, notice }: ClaimNextProps) {
	const { t, locale } = useT()
	const stops = checks.filter((check) => check.verdict === 'stop').length
	const mine = viewer === 'claimant'
	const isEditable = claim.state === 'draft' || claim.state === 'returned'
	const ownKey = lines === 0 ? 'draft_empty' : `${claim.state}_${stops > 0 ? 'missing' : 'ready'}`
	const key = isEditable && mine ? ownKey : isReviewLate ? 'submitted_late' : stateKey(claim, notice)
	const values = {
		n: stops,
		due: claim.reviewDueOn ? formatDay(claim.reviewDueOn, locale) : '—',
		until: notice ? formatDay(notice.closesOn, locale) : '—',
		left: notice?.daysLeft ?? 0,
		authority: claim.authority,
		amount: `¥${formatYuan(claim.approvedFen ?? claim.claimedFen)}`,
		reason: claim.reviewReason ?? '',
	}
	const actions =
		isEditable && mine && stops === 0 && lines > 0 ? (
			<a className="btn primary" href="#submit">
				{t('claim.to_submit')}
			</a>
		) : notice ? (
			<LinkButton to={paths.notice(notice.number)}>{t('claim.to_notice')}</LinkButton>
		) : null
	return (
		<Next title={t(`claim.next_${key}`, values)} actions={actions}>
			{t(`claim.then_${key}`, values)}
		</Next>
	)
}

function stateKey(claim: ClaimView, notice: ClaimNotice | null): string {
	if (claim.state === 'on_notice') return notice?.isObjected ? 'objected' : 'on_notice'
	if (claim.state === 'reviewed')
		return claim.approvedFen === 0n ? 'reviewed_nothing' : claim.needsNotice ? 'reviewed_notice' : 'reviewed'
	return claim.state
}

/** How far the claim has come. The notice is left out where the programme has none. */
export function ClaimTrack({ claim }: { claim: ClaimView }) {
	const { t } = useT()
	if (claim.state === 'withdrawn' || claim.state === 'refused') return null
	const names = claimTrack.filter((state) => state !== 'on_notice' || claim.needsNotice)
	const place = { returned: 'draft', partly_paid: 'approved' }[claim.state as string] ?? claim.state
	const now = names.indexOf(place as (typeof claimTrack)[number])
	const days: Record<string, Date | null> = {
		draft: claim.createdAt,
		submitted: claim.submittedAt,
		reviewed: claim.reviewedAt,
		approved: claim.approvedAt,
	}
	const steps: TrackStep[] = names.map((name, index) => ({
		label: t(`claim.step_${name}`),
		at: index < now || place === 'paid' ? 'done' : index === now ? 'now' : 'todo',
		note: index <= now && days[name] ? <DateText day={shanghaiDay(days[name])} short /> : undefined,
	}))
	return <Track label={t('claim.track')} steps={steps} />
}
