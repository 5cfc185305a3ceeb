import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { CloseSampling } from '#app/components/sampling/close-sampling.tsx'
import { SamplingTable } from '#app/components/sampling/sampling-table.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { closeSampling } from '#app/domain/sampling/close-sampling.server.ts'
import { closeSamplingForm } from '#app/domain/sampling/sampling.ts'
import { listSamplings } from '#app/domain/sampling/samplings.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['sampling'], (ctx) => listSamplings(ctx))

export const action = pageAction({
	close: intent(closeSamplingForm, async (ctx, input) => {
		const { number } = await closeSampling(ctx, input)
		return redirectWith(paths.deskSampling(number), 'ok', 'sampling.done_closed', { number })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'sampling.title')

export default function SamplingsPage() {
	const { t } = useT()
	const { rows, programmes, mayClose } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('sampling.title')} facts={t('sampling.lead')} />
			{programmes.length === 0 ? <NoteBox tone="warn" title={t('sampling.no_rule')} /> : null}
			{mayClose && programmes.length > 0 ? <CloseSampling programmes={programmes} /> : null}
			<Section title={t('sampling.list')}>
				{rows.length === 0 ? (
					<Empty title={t('sampling.none')}>{t('sampling.none_note')}</Empty>
				) : (
					<SamplingTable rows={rows} />
				)}
			</Section>
		</Page>
	)
}
