import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Receipt, type ReceiptLine } from '#app/components/ui/receipt.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import type { Checkout } from '#app/domain/orders/checkout.server.ts'
import { taxWithin } from '#app/domain/orders/order-money.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, formatInstant } from '#app/lib/time.ts'

/** The price to the fen: who pays what, what the buyer transfers now and to whom, and what comes back. */
export function CheckoutReceipt({ checkout }: { checkout: Checkout }) {
	const { t, locale } = useT()
	const { listing, quantity, priceFen } = checkout
	const option = checkout.chosen?.usable ? checkout.chosen : null
	const share = option?.shareFen ?? 0n
	const mode = option?.mode ?? 'own'
	const payNow = mode === 'deduct' ? priceFen - share : priceFen
	const parts: Part[] = [
		...(option?.sources ?? []).map((source, index) => ({
			fill: index === 0 ? ('pub' as const) : ('pub2' as const),
			label: source.name[locale],
			fen: source.amountFen,
		})),
		{ fill: 'own', label: t('order.own_part'), fen: priceFen - share },
	]
	const lines: ReceiptLine[] = [
		{
			label: (locale === 'en' && listing.nameEn) || listing.name,
			note: t('order.unit_times', {
				price: formatYuan(listing.priceFen ?? 0n),
				unit: t(`order.unit_${listing.priceUnit}`),
				n: quantity,
			}),
			fen: priceFen,
		},
		{
			kind: 'sum',
			label: t('order.total_price'),
			note: t('order.of_which_tax', {
				tax: formatYuan(taxWithin(priceFen, listing.taxRateBp)),
				rate: listing.taxRateBp / 100,
			}),
			fen: priceFen,
		},
		...parts
			.filter((part) => part.fill !== 'own')
			.map((part) => ({
				kind: 'public' as const,
				label: t('order.voucher_part', { source: part.label }),
				fen: part.fen,
				fill: part.fill,
			})),
		{ kind: 'total', label: t('order.checkout_in_the_end'), fen: priceFen - share, fill: 'own' },
	]
	return (
		<Panel title={t('order.checkout_receipt')} sticky>
			<SplitBar parts={parts} size="tall" />
			<div className="mt-4">
				<Receipt lines={lines} />
			</div>
			<p className="row between mt-4 strong">
				<span>{t(`order.checkout_pay_now_${mode}`)}</span>
				<Amount fen={payNow} />
			</p>
			<div className="mt-2 stack small">
				<p className="dim">{t('order.checkout_when')}</p>
				{option ? (
					<p className="row between">
						<span>{t(`order.checkout_district_${option.mode}`)}</span>
						<Amount fen={share} />
					</p>
				) : null}
				{option?.mode === 'reimburse' && option.payoutWorkingDays ? (
					<p className="dim">{t('order.checkout_back_days', { days: option.payoutWorkingDays })}</p>
				) : null}
				{option?.useBy && option.useByEvent ? (
					<p className="dim">
						{t('order.checkout_use_by', {
							day: formatDay(option.useBy, locale),
							event: t(`order.event_${option.useByEvent}`),
						})}
					</p>
				) : null}
				<p className="dim">{t('order.checkout_reply', { due: formatInstant(checkout.replyDueAt, locale) })}</p>
				<p className="dim">{t('order.checkout_price_not_final')}</p>
			</div>
		</Panel>
	)
}
