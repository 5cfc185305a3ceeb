import { data, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { InvitationLinks, type MadeLink } from '#app/components/people/invitation-link.tsx'
import { InvitationTable } from '#app/components/people/invitation-table.tsx'
import { RoleTable } from '#app/components/people/role-table.tsx'
import { useT } from '#app/components/texts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { rolesByKind } from '#app/domain/identity/actor.ts'
import { endRole } from '#app/domain/identity/end-role.server.ts'
import { inviteMember } from '#app/domain/identity/invite-member.server.ts'
import { inviteForm, rowForm } from '#app/domain/identity/membership.ts'
import { ownPeople } from '#app/domain/identity/people.server.ts'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { withdrawInvitation } from '#app/domain/identity/withdraw-invitation.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { absolute } from '#app/web/links.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity'], async (ctx) => {
	const { organisationId, organisationKind } = memberOf(ctx.actor)
	const canManage = can(ctx.actor, 'member.manage', { organisationId })
	return { ...(await ownPeople(ctx)), canManage, roles: rolesByKind[organisationKind] }
})

export const action = pageAction({
	invite: intent(inviteForm, async (ctx, input, { request }) => {
		const token = await inviteMember(ctx, input)
		if (token === null) return redirectWith(paths.members, 'ok', 'identity.role_given')
		const link: MadeLink = { name: input.name, email: input.email, url: absolute(paths.invitation(token), request) }
		return data({ links: [link] })
	}),
	end_role: intent(rowForm, async (ctx, { row }) => {
		await endRole(ctx, row)
		return redirectWith(paths.members, 'ok', 'identity.role_ended')
	}),
	withdraw: intent(rowForm, async (ctx, { row }) => {
		await withdrawInvitation(ctx, row)
		return redirectWith(paths.members, 'ok', 'identity.withdrawn')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.members_title')

export default function MembersPage() {
	const { people, invitations, canManage, roles } = useLoaderData<typeof loader>()
	const made = useActionData() as { links?: MadeLink[] } | undefined
	const { t } = useT()
	return (
		<Page>
			<PageHead title={t('identity.members_title')} facts={t('identity.members_lead')} />
			<div className="stack-lg">
				{made?.links ? <InvitationLinks links={made.links} /> : null}
				<RoleTable caption={t('identity.members_caption')} people={people} canEnd={canManage} />
				{invitations.length > 0 ? (
					<Section title={t('identity.invitations_heading')}>
						<InvitationTable invitations={invitations} canWithdraw={canManage} />
					</Section>
				) : null}
				{canManage ? (
					<Section title={t('identity.invite_heading')} note={t('identity.invite_note')}>
						<Panel>
							<Form intent="invite" className="form cols">
								<Field name="name" label={t('identity.invite_name')} autoComplete="off" />
								<Field name="email" kind="email" label={t('identity.email')} autoComplete="off" />
								<Field
									name="role"
									kind="select"
									label={t('identity.invite_role')}
									defaultValue={roles.at(-1)}
									options={roles.map((role) => ({ value: role, label: t(`common.role_${role}`) }))}
								/>
								<div className="row">
									<Submit>{t('identity.invite_submit')}</Submit>
								</div>
							</Form>
						</Panel>
					</Section>
				) : null}
			</div>
		</Page>
	)
}
