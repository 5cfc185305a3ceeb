import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Track, type TrackStep } from '#app/components/ui/track.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'

/** How far the order has come, from placing to the money. */
export function OrderTrack({ order }: { order: OrderPage }) {
	const { t } = useT()
	const claimState = order.frame.claimState
	const stages: { name: string; at: Date | null; note?: string }[] = [
		{ name: 'placed', at: order.placedAt, note: order.voucherFen > 0n ? t('order.track_placed_note') : undefined },
		{ name: 'confirmed', at: order.confirmedAt },
		{ name: 'contracted', at: order.contractedAt, note: t('order.track_contracted_note') },
		{ name: 'priced', at: order.priceConfirmedAt },
		{ name: 'delivered', at: order.state === 'in_revision' ? null : order.deliveredAt },
		{ name: 'accepted', at: order.acceptedAt },
	]
	const firstOpen = stages.findIndex((stage) => stage.at === null)
	const steps: TrackStep[] = stages.map((stage, index) => ({
		label: t(`order.track_${stage.name}`),
		at: stage.at ? 'done' : index === firstOpen && !order.isEnded ? 'now' : 'todo',
		note: stage.at ? (
			<>
				<DateText day={shanghaiDay(stage.at)} short /> {stage.note}
			</>
		) : null,
	}))
	if (order.mode && order.voucherFen > 0n) {
		const isPaid = claimState === 'paid'
		const isMoving = claimState !== null && !isPaid
		const claimNow = order.state === 'accepted' && !isPaid
		steps.push(
			{
				label: t('order.track_claim'),
				at: isPaid ? 'done' : isMoving || claimNow ? 'now' : 'todo',
				note: claimState ? t(`status.claim.${claimState}`) : t(`order.track_claim_${order.mode}`),
			},
			{ label: t('order.track_paid'), at: isPaid ? 'done' : 'todo', note: t(`order.track_paid_${order.mode}`) },
		)
	}
	return <Track label={t('order.track')} steps={steps} />
}
