import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'

/** The provider takes the order: what was asked for, and one button. */
export function TakeOrder({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<>
			<Facts
				tight
				facts={[
					{ label: t('order.quantity'), value: `${order.quantity} ${t(`order.unit_${order.listing.priceUnit}`)}` },
					{ label: t('order.total_price'), value: `¥${formatYuan(order.price)}` },
					{ label: t('order.note'), value: order.note || t('order.no_note') },
				]}
			/>
			<Form intent="take" className="form mt-4">
				<Submit icon="check">{t('order.do_take')}</Submit>
			</Form>
		</>
	)
}

/** Ends the order without work: the reason goes to the other side, the hold back to the voucher. */
export function EndOrder({ end, order }: { end: 'withdraw' | 'decline' | 'cancel'; order: OrderPage }) {
	const { t } = useT()
	const amount = formatYuan(order.voucherFen)
	return (
		<Form intent={end}>
			<p className="small dim wide">
				{t(order.voucherFen > 0n ? `order.${end}_effect` : `order.${end}_effect_own`, { amount })}
			</p>
			<Field name="reason" label={t('order.reason')} kind="textarea" rows={2} hint={t('order.reason_hint')} />
			<Submit variant="danger">{t(`order.do_${end}`)}</Submit>
		</Form>
	)
}
