import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { providerKinds } from '#app/domain/identity/provider-kinds.ts'

/** What kind of provider it is; programmes may ask for it. */
export function ProviderKindField({ defaultValue }: { defaultValue?: string }) {
	const { t } = useT()
	return (
		<Field
			name="providerKind"
			kind="select"
			label={t('identity.provider_kind')}
			empty={t('identity.division_empty')}
			defaultValue={defaultValue}
			options={providerKinds.map((kind) => ({ value: kind, label: t(`identity.provider_kind_${kind}`) }))}
		/>
	)
}
