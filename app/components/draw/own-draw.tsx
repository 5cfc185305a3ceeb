import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { OwnDraw as Own } from '#app/domain/draws/draws.server.ts'
import { paths } from '#app/web/paths.ts'
import { Outcome } from './candidate-table.tsx'

/** How one application stands in the draw of its round: on the list, its place, what became of it. */
export function OwnDraw({ draw }: { draw: Own }) {
	const { t } = useT()
	const { candidates, place, outcome, score, giving } = draw
	const n = candidates ?? 0
	const isOut = outcome === 'not_eligible' || outcome === 'not_corrected'
	return (
		<NoteBox
			tone={outcome === 'granted' ? 'ok' : 'plain'}
			title={
				outcome ? <Outcome of={outcome} /> : place !== null ? t('draw.own_place', { place, n }) : t('draw.own_title')
			}
		>
			{outcome && place !== null ? <p>{t('draw.own_place', { place, n })}</p> : null}
			{candidates === null ? <p>{t(`draw.own_open_${giving}`)}</p> : null}
			{candidates !== null && place === null && !isOut ? (
				<p>{t(giving === 'ranked' ? 'draw.own_listed_ranked' : 'draw.own_listed', { n, score: score ?? 0 })}</p>
			) : null}
			<p>
				<Link to={paths.draw(draw.roundNumber)}>{t('draw.own_see')}</Link>
			</p>
		</NoteBox>
	)
}
