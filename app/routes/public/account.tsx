import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { PasswordPanel } from '#app/components/people/password-panel.tsx'
import { SessionTable } from '#app/components/people/session-table.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { passwordForm } from '#app/domain/identity/account.ts'
import { changePassword } from '#app/domain/identity/change-password.server.ts'
import { chooseOrganisation } from '#app/domain/identity/choose-organisation.server.ts'
import { endOwnSession } from '#app/domain/identity/end-own-session.server.ts'
import { ownOrganisations } from '#app/domain/identity/organisations.server.ts'
import { ownSessions } from '#app/domain/identity/people.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { reference } from '#app/lib/form-fields.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { ownSession, sessionToken } from '#app/web/session.server.ts'

export const loader = pageLoader(['identity'], async (ctx, { request }) => {
	const { name, organisationId } = memberOf(ctx.actor)
	const organisations = await ownOrganisations(ctx)
	return {
		name,
		organisations: organisations.map(({ id, ...one }) => ({ ...one, isChosen: id === organisationId })),
		sessions: await ownSessions(ctx, await ownSession(request)),
	}
})

const sessionForm = z.object({
	session: z
		.string()
		.regex(/^\d{1,18}$/)
		.transform(BigInt)
		.optional(),
})

export const action = pageAction({
	choose: intent(z.object({ number: reference() }), async (ctx, { number }, { request }) => {
		const organisation = await chooseOrganisation(ctx, await sessionToken(request), number)
		return redirectWith(paths.home, 'ok', 'identity.organisation_chosen', { organisation })
	}),
	end_session: intent(sessionForm, async (ctx, { session }, { request }) => {
		const n = await endOwnSession(ctx, await ownSession(request), session ?? null)
		return redirectWith(paths.account, 'ok', 'identity.session_ended', { n })
	}),
	password: intent(passwordForm, async (ctx, input, { request }) => {
		await changePassword(ctx, await ownSession(request), input)
		return redirectWith(paths.account, 'ok', 'identity.password_changed')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.account_title')

export default function AccountPage() {
	const { name, organisations, sessions } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<PageHead
				title={t('identity.account_title')}
				facts={name}
				actions={
					<LinkButton small to={paths.savedSearches}>
						{t('identity.saved_searches')}
					</LinkButton>
				}
			/>
			<Section title={t('identity.organisations_heading')} note={t('identity.organisations_note')}>
				<Table
					caption={t('identity.organisations_heading')}
					rows={organisations}
					rowKey={(one) => one.number}
					columns={[
						{ head: t('identity.name'), isName: true, cell: (one) => one.name },
						{
							head: t('identity.member_roles'),
							cell: (one) => one.roles.map((role) => t(`common.role_${role}`)).join(t('common.list_join')),
						},
						{
							head: t('identity.member_actions'),
							quietHead: true,
							cell: (one) =>
								one.isChosen ? (
									<Verdict shape="disc" hue="ok">
										{t('identity.organisation_now')}
									</Verdict>
								) : (
									<Form intent="choose" id={`choose-${one.number}`}>
										<input type="hidden" name="number" value={one.number} />
										<Submit small variant="plain">
											{t('identity.organisation_choose')}
										</Submit>
									</Form>
								),
						},
					]}
				/>
			</Section>
			<Section title={t('identity.sessions_heading')} note={t('identity.sessions_note')}>
				<SessionTable sessions={sessions} />
			</Section>
			<Section title={t('identity.password_heading')}>
				<PasswordPanel />
			</Section>
		</Page>
	)
}
