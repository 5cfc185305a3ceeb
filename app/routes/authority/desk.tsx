import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { percentText } from '#app/components/ui/ident.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Meter } from '#app/components/ui/split-bar.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { authorityMember, deskCounts } from '#app/domain/reporting/desk.server.ts'
import { fundTotals } from '#app/domain/reporting/fund-totals.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['desk'], async (ctx) => {
	const member = authorityMember(ctx)
	return { counts: await deskCounts(ctx), funds: await fundTotals(ctx, member.organisationId), roles: member.roles }
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'desk.title')

export default function Desk() {
	const { t } = useT()
	const { counts, funds, roles } = useLoaderData<typeof loader>()
	const queues = [
		{ key: 'applications', count: counts.applications, to: paths.deskApplications, who: 'reviewer' },
		{ key: 'claims', count: counts.claims, to: paths.deskClaims, who: 'reviewer' },
		{ key: 'objections', count: counts.objections, to: paths.deskNotices, who: 'reviewer' },
		{ key: 'batches', count: counts.batches, to: paths.deskBatches, who: 'settlement_officer' },
		{ key: 'lines', count: counts.lines, to: paths.deskStatements, who: 'finance' },
		{ key: 'clearings', count: counts.clearings, to: paths.deskClearings, who: 'finance' },
		{ key: 'sanctions', count: counts.sanctions, to: paths.deskSanctions, who: 'programme_officer' },
		{ key: 'drafts', count: counts.drafts, to: paths.deskProgrammes, who: 'programme_officer' },
		{ key: 'people', count: counts.people, to: paths.deskPeople, who: 'programme_officer' },
	].filter((queue) => queue.count > 0)
	const isMine = (who: string) => (roles as readonly string[]).includes(who)
	queues.sort((a, b) => Number(isMine(b.who)) - Number(isMine(a.who)))
	return (
		<Page desk>
			<PageHead title={t('desk.title')} facts={t('desk.facts')} />
			<div className="grid cols-2">
				<Section title={t('desk.waiting')} note={t('desk.waiting_note')}>
					{queues.length === 0 ? (
						<Empty icon="check" title={t('desk.nothing')}>
							{t('desk.nothing_note')}
						</Empty>
					) : (
						<Table
							caption={t('desk.waiting')}
							rows={queues}
							rowKey={(queue) => queue.key}
							columns={[
								{ head: t('desk.what'), cell: (queue) => <Link to={queue.to}>{t(`desk.${queue.key}`)}</Link> },
								{ head: t('desk.count'), num: true, cell: (queue) => queue.count },
								{
									head: t('desk.who'),
									cell: (queue) => (
										<span className={isMine(queue.who) ? 'strong' : 'dim'}>
											{isMine(queue.who) ? t('desk.you') : t(`common.role_${queue.who}`)}
										</span>
									),
								},
							]}
						/>
					)}
				</Section>
				<Section
					title={t('desk.funds')}
					note={t('desk.funds_note')}
					more={{ to: paths.deskFunds, label: t('desk.all_funds') }}
				>
					{funds.length === 0 ? (
						<Empty title={t('desk.no_funds')}>{t('desk.no_funds_note')}</Empty>
					) : (
						<Table
							caption={t('desk.funds')}
							rows={funds}
							rowKey={(fund) => fund.number}
							columns={[
								{
									head: t('desk.fund'),
									cell: (fund) => (
										<>
											<Link to={paths.deskFund(fund.number)}>{fund.name}</Link>
											<Meter
												part={fund.paidFen}
												whole={fund.appropriatedFen}
												label={t('desk.rate', { percent: percentText(fund.paidFen, fund.appropriatedFen) })}
											/>
										</>
									),
								},
								{ head: t('desk.appropriated'), num: true, cell: (fund) => <Figure fen={fund.appropriatedFen} /> },
								{ head: t('desk.available'), num: true, cell: (fund) => <Figure fen={fund.availableFen} /> },
								{
									head: t('desk.execution'),
									num: true,
									cell: (fund) => percentText(fund.paidFen, fund.appropriatedFen),
								},
								{ head: t('desk.state'), cell: (fund) => <Status of={`fund.${fund.state}`} /> },
							]}
						/>
					)}
				</Section>
			</div>
		</Page>
	)
}
