import { useT } from '#app/components/texts.tsx'
import { Track } from '#app/components/ui/track.tsx'
import type { DrawStage } from '#app/domain/draws/draw.ts'
import type { PublicDraw } from '#app/domain/draws/draws.server.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'

/** The step a draw stands at, counted from 0: applications, list, number, approval, grants. */
const reached: Record<DrawStage, number> = {
	open: 0,
	to_close: 1,
	waiting: 2,
	to_enter: 2,
	to_approve: 3,
	granting: 4,
	done: 5,
}

type Shown = Pick<PublicDraw, 'stage' | 'giving' | 'round' | 'list'>

/** How far a draw has come. */
export function DrawTrack({ draw }: { draw: Shown }) {
	const { t, locale } = useT()
	const last = shanghaiDay(new Date(draw.round.closesAt.getTime() - 1))
	const numberOn = draw.list?.numberOn
	const steps = [
		{
			label: t('draw.step_apply'),
			note: draw.stage === 'open' ? t('draw.step_apply_note', { day: formatDay(last, locale) }) : undefined,
		},
		{ label: t('draw.step_close') },
		{
			label: t('draw.step_number'),
			note: numberOn ? t('draw.step_number_note', { day: formatDay(numberOn, locale) }) : undefined,
		},
		{ label: t('draw.step_approve') },
		{ label: t('draw.step_grant') },
	]
	const now = reached[draw.stage]
	const at = (index: number) => (index < now ? ('done' as const) : index === now ? ('now' as const) : ('todo' as const))
	const all = steps.map((step, index) => ({ ...step, at: at(index) }))
	return (
		<Track label={t('draw.steps')} steps={draw.giving === 'lottery' ? all : all.filter((_, index) => index !== 2)} />
	)
}
