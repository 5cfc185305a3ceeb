import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { VerificationChecks } from '#app/components/people/verification-checks.tsx'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { refuseForm } from '#app/domain/identity/organisation.ts'
import { organisationForVerification } from '#app/domain/identity/organisations.server.ts'
import { verificationChecks } from '#app/domain/identity/verification.ts'
import { refuseOrganisation, verifyOrganisation } from '#app/domain/identity/verify-organisation.server.ts'
import { formatInstant } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator'], async (ctx, { params }) => {
	const found = await organisationForVerification(ctx, params.number ?? '')
	const { number, name, creditCode, kind, status, statusReason, verifiedAt, ...rest } = found.organisation
	const { address, contactName, contactPhone, legalRepresentative, divisionCode, createdAt } = rest
	return {
		organisation: { number, name, creditCode, kind, status, statusReason, verifiedAt, createdAt },
		reach: { address, contactName, contactPhone, legalRepresentative },
		place: { zh: found.division?.name ?? divisionCode, en: found.division?.nameEn ?? divisionCode },
		checks: verificationChecks(found.organisation, found.similar),
		people: found.people,
		verifiedByName: found.verifiedByName,
	}
})

export const action = pageAction({
	verify: intent(z.object({}), async (ctx, _, { params }) => {
		const name = await verifyOrganisation(ctx, params.number ?? '')
		return redirectWith(paths.operatorOrganisations, 'ok', 'operator.verified', { name })
	}),
	refuse: intent(refuseForm, async (ctx, { reason }, { params }) => {
		const name = await refuseOrganisation(ctx, params.number ?? '', reason)
		return redirectWith(paths.operatorOrganisations, 'ok', 'operator.refused', { name })
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'operator.organisations_title')

export default function OrganisationPage() {
	const { organisation, reach, place, checks, people, verifiedByName } = useLoaderData<typeof loader>()
	const { t, locale } = useT()
	const { name, status, verifiedAt } = organisation
	const facts = [
		{ label: t('operator.credit_code'), value: <span className="code">{organisation.creditCode}</span> },
		{ label: t('operator.kind'), value: t(`common.kind_${organisation.kind}`) },
		{ label: t('operator.division'), value: place[locale] },
		{ label: t('operator.contact'), value: `${reach.contactName ?? '—'} ${reach.contactPhone ?? ''}` },
		{ label: t('operator.legal_representative'), value: reach.legalRepresentative ?? '—' },
		{ label: t('operator.address'), value: reach.address ?? '—' },
		{ label: t('operator.registered_at'), value: <InstantText at={organisation.createdAt} /> },
		{
			label: t('operator.people_heading'),
			value: people.map((person) => `${person.name} ${person.email}`).join('；') || '—',
		},
	]
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('operator.organisations_title'), to: paths.operatorOrganisations },
					{ label: organisation.number },
				]}
			/>
			<PageHead title={name} status={<Status of={`organisation.${status}`} viewer="operator" fill />} />
			<div className="grid cols-main">
				<Section title={t('operator.entity_heading')}>
					<Facts facts={facts} />
				</Section>
				<div className="stack-lg">
					<Panel title={t('operator.checks_heading')}>
						<VerificationChecks checks={checks} />
					</Panel>
					{status === 'pending' ? (
						<Panel>
							<div className="stack">
								<Confirm
									variant="primary"
									label={t('operator.verify')}
									question={t('operator.verify_question', { name })}
								>
									<p className="small dim">{t('operator.verify_note')}</p>
									<Form intent="verify" className="form tight">
										<Submit>{t('operator.verify')}</Submit>
									</Form>
								</Confirm>
								<Form intent="refuse" className="form tight">
									<Field
										name="reason"
										kind="textarea"
										rows={3}
										label={t('operator.refuse_reason')}
										placeholder={t('operator.refuse_example')}
									/>
									<Submit variant="danger">{t('operator.refuse_submit')}</Submit>
								</Form>
							</div>
						</Panel>
					) : verifiedAt ? (
						<NoteBox
							tone={status === 'verified' ? 'ok' : 'stop'}
							title={<DecidedBy name={verifiedByName ?? '—'} at={verifiedAt} />}
						>
							{organisation.statusReason}
						</NoteBox>
					) : null}
				</div>
			</div>
		</Page>
	)
}

function DecidedBy({ name, at }: { name: string; at: Date }) {
	const { t, locale } = useT()
	return <>{t('operator.decided_by', { name, at: formatInstant(at, locale) })}</>
}
