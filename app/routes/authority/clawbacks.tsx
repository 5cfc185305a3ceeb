import { Link, useLoaderData } from '@remix-run/react'
import { ClawbackTable } from '#app/components/batch/clawback-table.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { clawbackRegister } from '#app/domain/settlement/clawback-register.server.ts'
import { approveSetOff, refuseSetOff } from '#app/domain/settlement/decide-set-off.server.ts'
import { proposeSetOff } from '#app/domain/settlement/propose-set-off.server.ts'
import { setOffForm, setOffStepForm } from '#app/domain/settlement/set-off.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

const pageSize = 30

export const loader = pageLoader(['clawback', 'clearing'], async (ctx, { request }) => {
	const page = Math.max(1, Number(new URL(request.url).searchParams.get('page')) || 1)
	return { ...(await clawbackRegister(ctx, page, pageSize)), page }
})

const done = (what: string, number: string) =>
	redirectWith(paths.deskClawbacks, 'ok', `clawback.set_off_${what}`, { number })

export const action = pageAction({
	propose_set_off: intent(setOffForm, async (ctx, input) => done('proposed', (await proposeSetOff(ctx, input)).number)),
	approve_set_off: intent(setOffStepForm, async (ctx, { setOff }) => {
		await approveSetOff(ctx, setOff)
		return done('approved', setOff)
	}),
	refuse_set_off: intent(setOffStepForm, async (ctx, { setOff }) => {
		await refuseSetOff(ctx, setOff)
		return done('refused', setOff)
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'clawback.register')

export default function ClawbacksPage() {
	const { t } = useT()
	const { rows, total, sums, mayPropose, page } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead
				title={t('clawback.register')}
				facts={
					<>
						<span>
							{t('clawback.sum_demanded')} <Amount fen={sums.demandedFen} />
						</span>
						<span>
							{t('clawback.sum_received')} <Amount fen={sums.receivedFen} />
						</span>
						<span>
							{t('clawback.sum_late')} <Amount fen={sums.lateFen} />
						</span>
					</>
				}
				actions={
					<Link className="small" to={paths.deskClearings}>
						{t('clearing.to_register')}
					</Link>
				}
			/>
			{rows.length === 0 ? (
				<Empty icon="check" title={t('clawback.register_none')}>
					{t('clawback.register_none_note')}
				</Empty>
			) : (
				<>
					<ClawbackTable rows={rows} mayPropose={mayPropose} />
					<Pager page={page} pageSize={pageSize} total={total} />
				</>
			)}
		</Page>
	)
}
