import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { MoneyFacts, SizeFacts, StandingFacts, TitleFacts } from '#app/components/people/facts-fields.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { factsForm, factsTyped } from '#app/domain/identity/facts-form.ts'
import { ownOrganisation } from '#app/domain/identity/organisations.server.ts'
import { can } from '#app/domain/identity/policy.ts'
import { saveFacts } from '#app/domain/identity/save-facts.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity'], async (ctx) => {
	const { id, kind, facts } = await ownOrganisation(ctx)
	if (kind !== 'enterprise') throw new DomainError('not_found')
	return { typed: factsTyped(facts), canEdit: can(ctx.actor, 'organisation.edit', { organisationId: id }) }
})

export const action = pageAction({
	facts: intent(factsForm, async (ctx, input) => {
		await saveFacts(ctx, input)
		return redirectWith(paths.organisationFacts, 'ok', 'identity.facts_saved')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.facts_title')

export default function FactsPage() {
	const { typed, canEdit } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<PageHead title={t('identity.facts_title')} facts={t('identity.facts_lead')} />
			{canEdit ? (
				<Form intent="facts" className="form form-page">
					<SizeFacts typed={typed} />
					<MoneyFacts typed={typed} />
					<StandingFacts typed={typed} />
					<TitleFacts typed={typed} />
					<div className="row">
						<Submit>{t('identity.facts_save')}</Submit>
					</div>
				</Form>
			) : (
				<NoteBox title={t('identity.only_admin')} />
			)}
		</Page>
	)
}
