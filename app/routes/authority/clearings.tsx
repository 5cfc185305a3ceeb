import { Link, useLoaderData } from '@remix-run/react'
import { ClearingBalances, ClearingTable } from '#app/components/clearing/clearing-table.tsx'
import { ProposeClearing } from '#app/components/clearing/propose-clearing.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { clearingForm, clearingStepForm } from '#app/domain/settlement/clearing.ts'
import { clearable, listClearings } from '#app/domain/settlement/clearings.server.ts'
import { approveClearing, refuseClearing } from '#app/domain/settlement/decide-clearing.server.ts'
import { proposeClearing } from '#app/domain/settlement/propose-clearing.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['clearing'], async (ctx, { request }) => {
	const page = await listClearings(ctx)
	const claim = new URL(request.url).searchParams.get('claim')?.trim()
	return { ...page, found: claim && page.mayPropose ? await clearable(ctx, claim) : null }
})

const done = (what: string, number: string) =>
	redirectWith(paths.deskClearings, 'ok', `clearing.done_${what}`, { number })

export const action = pageAction({
	propose: intent(clearingForm, async (ctx, input) => done('proposed', (await proposeClearing(ctx, input)).number)),
	approve: intent(clearingStepForm, async (ctx, { clearing }) => {
		await approveClearing(ctx, clearing)
		return done('approved', clearing)
	}),
	refuse: intent(clearingStepForm, async (ctx, { clearing }) => {
		await refuseClearing(ctx, clearing)
		return done('refused', clearing)
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'clearing.title')

export default function ClearingsPage() {
	const { t } = useT()
	const { clearings, balances, mayPropose, found } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead
				title={t('clearing.title')}
				facts={t('clearing.lead')}
				actions={
					<>
						<Link className="small" to={paths.deskClawbacks}>
							{t('clearing.to_clawbacks')}
						</Link>
						{clearings.length > 0 ? (
							<a className="small" href={paths.deskClearingsFile}>
								{t('clearing.file')}
							</a>
						) : null}
					</>
				}
			/>
			{clearings.length === 0 ? (
				<Empty icon="check" title={t('clearing.none')}>
					{t('clearing.none_note')}
				</Empty>
			) : (
				<>
					<Section title={t('clearing.balances')} note={t('clearing.balances_note')}>
						<ClearingBalances balances={balances} />
					</Section>
					<Section title={t('clearing.list')}>
						<ClearingTable clearings={clearings} />
					</Section>
				</>
			)}
			{mayPropose ? (
				<Section title={t('clearing.propose')} note={t('clearing.propose_note')}>
					<ProposeClearing found={found} />
				</Section>
			) : null}
		</Page>
	)
}
