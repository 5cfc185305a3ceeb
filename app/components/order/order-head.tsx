import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** Where we are, what was bought from whom, and its state; why it ended, when it did. */
export function OrderHead({ order }: { order: OrderPage }) {
	const { t, locale } = useT()
	const other = order[order.side === 'enterprise' ? 'provider' : 'enterprise']
	const { frame } = order
	return (
		<>
			<Crumb steps={[{ label: t('order.crumb'), to: paths.orders }, { label: order.number }]} />
			<PageHead
				title={(locale === 'en' && order.listing.nameEn) || order.listing.name}
				status={
					<Status of={`order.${order.state}`} viewer={order.nextActor === order.side ? order.side : undefined} fill />
				}
				facts={
					<>
						<span>
							<OrganisationName {...other} />
						</span>
						{other.contactName ? (
							<span>{t('order.contact', { name: other.contactName, phone: other.contactPhone ?? '' })}</span>
						) : null}
						{order.placedAt ? (
							<span>{t('order.placed_on', { day: formatDay(shanghaiDay(order.placedAt), locale) })}</span>
						) : null}
						{frame.voucherNumber ? (
							<>
								{order.side === 'enterprise' ? (
									<Link to={paths.voucher(frame.voucherNumber)}>
										{t('order.voucher_used', { number: frame.voucherNumber })}
									</Link>
								) : (
									<span>{t('order.voucher_used', { number: frame.voucherNumber })}</span>
								)}
								<Link to={paths.programme(frame.programmeNumber ?? '')}>
									{t('order.settled_by', { version: frame.versionNo ?? '' })}
								</Link>
							</>
						) : (
							<span>{t('order.no_voucher')}</span>
						)}
					</>
				}
			/>
			{order.isEnded ? (
				<NoteBox title={t(`status.order.${order.state}`)}>
					{order.endReason === 'no_reply'
						? t('order.ended_no_reply')
						: t('order.ended_because', { reason: order.endReason ?? '' })}
				</NoteBox>
			) : null}
		</>
	)
}
