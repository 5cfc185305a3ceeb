import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { mailbox, mailsPerPage } from '#app/domain/notifications/mailbox.server.ts'
import { mailStates } from '#app/domain/notifications/notification.ts'
import { formatInstant } from '#app/lib/time.ts'
import { canSend } from '#app/platform/mailer.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { pageIn } from '#app/web/page-number.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator', 'mail'], async (ctx, { request }) => {
	const asked = new URL(request.url).searchParams.get('state')
	const state = mailStates.find((known) => known === asked) ?? null
	const page = pageIn(request.url)
	return { ...(await mailbox(ctx, { state, page })), state, page, pageSize: mailsPerPage, isSending: canSend() }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'mail.mailbox_title')

export default function MailboxPage() {
	const { mails, counts, total, state, page, pageSize, isSending } = useLoaderData<typeof loader>()
	const { t, locale } = useT()
	const all = counts.reduce((sum, { count }) => sum + count, 0)
	const choices = [
		{ state: null, label: t('mail.mailbox_all'), count: all },
		...counts.map((one) => ({ ...one, label: t(`status.mail.${one.state}`) })),
	]
	return (
		<Page desk>
			<PageHead title={t('mail.mailbox_title')} facts={t('mail.mailbox_lead')} />
			<div className="stack">
				{isSending ? null : (
					<NoteBox tone="warn" title={t('mail.mailbox_not_sent')}>
						{t('mail.mailbox_not_sent_note')}
					</NoteBox>
				)}
				<nav className="row choice" aria-label={t('mail.mailbox_filter')}>
					{choices.map((choice) => (
						<Link
							key={choice.label}
							className={choice.state === state ? 'chip on' : 'chip'}
							aria-current={choice.state === state ? 'page' : undefined}
							to={choice.state ? `${paths.operatorMailbox}?state=${choice.state}` : paths.operatorMailbox}
						>
							{choice.label} <span className="count">{choice.count}</span>
						</Link>
					))}
				</nav>
				{mails.length === 0 ? (
					<Panel>
						<Empty title={t('mail.mailbox_empty')}>{t('mail.mailbox_empty_note')}</Empty>
					</Panel>
				) : (
					<Table
						caption={t('mail.mailbox_caption')}
						rows={mails}
						rowKey={(mail) => mail.id}
						columns={[
							{
								head: t('mail.column_subject'),
								isName: true,
								cell: (mail) => (
									<Link to={paths.operatorMail(mail.id)}>{mail.subject ?? t(`mail.kind_${mail.kind}`)}</Link>
								),
							},
							{ head: t('mail.column_to'), cell: (mail) => mail.email },
							{
								head: t('mail.column_state'),
								cell: (mail) => (
									<>
										<Status of={`mail.${mail.state}`} />
										{mail.lastError ? (
											<p className="tiny faint">
												{t('mail.error', { words: mail.lastError })}
												{mail.state === 'waiting' ? (
													<>
														<br />
														{t('mail.retry_at', {
															n: mail.attempts,
															at: formatInstant(new Date(mail.notBefore), locale),
														})}
													</>
												) : null}
											</p>
										) : null}
									</>
								),
							},
							{ head: t('mail.column_at'), nowrap: true, cell: (mail) => <InstantText at={mail.createdAt} /> },
						]}
					/>
				)}
				<Pager page={page} pageSize={pageSize} total={total} />
			</div>
		</Page>
	)
}
