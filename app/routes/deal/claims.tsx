import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { claimableOrders, claimantKind } from '#app/domain/claims/claimable-orders.server.ts'
import { ownClaims } from '#app/domain/claims/claims.server.ts'
import { rewardableOrders } from '#app/domain/claims/rewardable-orders.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['claim'], async (ctx) => {
	const kind = claimantKind(ctx)
	const [claims, claimable, rewardable] = await Promise.all([
		ownClaims(ctx),
		claimableOrders(ctx),
		kind === 'provider' ? rewardableOrders(ctx) : [],
	])
	return { claims, waiting: claimable.length, rewards: rewardable.length, kind }
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'claim.list_title')

export default function Claims() {
	const { t } = useT()
	const { claims, waiting, rewards, kind } = useLoaderData<typeof loader>()
	const start = (
		<LinkButton to={paths.claimNew} variant="primary">
			{waiting > 0
				? t('claim.start_from', { n: waiting })
				: rewards > 0
					? t('claim.reward_start_from', { n: rewards })
					: t('claim.start')}
		</LinkButton>
	)
	return (
		<Page>
			<PageHead
				title={t('claim.list_title')}
				facts={
					<>
						<span>{t(`claim.list_facts_${kind}`)}</span>
						<Link to={paths.moneyStatement}>{t('common.money_statement')}</Link>
					</>
				}
				actions={start}
			/>
			{claims.length === 0 ? (
				<Empty title={t('claim.list_empty')}>{t(`claim.list_empty_${kind}`)}</Empty>
			) : (
				<Table
					caption={t('claim.list_title')}
					rows={claims}
					rowKey={(claim) => claim.number}
					columns={[
						{
							head: t('claim.col_claim'),
							isName: true,
							cell: (claim) => (
								<>
									<Link to={paths.claim(claim.number)}>{claim.title || t('claim.no_lines')}</Link>
									{claim.lines > 1 ? <span className="dim"> {t('claim.and_more', { n: claim.lines })}</span> : null}
									<div className="tiny faint code">{claim.number}</div>
								</>
							),
						},
						{ head: t('claim.col_programme'), cell: (claim) => claim.programme },
						{
							head: t('claim.col_state'),
							nowrap: true,
							cell: (claim) => (
								<Status of={claim.isObjected ? 'claim.objected' : `claim.${claim.state}`} viewer={kind} />
							),
						},
						{
							head: t('claim.col_submitted'),
							nowrap: true,
							cell: (claim) => (claim.submittedAt ? <DateText day={shanghaiDay(claim.submittedAt)} /> : '—'),
						},
						{ head: t('claim.col_claimed'), num: true, cell: (claim) => <Figure fen={claim.claimedFen} /> },
						{ head: t('claim.col_approved'), num: true, cell: (claim) => <Figure fen={claim.approvedFen} /> },
						{ head: t('claim.col_paid'), num: true, cell: (claim) => <Figure fen={claim.paidFen} /> },
					]}
				/>
			)}
		</Page>
	)
}
