import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { SamplingEvidence } from '#app/components/sampling/sampling-evidence.tsx'
import { SamplingItems } from '#app/components/sampling/sampling-items.tsx'
import { SamplingNext } from '#app/components/sampling/sampling-next.tsx'
import { shareWords } from '#app/components/sampling/share-words.ts'
import { useT } from '#app/components/texts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { enterSamplingNumber } from '#app/domain/sampling/enter-sampling-number.server.ts'
import { recordSamplingResult } from '#app/domain/sampling/record-sampling-result.server.ts'
import { samplingNumberForm, samplingResultForm } from '#app/domain/sampling/sampling.ts'
import { getSampling } from '#app/domain/sampling/samplings.server.ts'
import { formatDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['sampling'], (ctx, { params }) => getSampling(ctx, params.number!))

export const action = pageAction({
	enter: intent(samplingNumberForm, async (ctx, { publicNumber }, { params }) => {
		const number = params.number!
		await enterSamplingNumber(ctx, { number, publicNumber })
		return redirectWith(paths.deskSampling(number), 'ok', 'sampling.done_drawn', { number })
	}),
	check: intent(samplingResultForm, async (ctx, input, { params }) => {
		const number = params.number!
		await recordSamplingResult(ctx, { ...input, number })
		return redirectWith(paths.deskSampling(number), 'ok', 'sampling.done_checked', { claim: input.claim })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'sampling.title')

export default function SamplingPage() {
	const { t, locale } = useT()
	const page = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<Crumb steps={[{ label: t('sampling.title'), to: paths.deskSamplings }, { label: page.number }]} />
			<PageHead
				title={`${t('sampling.title')} ${page.number}`}
				facts={
					<>
						<span>{page.programme}</span>
						<span>
							{t('sampling.period')} {formatDay(page.fromOn, locale)} – {formatDay(page.untilOn, locale)}
						</span>
						<span>
							{shareWords(t, page.takenBy, page.bp)} {page.article}
						</span>
					</>
				}
			/>
			<SamplingNext page={page} />
			<SamplingItems page={page} />
			<SamplingEvidence page={page} />
		</Page>
	)
}
