import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ProfileForm } from '#app/components/people/profile-form.tsx'
import { ResubmitForm } from '#app/components/people/resubmit-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { editOrganisation } from '#app/domain/identity/edit-organisation.server.ts'
import { factsTyped } from '#app/domain/identity/facts-form.ts'
import { profileForm, resubmitForm } from '#app/domain/identity/organisation.ts'
import { ownOrganisation } from '#app/domain/identity/organisations.server.ts'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { resubmitOrganisation } from '#app/domain/identity/resubmit-organisation.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity'], async (ctx) => {
	const { organisationId } = memberOf(ctx.actor)
	const { number, name, creditCode, kind, status, statusReason, verifiedAt, division, ...profile } =
		await ownOrganisation(ctx)
	const { nameEn, divisionCode, address, legalRepresentative, contactName, contactPhone, providerKind } = profile
	const { establishedOn } = factsTyped(profile.facts)
	return {
		organisation: { number, name, creditCode, kind, status, statusReason, verifiedAt, division },
		profile: {
			nameEn,
			divisionCode,
			address,
			legalRepresentative,
			contactName,
			contactPhone,
			providerKind,
			establishedOn,
		},
		divisions: await listDivisions(ctx),
		canEdit: can(ctx.actor, 'organisation.edit', { organisationId }),
	}
})

export const action = pageAction({
	profile: intent(profileForm, async (ctx, input) => {
		await editOrganisation(ctx, input)
		return redirectWith(paths.organisation, 'ok', 'identity.profile_saved')
	}),
	resubmit: intent(resubmitForm, async (ctx, input) => {
		await resubmitOrganisation(ctx, input)
		return redirectWith(paths.organisation, 'ok', 'identity.resubmitted')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.organisation_title')

export default function OrganisationPage() {
	const { organisation, profile, divisions, canEdit } = useLoaderData<typeof loader>()
	const { t, locale } = useT()
	const { division, status, verifiedAt } = organisation
	const facts = [
		{ label: t('identity.number'), value: <span className="code">{organisation.number}</span> },
		{ label: t('identity.credit_code'), value: <span className="code">{organisation.creditCode}</span> },
		{
			label: t('identity.division'),
			value: (locale === 'en' ? division?.nameEn : division?.name) ?? profile.divisionCode,
		},
		...(verifiedAt ? [{ label: t('identity.verified_on'), value: <InstantText at={verifiedAt} /> }] : []),
	]
	return (
		<Page>
			<PageHead title={organisation.name} status={<Status of={`organisation.${status}`} fill />} />
			<div className="stack-lg">
				{status === 'pending' ? (
					<Next
						title={t('identity.next_pending')}
						actions={<LinkButton to={paths.payeeAccounts}>{t('identity.payee_new')}</LinkButton>}
					>
						{t('identity.next_pending_note')}
					</Next>
				) : null}
				{status === 'refused' ? (
					<NoteBox tone="stop" title={t('identity.next_refused')}>
						{t('identity.next_refused_reason', { reason: organisation.statusReason ?? '' })}
					</NoteBox>
				) : null}
				{status === 'refused' && canEdit ? (
					<ResubmitForm name={organisation.name} creditCode={organisation.creditCode} />
				) : null}
				<Section title={t('identity.entity_heading')}>
					<Facts facts={facts} />
				</Section>
				<Section title={t('identity.profile_heading')} note={t('identity.profile_note')}>
					{canEdit ? (
						<ProfileForm profile={profile} divisions={divisions} isProvider={organisation.kind === 'provider'} />
					) : (
						<NoteBox title={t('identity.only_admin')} />
					)}
				</Section>
			</div>
		</Page>
	)
}
