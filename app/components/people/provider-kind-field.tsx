import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { providerKinds } from '#app/domain/identity/provider-kinds.ts'

/** What kind of provider it is; programmes may ask for it. */
export function ProviderKindField({
	name,
	label,
	defaultValue,
}: {
	name: string
	label: string
	defaultValue?: string
}) {
	const { t } = useT()
	return (
		<Field
			name={name}
			kind="select"
			label={label}
			empty={t('identity.division_empty')}
			defaultValue={defaultValue}
			options={providerKinds.map((kind) => ({ value: kind, label: t(`identity.provider_kind_${kind}`) }))}
		/>
	)
}
