import { useT } from '#app/components/texts.tsx'
import { Track, type TrackStep } from '#app/components/ui/track.tsx'
import { formatInstant } from '#app/lib/time.ts'

type Deed = { by: string; at: Date } | null
type TrackedBatch = { state: string; created: Deed; locked: Deed; approved: Deed; sent: Deed; closedAt: Date | null }

/** Who opened, locked, approved and sent the batch, and when. */
export function BatchTrack({ batch }: { batch: TrackedBatch }) {
	const { t, locale } = useT()
	const deeds: { label: string; deed: Deed }[] = [
		{ label: t('settlement.step_open'), deed: batch.created },
		{ label: t('settlement.step_locked'), deed: batch.locked },
		{ label: t('settlement.step_approved'), deed: batch.approved },
		{ label: t('settlement.step_sent'), deed: batch.sent },
		{ label: t('settlement.step_closed'), deed: batch.closedAt ? { by: '', at: batch.closedAt } : null },
	]
	const now = batch.state === 'voided' ? -1 : deeds.findIndex(({ deed }) => deed === null)
	const steps: TrackStep[] = deeds.map(({ label, deed }, i) => ({
		label,
		at: deed ? 'done' : i === now ? 'now' : 'todo',
		note: deed
			? deed.by
				? t('settlement.by', { name: deed.by, at: formatInstant(deed.at, locale) })
				: formatInstant(deed.at, locale)
			: undefined,
	}))
	return <Track label={t('settlement.steps')} steps={steps} />
}
