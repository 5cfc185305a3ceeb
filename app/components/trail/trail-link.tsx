import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { paths } from '#app/web/paths.ts'

/** From a paper to the whole chain it belongs to. */
export function TrailLink({ number }: { number: string }) {
	const { t } = useT()
	return <Link to={paths.deskTrailOf(number)}>{t('common.trail')}</Link>
}
