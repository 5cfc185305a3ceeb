import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { paths } from '#app/web/paths.ts'
import { useFrame } from './frame-data.ts'

/** A refusal in its own sentence, a page that is not there, or a fault of ours with a number to tell. */
export function ErrorPage() {
	const { t } = useT()
	const error = useRouteError()
	const frame = useFrame()
	const ways = (
		<>
			<LinkButton to={paths.home}>{t('common.error_home')}</LinkButton>
			<LinkButton to={paths.services} variant="quiet">
				{t('common.error_find')}
			</LinkButton>
		</>
	)
	if (isRouteErrorResponse(error)) {
		const refusal = error.data as { code?: string; sentence?: string } | undefined
		const kind = error.status === 404 ? 'missing' : error.status === 403 ? 'denied' : 'refused'
		return (
			<Page>
				<PageHead title={t(`common.error_${kind}`)} />
				<NoteBox
					tone={kind === 'missing' ? 'plain' : 'warn'}
					title={refusal?.sentence ?? t('common.error_missing_sentence')}
					actions={ways}
				/>
			</Page>
		)
	}
	return (
		<Page>
			<PageHead title={t('common.error_title')} />
			<NoteBox tone="stop" title={t('common.error_sentence', { reference: frame?.reference ?? '' })} actions={ways} />
		</Page>
	)
}
