import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { mailOf } from '#app/domain/notifications/mailbox.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator', 'mail'], async (ctx, { params }) => {
	if (!/^\d{1,18}$/.test(params.id ?? '')) throw new DomainError('not_found')
	return { mail: await mailOf(ctx, BigInt(params.id!)) }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'mail.mailbox_title')

export default function MailPage() {
	const { mail } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('mail.mailbox_title'), to: paths.operatorMailbox },
					{ label: mail.subject ?? t(`mail.kind_${mail.kind}`) },
				]}
			/>
			<PageHead title={mail.subject ?? t(`mail.kind_${mail.kind}`)} />
			<div className="stack">
				{mail.state === 'kept' ? <NoteBox tone="warn" title={t('mail.mailbox_not_sent')} /> : null}
				<Facts
					facts={[
						{ label: t('mail.column_to'), value: mail.email },
						{ label: t('mail.column_state'), value: <Status of={`mail.${mail.state}`} /> },
						{ label: t('mail.column_at'), value: <InstantText at={mail.createdAt} /> },
					]}
				/>
				<Panel title={t('mail.letter_heading')}>
					{mail.body === null ? (
						<p className="dim">{t(mail.state === 'sent' ? 'mail.letter_none' : 'mail.letter_waiting')}</p>
					) : (
						<Letter body={mail.body} />
					)}
				</Panel>
			</div>
		</Page>
	)
}

/** The words as they would have been sent, with their addresses as links. */
function Letter({ body }: { body: string }) {
	const parts = body.split(/(https?:\/\/\S+)/)
	return (
		<p className="letter">
			{parts.map((part, at) =>
				at % 2 === 1 ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
					<a key={at} href={part}>
						{part}
					</a>
				) : (
					part
				),
			)}
		</p>
	)
}
