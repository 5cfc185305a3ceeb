import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ClosedYears } from '#app/components/period/closed-years.tsx'
import { MonthTable } from '#app/components/period/month-table.tsx'
import { MonthTotals } from '#app/components/period/month-totals.tsx'
import { PeriodHistory } from '#app/components/period/period-history.tsx'
import { PeriodNext } from '#app/components/period/period-next.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { approvePeriod, dropPeriod } from '#app/domain/ledger/decide-period.server.ts'
import { closeForm, type Month, periodStepForm, reopenForm } from '#app/domain/ledger/period.ts'
import { closedYears } from '#app/domain/ledger/period-summary.server.ts'
import { listPeriods, periodSources, periodTotals } from '#app/domain/ledger/periods.server.ts'
import { proposePeriod } from '#app/domain/ledger/propose-period.server.ts'
import { formatMonth } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['period', 'fund', 'report'], async (ctx, { request }) => {
	const [periods, years] = await Promise.all([listPeriods(ctx), closedYears(ctx)])
	const asked = new URL(request.url).searchParams.get('month') as Month | null
	const shown = periods.months.find(({ month }) => month === asked)
	if (!shown) return { periods, years, shown: null }
	const [sources, totals] = await Promise.all([
		periodSources(ctx),
		shown.close?.totals ?? periodTotals(ctx, shown.month),
	])
	return { periods, years, shown: { month: shown.month, root: shown.close?.root ?? null, totals, sources } }
})

export const action = pageAction({
	close: intent(closeForm, async (ctx, input, { context }) => {
		await proposePeriod(ctx, 'close', input)
		const month = formatMonth(input.month, context.locale)
		return redirectWith(paths.deskPeriods, 'ok', 'period.done_proposed_close', { month })
	}),
	reopen: intent(reopenForm, async (ctx, input, { context }) => {
		await proposePeriod(ctx, 'reopen', input)
		const month = formatMonth(input.month, context.locale)
		return redirectWith(paths.deskPeriods, 'ok', 'period.done_proposed_reopen', { month })
	}),
	approve: intent(periodStepForm, async (ctx, { proposal }, { context }) => {
		const done = await approvePeriod(ctx, proposal)
		const month = formatMonth(done.month, context.locale)
		return redirectWith(paths.deskPeriods, 'ok', `period.done_${done.kind}`, { month })
	}),
	drop: intent(periodStepForm, async (ctx, { proposal }, { context }) => {
		const month = formatMonth((await dropPeriod(ctx, proposal)).month, context.locale)
		return redirectWith(paths.deskPeriods, 'ok', 'period.done_dropped', { month })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'period.title')

export default function PeriodsPage() {
	const { t } = useT()
	const { periods, years, shown } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('period.title')} facts={t('period.lead')} />
			{periods.months.length === 0 ? (
				<Empty title={t('period.none')}>{t('period.none_text')}</Empty>
			) : (
				<>
					<PeriodNext periods={periods} />
					{shown ? <MonthTotals {...shown} /> : null}
					<MonthTable periods={periods} shown={shown?.month ?? null} />
					<ClosedYears years={years} />
					<PeriodHistory steps={periods.steps} />
				</>
			)}
		</Page>
	)
}
