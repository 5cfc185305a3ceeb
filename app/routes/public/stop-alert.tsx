import { data, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { stopAlert } from '#app/domain/searches/change-alert.server.ts'
import { signedSearch } from '#app/domain/searches/saved-searches.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

/** Which search by which signature: the link of a mail. */
function linkOf(request: Request): [string, string] {
	const query = new URL(request.url).searchParams
	return [query.get('search') ?? '', query.get('key') ?? '']
}

/** Looking stops nothing: mail programs open links by themselves. */
export const loader = pageLoader(['searches'], async (ctx, { request }) => {
	const search = await signedSearch(ctx, ...linkOf(request))
	if (!search) throw new DomainError('not_found')
	return { name: search.name, isOff: search.alert === 'off' }
})

/** Also what a mail program sends for its reader (RFC 8058): the signature is the permission, no session is asked for. */
export const action = pageAction({
	stop: intent(z.object({}), async (ctx, _, { request }) => {
		if ((await stopAlert(ctx, ...linkOf(request))) === null) throw new DomainError('not_found')
		return data(null)
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'searches.stop_title')

export default function StopAlertPage() {
	const { name, isOff } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<div className="narrow-page">
				<PageHead title={t('searches.stop_title')} />
				{isOff ? (
					<NoteBox
						tone="ok"
						role="status"
						title={t('searches.stopped', { name })}
						actions={
							<LinkButton small to={paths.savedSearches}>
								{t('searches.title')}
							</LinkButton>
						}
					>
						{t('searches.stopped_note')}
					</NoteBox>
				) : (
					<Form intent="stop">
						<p>{t('searches.stop_question', { name })}</p>
						<div className="row">
							<Submit>{t('searches.stop')}</Submit>
						</div>
					</Form>
				)}
			</div>
		</Page>
	)
}
