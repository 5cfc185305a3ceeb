import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'

type Session = { id: bigint; browser: string; createdAt: Date; expiresAt: Date; isThis: boolean }

/** The browsers a person is signed in with, and the way to end each. */
export function SessionTable({ sessions }: { sessions: readonly Session[] }) {
	const { t } = useT()
	return (
		<div className="stack">
			<Table
				caption={t('identity.sessions_caption')}
				rows={sessions}
				rowKey={(session) => String(session.id)}
				columns={[
					{ head: t('identity.browser'), isName: true, cell: (session) => session.browser },
					{ head: t('identity.signed_in_at'), cell: (session) => <InstantText at={session.createdAt} /> },
					{ head: t('identity.session_until'), cell: (session) => <InstantText at={session.expiresAt} /> },
					{
						head: t('identity.member_actions'),
						quietHead: true,
						cell: (session) =>
							session.isThis ? (
								<Verdict shape="disc" hue="ok">
									{t('identity.this_browser')}
								</Verdict>
							) : (
								<Form intent="end_session" id={`session-${session.id}`}>
									<input type="hidden" name="session" value={String(session.id)} />
									<Submit small variant="plain">
										{t('identity.end_session')}
									</Submit>
								</Form>
							),
					},
				]}
			/>
			{sessions.length > 1 ? (
				<Form intent="end_session" id="session-all">
					<div className="row">
						<Submit small variant="danger">
							{t('identity.end_other_sessions')}
						</Submit>
					</div>
				</Form>
			) : null}
		</div>
	)
}
