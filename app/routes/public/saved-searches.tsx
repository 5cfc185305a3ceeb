import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { changeAlert } from '#app/domain/searches/change-alert.server.ts'
import { clearRecentSearches, recentSearches } from '#app/domain/searches/recent-searches.server.ts'
import { removeSavedSearch } from '#app/domain/searches/remove-saved-search.server.ts'
import { alerts, changeAlertForm, removeSearchForm } from '#app/domain/searches/saved-search.ts'
import { ownSavedSearches } from '#app/domain/searches/saved-searches.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['searches'], async (ctx) => ({
	searches: await ownSavedSearches(ctx),
	recent: await recentSearches(ctx),
}))

export const action = pageAction({
	alert: intent(changeAlertForm, async (ctx, input) => {
		await changeAlert(ctx, input)
		return redirectWith(paths.savedSearches, 'ok', 'searches.alert_changed')
	}),
	remove: intent(removeSearchForm, async (ctx, { search }) => {
		await removeSavedSearch(ctx, search)
		return redirectWith(paths.savedSearches, 'ok', 'searches.removed')
	}),
	clear: intent(z.object({}), async (ctx) => {
		await clearRecentSearches(ctx)
		return redirectWith(paths.savedSearches, 'ok', 'searches.cleared')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'searches.title')

export default function SavedSearchesPage() {
	const { searches, recent } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<PageHead title={t('searches.title')} facts={t('searches.lead')} />
			<div className="stack-lg">
				{searches.length === 0 ? (
					<Panel>
						<Empty
							icon="search"
							title={t('searches.none')}
							action={<LinkButton to={paths.services}>{t('searches.find')}</LinkButton>}
						>
							{t('searches.none_note')}
						</Empty>
					</Panel>
				) : (
					<ul className="stack">
						{searches.map((search) => (
							<li key={search.id} className="panel panel-pad saved-search">
								<div>
									<h2>
										<Link to={`${paths.services}?${search.query}`}>{search.name}</Link>
									</h2>
									<p className="small faint">
										{t('searches.saved_at')} <InstantText at={search.createdAt} />
										{search.toldAt ? (
											<>
												{t('common.list_join')}
												{t('searches.told_at')} <InstantText at={search.toldAt} />
											</>
										) : null}
									</p>
								</div>
								<Form intent="alert" id={`alert-${search.id}`} className="inline-form">
									<input type="hidden" name="search" value={search.id} />
									<Field
										name="alert"
										kind="select"
										small
										label={t('searches.alert')}
										defaultValue={search.alert}
										options={alerts.map((alert) => ({ value: alert, label: t(`searches.alert_${alert}`) }))}
									/>
									<Submit small variant="plain">
										{t('searches.change')}
									</Submit>
								</Form>
								<Form intent="remove" id={`remove-${search.id}`} className="inline-form">
									<input type="hidden" name="search" value={search.id} />
									<Submit small variant="plain">
										{t('searches.remove')}
									</Submit>
								</Form>
							</li>
						))}
					</ul>
				)}
				{recent.length > 0 ? (
					<Section title={t('searches.recent')} note={t('searches.recent_note')}>
						<div className="row tight">
							{recent.map((text) => (
								<Link className="chip" key={text} to={`${paths.services}?${new URLSearchParams({ q: text })}`}>
									{text}
								</Link>
							))}
							<Form intent="clear" className="inline-form">
								<Submit small variant="plain">
									{t('searches.clear')}
								</Submit>
							</Form>
						</div>
					</Section>
				) : null}
			</div>
		</Page>
	)
}
