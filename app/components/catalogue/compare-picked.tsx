import { Form } from '@remix-run/react'
import { Button } from '#app/components/ui/button.tsx'
import { mostCompared } from '#app/web/compared.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

/** The form the boxes at the hits belong to. */
export const compareForm = 'compare'

/** Takes the ticked hits side by side; the boxes stand at the hits, so no script is needed. */
export function ComparePicked() {
	const { t } = useCatalogueWords()
	return (
		<Form id={compareForm} className="row mt-4" action={paths.compare}>
			<Button type="submit" small>
				{t('compare.picked')}
			</Button>
			<span className="small faint">{t('compare.picked_note', { n: mostCompared })}</span>
		</Form>
	)
}
