import { Form } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { paths } from '#app/web/paths.ts'

/** One box that takes the number of any paper. */
export function TrailSearch({ asked }: { asked: string }) {
	const { t } = useT()
	return (
		<Form method="get" action={paths.deskTrail} className="form trail-search" role="search" key={asked}>
			<Field name="of" label={t('trail.field')} hint={t('trail.field_hint')} defaultValue={asked} />
			<div>
				<button type="submit" className="btn primary">
					{t('trail.show')}
				</button>
			</div>
		</Form>
	)
}
