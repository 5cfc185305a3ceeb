import type { ActionFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { Context } from '#app/domain/context.server.ts'
import { acceptInvitation } from '#app/domain/identity/accept-invitation.server.ts'
import { acceptKnownForm, acceptNewForm } from '#app/domain/identity/account.ts'
import { countAttempt, registerLimit } from '#app/domain/identity/attempts.server.ts'
import { invitationOf } from '#app/domain/identity/invitations.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { createSession } from '#app/web/session.server.ts'

export const loader = pageLoader(['identity'], async (ctx, { params }) => {
	const invitation = await invitationOf(ctx, params.token ?? '')
	if (!invitation) return { invitation: null }
	const { organisationName, email, name, roles, isKnown } = invitation
	return { invitation: { organisationName, email, name, roles, isKnown } }
})

async function accept(ctx: Context, input: { password: string; personName?: string }, args: ActionFunctionArgs) {
	await countAttempt(ctx, registerLimit, args.context.clientAddress)
	const { organisationName, ...person } = await acceptInvitation(ctx, args.params.token ?? '', input)
	const response = redirectWith(paths.home, 'ok', 'identity.invitation_accepted', { organisation: organisationName })
	for (const [name, value] of await createSession(ctx, args.request, person)) response.headers.append(name, value)
	return response
}

export const action = pageAction({
	accept_known: intent(acceptKnownForm, accept),
	accept_new: intent(acceptNewForm, accept),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.invitation_title')

export default function InvitationPage() {
	const { invitation } = useLoaderData<typeof loader>()
	const { t } = useT()
	if (!invitation)
		return (
			<Page>
				<PageHead title={t('identity.invitation_gone_title')} />
				<NoteBox title={t('identity.invitation_gone')} />
			</Page>
		)
	const { organisationName: organisation, email, isKnown } = invitation
	const roles = invitation.roles.map((role) => t(`common.role_${role}`)).join(t('common.list_join'))
	return (
		<Page>
			<div className="narrow-page">
				<PageHead
					title={t('identity.invitation_title')}
					facts={t('identity.invitation_lead', { organisation, roles })}
				/>
				<Panel>
					<Form intent={isKnown ? 'accept_known' : 'accept_new'}>
						<p className="small dim">{t(isKnown ? 'identity.invitation_known' : 'identity.invitation_new')}</p>
						<Field
							name="email"
							kind="email"
							label={t('identity.email')}
							defaultValue={email}
							readOnly
							autoComplete="username"
						/>
						{isKnown ? null : (
							<Field
								name="personName"
								label={t('identity.person_name')}
								defaultValue={invitation.name}
								autoComplete="name"
							/>
						)}
						<Field
							name="password"
							kind="password"
							label={t(isKnown ? 'identity.password' : 'identity.password_new')}
							hint={isKnown ? undefined : t('identity.password_hint')}
							autoComplete={isKnown ? 'current-password' : 'new-password'}
						/>
						{isKnown ? null : (
							<Field
								name="passwordAgain"
								kind="password"
								label={t('identity.password_again')}
								autoComplete="new-password"
							/>
						)}
						<Submit block>{t('identity.invitation_accept', { organisation })}</Submit>
					</Form>
				</Panel>
			</div>
		</Page>
	)
}
