import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { Division } from '#app/domain/divisions/division.ts'
import { DivisionField } from './division-field.tsx'
import { ProviderKindField } from './provider-kind-field.tsx'

type Profile = {
	nameEn: string | null
	divisionCode: string
	address: string | null
	legalRepresentative: string | null
	contactName: string | null
	contactPhone: string | null
	providerKind: string | null
	establishedOn?: string
}

/** How one's organisation is reached and where it is registered. */
export function ProfileForm({
	profile,
	divisions,
	isProvider,
}: {
	profile: Profile
	divisions: readonly Division[]
	isProvider: boolean
}) {
	const { t } = useT()
	return (
		<Panel>
			<Form intent="profile" className="form cols">
				<DivisionField
					name="divisionCode"
					label={t('identity.division')}
					divisions={divisions}
					defaultValue={profile.divisionCode}
				/>
				{isProvider ? (
					<ProviderKindField
						name="providerKind"
						label={t('identity.provider_kind')}
						defaultValue={profile.providerKind ?? undefined}
					/>
				) : null}
				{isProvider ? (
					<Field
						name="establishedOn"
						kind="date"
						label={t('identity.established_on')}
						defaultValue={profile.establishedOn}
						optional
					/>
				) : null}
				<Field name="contactName" label={t('identity.contact_name')} defaultValue={profile.contactName ?? ''} />
				<Field
					name="contactPhone"
					kind="tel"
					label={t('identity.contact_phone')}
					defaultValue={profile.contactPhone ?? ''}
				/>
				<Field name="address" label={t('identity.address')} defaultValue={profile.address ?? ''} optional />
				<Field
					name="legalRepresentative"
					label={t('identity.legal_representative')}
					defaultValue={profile.legalRepresentative ?? ''}
					optional
				/>
				<Field name="nameEn" label={t('identity.name_en')} defaultValue={profile.nameEn ?? ''} optional />
				<div className="row">
					<Submit>{t('identity.profile_save')}</Submit>
				</div>
			</Form>
		</Panel>
	)
}
