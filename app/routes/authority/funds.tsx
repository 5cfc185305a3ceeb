import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { listFunds } from '#app/domain/programmes/funds.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['fundSetup'], async (ctx) => ({
	funds: await listFunds(ctx),
	mayCreate: can(ctx.actor, 'fund.create', { authorityId: memberOf(ctx.actor).organisationId }),
}))

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'fundSetup.funds')

export default function Funds() {
	const { t, locale } = useT()
	const { funds, mayCreate } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead
				title={t('fundSetup.funds')}
				facts={t('fundSetup.lead')}
				actions={
					mayCreate ? (
						<LinkButton variant="primary" to={paths.deskFundNew}>
							{t('fundSetup.new_fund')}
						</LinkButton>
					) : null
				}
			/>
			{funds.length === 0 ? (
				<Panel>
					<Empty title={t('fundSetup.none')}>{t('fundSetup.none_text')}</Empty>
				</Panel>
			) : (
				<Table
					caption={t('fundSetup.funds')}
					rows={funds}
					rowKey={(fund) => fund.number}
					columns={[
						{
							head: t('fundSetup.name'),
							isName: true,
							cell: (fund) => (
								<>
									<Link to={fund.state === 'draft' ? paths.deskFundSetup(fund.number) : paths.deskFund(fund.number)}>
										{fund.name}
									</Link>
									<div className="tiny faint">
										<span className="code">{fund.number}</span>{' '}
										{locale === 'en' ? (fund.programmeNameEn ?? fund.programmeName) : fund.programmeName}
									</div>
								</>
							),
						},
						{ head: t('fundSetup.year'), nowrap: true, cell: (fund) => fund.budgetYear },
						{ head: t('fundSetup.state'), nowrap: true, cell: (fund) => <Status of={`fund.${fund.state}`} /> },
						{ head: t('fundSetup.promised'), num: true, cell: (fund) => <Figure fen={fund.promisedFen} /> },
						{ head: t('fundSetup.received'), num: true, cell: (fund) => <Figure fen={fund.receivedFen} /> },
						{ head: t('fundSetup.available'), num: true, cell: (fund) => <Figure fen={fund.availableFen} /> },
						{ head: t('fundSetup.paid'), num: true, cell: (fund) => <Figure fen={fund.paidFen} /> },
					]}
				/>
			)}
		</Page>
	)
}
