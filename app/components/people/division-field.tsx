import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Division } from '#app/domain/divisions/division.ts'

type Props = { name: string; label: string; divisions: readonly Division[]; defaultValue?: string }

/** Where an organisation is registered: districts and cities, each under the names of what it lies in. */
export function DivisionField({ name: field, label, divisions, defaultValue }: Props) {
	const { t, locale } = useT()
	const byCode = new Map(divisions.map((division) => [division.code, division]))
	const nameOf = ({ name, nameEn, parentCode, level }: Division): string => {
		const parent = parentCode && level === 'district' ? byCode.get(parentCode) : undefined
		const own = locale === 'en' ? nameEn : name
		if (!parent) return own
		return locale === 'en' ? `${own}, ${parent.nameEn}` : `${parent.name} ${own}`
	}
	return (
		<Field
			name={field}
			kind="select"
			label={label}
			hint={t('identity.division_hint')}
			empty={t('identity.division_empty')}
			defaultValue={defaultValue}
			options={divisions
				.filter((division) => division.level !== 'province')
				.map((division) => ({ value: division.code, label: nameOf(division) }))}
		/>
	)
}
