import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { memberOf } from '#app/domain/identity/policy.ts'
import { saveSearch } from '#app/domain/searches/save-search.server.ts'
import { alerts, saveSearchForm } from '#app/domain/searches/saved-search.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { savedQuery } from '#app/web/saved-query.ts'
import { filterCount, readFilters } from '#app/web/service-filters.ts'

export const loader = pageLoader(['searches'], (ctx, { request }) => {
	memberOf(ctx.actor)
	const filters = readFilters(new URL(request.url).searchParams)
	return { q: filters.q, count: filterCount(filters), query: savedQuery(filters) }
})

export const action = pageAction({
	save: intent(saveSearchForm, async (ctx, input) => {
		// read once more: what is kept is an address of ours, whatever was sent
		const query = savedQuery(readFilters(new URLSearchParams(input.query)))
		await saveSearch(ctx, { ...input, query })
		return redirectWith(paths.savedSearches, 'ok', 'searches.saved', { name: input.name })
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'searches.save_title')

export default function SaveSearchPage() {
	const { q, count, query } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<div className="narrow-page">
				<PageHead title={t('searches.save_title')} facts={t('searches.save_lead')} />
				<Panel>
					<p className="mb-4">
						{q ? t('searches.of_words', { q }) : t('searches.of_all')}
						{count > 0 ? ` ${t('searches.of_filters', { n: count })}` : null}{' '}
						<Link to={query ? `${paths.services}?${query}` : paths.services}>{t('searches.look')}</Link>
					</p>
					<Form intent="save">
						<input type="hidden" name="query" value={query} />
						<Field name="name" label={t('searches.name')} defaultValue={q || t('searches.of_all')} />
						<Field
							name="alert"
							kind="select"
							label={t('searches.alert')}
							hint={t('searches.alert_hint')}
							defaultValue="daily"
							options={alerts.map((alert) => ({ value: alert, label: t(`searches.alert_${alert}`) }))}
						/>
						<div className="row">
							<Submit>{t('searches.save')}</Submit>
						</div>
					</Form>
				</Panel>
			</div>
		</Page>
	)
}
