import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { ClaimListItem } from '#app/domain/claims/claims.server.ts'
import { paths } from '#app/web/paths.ts'

type DeskQueueProps = { number: string; queue: readonly ClaimListItem[] }
const shownAtMost = 12

/** The claims that wait for review, the one on the desk marked. */
export function DeskQueue({ number, queue }: DeskQueueProps) {
	const { t } = useT()
	const total = queue.reduce((sum, claim) => sum + claim.claimedFen, 0n)
	const shown = queue.slice(0, shownAtMost)
	return (
		<div className="list-col">
			<div className="panel-head">
				<h2 className="small">{t('claimDesk.queue_head', { n: queue.length })}</h2>
				<span className="push small dim">
					<Amount fen={total} />
				</span>
			</div>
			<ol>
				{shown.map((claim) => (
					<li key={claim.number}>
						<Link
							className="q-item"
							to={paths.deskClaim(claim.number)}
							aria-current={claim.number === number ? 'true' : undefined}
						>
							<span className="l1">
								<b>
									<OrganisationName name={claim.claimant} isDemo={claim.isDemo} />
								</b>
								<Figure fen={claim.claimedFen} />
							</span>
							<span className="l2">
								<span className="code">{claim.number}</span>
								{claim.isOverdue ? (
									<Verdict shape="triangle" hue="warn">
										{t('claimDesk.overdue')}
									</Verdict>
								) : null}
							</span>
							<span className="l2">
								{claim.reviewDueOn ? (
									<span>
										{t('claimDesk.due')} <DateText day={claim.reviewDueOn} short />
									</span>
								) : null}
							</span>
						</Link>
					</li>
				))}
			</ol>
			{queue.length > shown.length ? (
				<p className="panel-pad small">
					<Link to={paths.deskClaims}>{t('claimDesk.queue_rest', { n: queue.length - shown.length })}</Link>
				</p>
			) : null}
		</div>
	)
}

/** Before and after the claim on the desk, in the queue's order. */
export function neighbours(number: string, queue: readonly ClaimListItem[]) {
	const at = queue.findIndex((claim) => claim.number === number)
	return { at, previous: at > 0 ? queue[at - 1]?.number : undefined, next: queue[at + 1]?.number }
}

/** On the phone the queue is a pager: 第 1 件，共 18 件. */
export function DeskPager({ number, queue }: DeskQueueProps) {
	const { t } = useT()
	const { at, previous, next } = neighbours(number, queue)
	return (
		<nav className="pager narrow-only mb-2" aria-label={t('claimDesk.queue_head', { n: queue.length })}>
			{previous ? (
				<LinkButton to={paths.deskClaim(previous)} small>
					{t('claimDesk.previous')}
				</LinkButton>
			) : null}
			{at >= 0 ? (
				<span className="small strong">{t('claimDesk.queue_place', { no: at + 1, n: queue.length })}</span>
			) : null}
			{next ? (
				<LinkButton to={paths.deskClaim(next)} small>
					{t('claimDesk.next')}
				</LinkButton>
			) : null}
			<Link className="push small" to={paths.deskClaims}>
				{t('claimDesk.see_queue')}
			</Link>
		</nav>
	)
}
