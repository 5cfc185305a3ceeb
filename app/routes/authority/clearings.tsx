import { Link, useLoaderData } from '@remix-run/react'
import { AdvanceTable, ProposeAdvance } from '#app/components/clearing/advances.tsx'
import { ClearingBalances, ClearingTable } from '#app/components/clearing/clearing-table.tsx'
import { ProposeClearing } from '#app/components/clearing/propose-clearing.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { advanceForm, advanceStepForm, repayAdvanceForm } from '#app/domain/settlement/advance.ts'
import { advanceLevels, listAdvances } from '#app/domain/settlement/advances.server.ts'
import { clearingForm, clearingStepForm } from '#app/domain/settlement/clearing.ts'
import { clearable, listClearings } from '#app/domain/settlement/clearings.server.ts'
import { approveAdvance, refuseAdvance } from '#app/domain/settlement/decide-advance.server.ts'
import { approveClearing, refuseClearing } from '#app/domain/settlement/decide-clearing.server.ts'
import { proposeAdvance } from '#app/domain/settlement/propose-advance.server.ts'
import { proposeClearing } from '#app/domain/settlement/propose-clearing.server.ts'
import { repayAdvance } from '#app/domain/settlement/repay-advance.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['clearing', 'advance'], async (ctx, { request }) => {
	const [page, advances] = await Promise.all([listClearings(ctx), listAdvances(ctx)])
	const levels = page.mayPropose ? await advanceLevels(ctx) : []
	const claim = new URL(request.url).searchParams.get('claim')?.trim()
	const today = shanghaiDay(ctx.now)
	return { ...page, advances, levels, today, found: claim && page.mayPropose ? await clearable(ctx, claim) : null }
})

const done = (what: string, number: string) =>
	redirectWith(paths.deskClearings, 'ok', `clearing.done_${what}`, { number })

const doneAdvance = (what: string, number: string) =>
	redirectWith(`${paths.deskClearings}#advances`, 'ok', `advance.done_${what}`, { number })

export const action = pageAction({
	proposeAdvance: intent(advanceForm, async (ctx, input) =>
		doneAdvance('proposed', (await proposeAdvance(ctx, input)).number),
	),
	approveAdvance: intent(advanceStepForm, async (ctx, { advance }) => {
		await approveAdvance(ctx, advance)
		return doneAdvance('approved', advance)
	}),
	refuseAdvance: intent(advanceStepForm, async (ctx, { advance }) => {
		await refuseAdvance(ctx, advance)
		return doneAdvance('refused', advance)
	}),
	repayAdvance: intent(repayAdvanceForm, async (ctx, input) => {
		await repayAdvance(ctx, input)
		return doneAdvance('repaid', input.advance)
	}),
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
	const { clearings, balances, mayPropose, found, advances, levels, today } = useLoaderData<typeof loader>()
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
						{clearings.length > 0 || advances.length > 0 ? (
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
			{advances.length > 0 ? (
				<Section title={t('advance.list')} note={t('advance.list_note')} id="advances">
					<AdvanceTable advances={advances} today={today} />
				</Section>
			) : null}
			{mayPropose ? (
				<Section title={t('clearing.propose')} note={t('clearing.propose_note')}>
					<ProposeClearing found={found} />
				</Section>
			) : null}
			{levels.length > 0 ? (
				<Section title={t('advance.propose')} note={t('advance.propose_note')}>
					<ProposeAdvance levels={levels} />
				</Section>
			) : null}
		</Page>
	)
}
