import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { PlanForm, YearEndItems, YearEndNext, YearEndTotals } from '#app/components/fund/year-end.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { approveYearEnd, refuseYearEnd } from '#app/domain/programmes/decide-year-end.server.ts'
import { getYearEnd } from '#app/domain/programmes/preview-year-end.server.ts'
import { proposeYearEnd } from '#app/domain/programmes/propose-year-end.server.ts'
import { yearEndForm, yearEndPlan, yearEndStepForm } from '#app/domain/programmes/year-end.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['yearEnd'], async (ctx, { params, request }) => {
	const query = Object.fromEntries(new URL(request.url).searchParams)
	const asked = yearEndPlan.safeParse(query)
	return {
		page: await getYearEnd(ctx, params.number!, { plan: asked.success ? asked.data : null, next: query.next ?? '' }),
	}
})

export const action = pageAction({
	propose: intent(yearEndForm, async (ctx, input, { params }) => {
		await proposeYearEnd(ctx, params.number!, input)
		return redirectWith(paths.deskFundYearEnd(params.number!), 'ok', 'yearEnd.done_proposed')
	}),
	approve: intent(yearEndStepForm, async (ctx, input, { params }) => {
		await approveYearEnd(ctx, { number: params.number!, ...input })
		return redirectWith(paths.deskFund(params.number!), 'ok', 'yearEnd.done_approved', { number: params.number! })
	}),
	refuse: intent(yearEndStepForm, async (ctx, input, { params }) => {
		await refuseYearEnd(ctx, { number: params.number!, ...input })
		return redirectWith(paths.deskFundYearEnd(params.number!), 'ok', 'yearEnd.done_refused')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'yearEnd.title_of', { name: args.data?.page.fund.name ?? '' })

export default function FundYearEnd() {
	const { t } = useT()
	const { page } = useLoaderData<typeof loader>()
	const { fund, proposal } = page
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('yearEnd.funds'), to: paths.deskFunds },
					{ label: fund.number, to: paths.deskFund(fund.number) },
					{ label: t('yearEnd.title') },
				]}
			/>
			<PageHead
				title={t('yearEnd.title_of', { name: fund.name })}
				status={<Status of={`fund.${fund.state}`} fill />}
				facts={
					<>
						<span>{fund.budgetYear}</span>
						{page.next ? <span>{t('yearEnd.into', { name: page.next.name })}</span> : null}
						{proposal ? (
							<span>
								{t('yearEnd.proposed_by', { name: proposal.proposedBy })} <InstantText at={proposal.proposedAt} />
							</span>
						) : null}
					</>
				}
				actions={<LinkButton to={paths.deskFund(fund.number)}>{t('yearEnd.to_fund')}</LinkButton>}
			/>
			{page.preview ? (
				<div className="stack-lg">
					<YearEndNext page={page} />
					{proposal ? null : <PlanForm page={page} />}
					<Section title={t('yearEnd.totals')} note={t('yearEnd.totals_note')}>
						<YearEndTotals page={page} totals={page.preview.totals} />
					</Section>
					<YearEndItems page={page} />
				</div>
			) : proposal?.state === 'approved' ? (
				<>
					<NoteBox tone="ok" title={t('yearEnd.ended', { name: proposal.decidedBy ?? '' })}>
						{t('yearEnd.ended_text')}
					</NoteBox>
					<Section title={t('yearEnd.totals')} note={t('yearEnd.totals_done')}>
						<YearEndTotals page={page} totals={proposal.totals} />
					</Section>
				</>
			) : (
				<NoteBox title={t('yearEnd.not_approved')} />
			)}
		</Page>
	)
}
