import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { type Event, History } from '#app/components/ui/track.tsx'
import type { HistoryEvent } from '#app/domain/orders/order-history.server.ts'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, formatInstant, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** What both sides did, from the same log: ours at the left, theirs at the right. */
export function Timeline({ order }: { order: OrderPage }) {
	const { t, locale } = useT()
	const nameOf = (party: { name: string; nameEn: string | null }) => (locale === 'en' && party.nameEn) || party.name
	const mine = nameOf(order[order.side])
	const theirs = nameOf(order[order.side === 'enterprise' ? 'provider' : 'enterprise'])
	const events = order.history.map(
		(event): Event => ({
			key: event.id,
			side: event.side === order.side ? 'left' : 'right',
			when: (
				<>
					<DateText day={shanghaiDay(event.at)} short />
					<br />
					{formatInstant(event.at, 'zh').slice(-5)}
				</>
			),
			what: t(`order.did_${event.action.replace('.', '_')}`),
			who: t(`order.by_${event.side}`),
			detail: <Detail event={event} isOurs={event.side === order.side} />,
		}),
	)
	return (
		<Section title={t('order.history')} note={t('order.history_note')}>
			<History
				left={t('order.history_mine', { name: mine })}
				right={t('order.history_theirs', { name: theirs })}
				events={events}
			/>
		</Section>
	)
}

/** What a step carried: the sentence for its action, its paper, and among ourselves its person. */
function Detail({ event, isOurs }: { event: HistoryEvent; isOurs: boolean }) {
	const { t, locale } = useT()
	const { details } = event
	const yuan = (key: string) => (details[key] && /^\d+$/.test(details[key]) ? formatYuan(BigInt(details[key])) : '')
	const day = (key: string) => (details[key] ? formatDay(details[key] as LocalDate, locale) : '')
	const isReason = details.reason && details.reason !== 'no_reply'
	const sentences: Partial<Record<HistoryEvent['action'], string>> = {
		'order.placed':
			details.heldFen !== '0' ? t('order.detail_placed', { amount: yuan('heldFen') }) : t('order.detail_placed_own'),
		'order.contract_drawn': t('order.detail_contract', { no: details.contractNo ?? '', day: day('contractOn') }),
		'order.contracted': details.contractNo,
		'order.sample_received': details.note,
		'order.price_proposed': [t('order.detail_price', { amount: yuan('finalPriceFen') }), details.note]
			.filter(Boolean)
			.join(' '),
		'order.price_confirmed': t('order.detail_price_confirmed', {
			amount: yuan('finalPriceFen'),
			share: yuan('voucherFen'),
		}),
		'order.delivered': t('order.detail_report', {
			no: details.reportNo ?? '',
			marks: details.validMarks || t('order.no_marks'),
		}),
		'order.in_revision': details.note,
		'order.accepted': details.redeemedFen !== '0' ? t('order.detail_accepted', { amount: yuan('redeemedFen') }) : '',
		'order.share_lapsed': t('order.detail_gone', { amount: yuan('lapsedFen') }),
		'order.forfeited': t('order.detail_gone', { amount: yuan('forfeitedFen') }),
		'order.invoiced': t('order.detail_invoice', { no: details.invoiceNo ?? '', amount: yuan('partFen') }),
		'order.invoice_verified': details.verification ? t(`order.verification_${details.verification}`) : '',
		'order.paid': t('order.detail_paid', { amount: yuan('amountFen'), day: day('paidOn') }),
		'order.payment_confirmed': t('order.detail_payment_confirmed', { amount: yuan('amountFen') }),
	}
	const released =
		details.releasedFen && details.releasedFen !== '0'
			? t('order.detail_released', { amount: yuan('releasedFen') })
			: ''
	return (
		<>
			{[sentences[event.action], isReason ? details.reason : '', released].filter(Boolean).join(' ')}
			{details.file ? (
				<>
					{' '}
					<a href={paths.file(details.file)} target="_blank" rel="noopener">
						{t('order.open_paper')}
					</a>
				</>
			) : null}
			{isOurs && event.by ? <span className="tiny faint"> {event.by}</span> : null}
		</>
	)
}
