import { Link, NavLink, useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { type Queue, queues } from '#app/domain/claims/claim.ts'
import { reviewManyForm } from '#app/domain/claims/claim-forms.ts'
import { claimQueue, queueCounts } from '#app/domain/claims/claims.server.ts'
import { reviewMany } from '#app/domain/claims/review-many.server.ts'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { formatYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['claim', 'claimDesk'], async (ctx, { request }) => {
	const asked = new URL(request.url).searchParams.get('queue') as Queue
	const queue = queues.includes(asked) ? asked : 'review'
	const [claims, counts] = await Promise.all([claimQueue(ctx, queue), queueCounts(ctx)])
	const mayReview =
		queue === 'review' && can(ctx.actor, 'claim.review', { authorityId: memberOf(ctx.actor).organisationId })
	return { queue, claims, counts, mayReview, today: shanghaiDay(ctx.now) }
})

export const action = pageAction({
	review_many: intent(reviewManyForm, async (ctx, { claim }) => {
		const { passed, left } = await reviewMany(ctx, claim)
		if (left.length === 0) return redirectWith(paths.deskClaims, 'ok', 'claimDesk.many_done', { n: passed.length })
		const which = left.join(' ')
		return redirectWith(paths.deskClaims, 'warn', 'claimDesk.many_left', { n: passed.length, left: left.length, which })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'claimDesk.desk_title')

export default function DeskClaims() {
	const { t } = useT()
	const { queue, claims, counts, mayReview, today } = useLoaderData<typeof loader>()
	const overdue = claims.filter((claim) => claim.isOverdue).length
	const dueToday = claims.filter((claim) => claim.state === 'submitted' && claim.reviewDueOn === today).length
	const total = claims.reduce((sum, claim) => sum + (claim.approvedFen ?? claim.claimedFen), 0n)
	return (
		<Page desk>
			<PageHead
				title={t('claimDesk.desk_title')}
				facts={t('claimDesk.desk_facts', { n: claims.length, amount: `¥${formatYuan(total)}` })}
				actions={
					overdue + dueToday > 0 && queue === 'review' ? (
						<Verdict shape="triangle" hue="warn">
							{overdue > 0
								? t('claimDesk.overdue_count', { n: overdue })
								: t('claimDesk.due_today_count', { n: dueToday })}
						</Verdict>
					) : undefined
				}
			/>
			<nav className="row mb-4" aria-label={t('claimDesk.queues')}>
				{queues.map((name) => (
					<NavLink
						key={name}
						to={`${paths.deskClaims}?queue=${name}`}
						className={name === queue ? 'chip on' : 'chip'}
						aria-current={name === queue ? 'page' : undefined}
					>
						{t(`claimDesk.queue_${name}`)} <span className="num">{counts[name]}</span>
					</NavLink>
				))}
				<Link className="push small" to={paths.deskSamplings}>
					{t('claimDesk.to_samplings')}
				</Link>
				<Link className="small" to={paths.deskSanctions}>
					{t('claimDesk.to_sanctions')}
				</Link>
			</nav>
			{claims.length === 0 ? (
				<div className="panel">
					<Empty title={t(`claimDesk.queue_empty_${queue}`)} icon="check" />
				</div>
			) : (
				<QueueForm may={mayReview}>
					<Table
						caption={t(`claimDesk.queue_${queue}`)}
						rows={claims}
						rowKey={(claim) => claim.number}
						columns={[
							{
								head: t('claim.col_claimant'),
								isName: true,
								cell: (claim) => (
									<>
										{mayReview && claim.state === 'submitted' ? (
											<input
												type="checkbox"
												name="claim"
												value={claim.number}
												aria-label={t('claimDesk.many_pick', { number: claim.number })}
											/>
										) : null}{' '}
										<Link to={paths.deskClaim(claim.number)}>
											<OrganisationName name={claim.claimant} isDemo={claim.isDemo} />
										</Link>
										<div className="tiny faint">
											<span className="code">{claim.number}</span> {claim.title}
											{claim.lines > 1 ? ` ${t('claim.and_more', { n: claim.lines })}` : ''}
										</div>
									</>
								),
							},
							{ head: t('claim.col_programme'), cell: (claim) => claim.programme, phoneHide: true },
							{
								head: t('claim.col_state'),
								nowrap: true,
								cell: (claim) => (
									<Status of={claim.isObjected ? 'claim.objected' : `claim.${claim.state}`} viewer="authority" />
								),
							},
							{
								head: t('claim.col_due'),
								nowrap: true,
								cell: (claim) =>
									claim.state !== 'submitted' || !claim.reviewDueOn ? (
										'—'
									) : claim.isOverdue ? (
										<Verdict shape="triangle" hue="warn">
											{t('claimDesk.overdue_since')} <DateText day={claim.reviewDueOn} short />
										</Verdict>
									) : (
										<DateText day={claim.reviewDueOn} short />
									),
							},
							{ head: t('claim.col_claimed'), num: true, cell: (claim) => <Figure fen={claim.claimedFen} /> },
							{ head: t('claim.col_approved'), num: true, cell: (claim) => <Figure fen={claim.approvedFen} /> },
						]}
					/>
				</QueueForm>
			)}
		</Page>
	)
}

/** The queue with a box beside each claim, and the button that approves the ticked ones that have nothing to look at. */
function QueueForm({ may, children }: { may: boolean; children: ReactNode }) {
	const { t } = useT()
	if (!may) return children
	return (
		<Form intent="review_many" className="stack" label={t('claimDesk.many_title')}>
			{children}
			<Confirm label={t('claimDesk.many_button')} question={t('claimDesk.many_question')}>
				<p className="small">{t('claimDesk.many_what')}</p>
				<Submit>{t('claimDesk.many_submit')}</Submit>
			</Confirm>
		</Form>
	)
}
