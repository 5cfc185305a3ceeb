import { data, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ChainGaps } from '#app/components/people/chain-gaps.tsx'
import { InvitationLinks, type MadeLink } from '#app/components/people/invitation-link.tsx'
import { InvitationTable } from '#app/components/people/invitation-table.tsx'
import { ProposeRoleForm } from '#app/components/people/propose-role-form.tsx'
import { RoleProposals } from '#app/components/people/role-proposals.tsx'
import { RoleTable } from '#app/components/people/role-table.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { approveInvitation, approveRole } from '#app/domain/identity/approve-role.server.ts'
import { endRole } from '#app/domain/identity/end-role.server.ts'
import { chainGaps, proposeRoleForm, rowForm } from '#app/domain/identity/membership.ts'
import { ownPeople } from '#app/domain/identity/people.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { proposeRole } from '#app/domain/identity/propose-role.server.ts'
import { withdrawInvitation } from '#app/domain/identity/withdraw-invitation.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { absolute } from '#app/web/links.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity'], async (ctx) => {
	const { organisationId: authorityId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'authority.view', { authorityId })
	const { people, invitations } = await ownPeople(ctx)
	const acting = people
		.map(({ roles }) => ({ roles: roles.filter((one) => one.state === 'active').map((one) => one.role) }))
		.filter((person) => person.roles.length > 0)
	const canAppoint = can(ctx.actor, 'role.propose', { authorityId })
	return { people, invitations, accountId, canAppoint, gaps: chainGaps(acting) }
})

export const action = pageAction({
	propose: intent(proposeRoleForm, async (ctx, input) => {
		await proposeRole(ctx, input)
		return redirectWith(paths.deskPeople, 'ok', 'identity.role_proposed')
	}),
	approve_role: intent(rowForm, async (ctx, { row }) => {
		await approveRole(ctx, row)
		return redirectWith(paths.deskPeople, 'ok', 'identity.role_approved')
	}),
	approve_invitation: intent(rowForm, async (ctx, { row }, { request }) => {
		const { token, name, email } = await approveInvitation(ctx, row)
		const url = absolute(paths.invitation(token), request)
		return data({ links: [{ name, email, url }] satisfies MadeLink[] })
	}),
	end_role: intent(rowForm, async (ctx, { row }) => {
		await endRole(ctx, row)
		return redirectWith(paths.deskPeople, 'ok', 'identity.role_ended')
	}),
	withdraw: intent(rowForm, async (ctx, { row }) => {
		await withdrawInvitation(ctx, row)
		return redirectWith(paths.deskPeople, 'ok', 'identity.withdrawn')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.people_title')

export default function PeoplePage() {
	const { people, invitations, accountId, canAppoint, gaps } = useLoaderData<typeof loader>()
	const made = useActionData() as { links?: MadeLink[] } | undefined
	const { t } = useT()
	const open = invitations.filter((one) => one.state === 'open')
	return (
		<Page desk>
			<PageHead title={t('identity.people_title')} facts={t('identity.people_lead')} />
			<div className="stack-lg">
				{made?.links ? <InvitationLinks links={made.links} /> : null}
				<ChainGaps gaps={gaps} />
				<RoleProposals people={people} invitations={invitations} reader={accountId} canAppoint={canAppoint} />
				<Section title={t('identity.people_caption')}>
					<RoleTable caption={t('identity.people_caption')} people={people} canEnd={canAppoint} />
				</Section>
				{open.length > 0 ? (
					<Section title={t('identity.invitations_heading')} note={t('identity.open_invitation')}>
						<InvitationTable invitations={open} canWithdraw={canAppoint} />
					</Section>
				) : null}
				<Section title={t('identity.propose_heading')} note={t('identity.propose_note')}>
					{canAppoint ? <ProposeRoleForm /> : <NoteBox title={t('identity.only_appointers')} />}
				</Section>
			</div>
		</Page>
	)
}
