import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Division } from '#app/domain/divisions/division.ts'

/** Where an organisation is registered: districts and cities, each under the names of what it lies in. */
export function DivisionField({ divisions, defaultValue }: { divisions: readonly Division[]; defaultValue?: string }) {
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
			name="divisionCode"
			kind="select"
			label={t('identity.division')}
			hint={t('identity.division_hint')}
			empty={t('identity.division_empty')}
			defaultValue={defaultValue}
			options={divisions
				.filter((division) => division.level !== 'province')
				.map((division) => ({ value: division.code, label: nameOf(division) }))}
		/>
	)
}
