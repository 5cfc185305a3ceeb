import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Receipt, type ReceiptLine } from '#app/components/ui/receipt.tsx'
import { Why } from '#app/components/why.tsx'
import type { FinalShare } from '#app/domain/orders/confirm-price.server.ts'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan, plainYuan } from '#app/lib/money.ts'
import { FormConfirm } from './form-disclosure.tsx'

/** The provider's final price, tax included, before the work begins. */
export function ProposePrice({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<Form intent="propose_price">
			<Field
				name="finalPrice"
				label={t('order.final_price')}
				kind="money"
				defaultValue={plainYuan(order.price)}
				hint={t('order.final_price_hint', {
					ordered: formatYuan(order.orderedPrice),
					rate: order.listing.taxRateBp / 100,
				})}
			/>
			<Field
				name="note"
				label={t('order.price_note')}
				kind="textarea"
				rows={2}
				optional
				hint={t('order.price_note_hint')}
			/>
			<Submit>{t('order.do_propose_price')}</Submit>
		</Form>
	)
}

/** The enterprise agrees to the price and to what its voucher pays of it: a further hold is taken where it grew. */
export function ConfirmPrice({ order, offer }: { order: OrderPage; offer: FinalShare }) {
	const { t } = useT()
	const hasVoucher = order.mode !== null
	const lines: ReceiptLine[] = [
		{ label: t('order.ordered_price'), fen: order.orderedPrice },
		{ kind: 'sum', label: t('order.proposed_price'), fen: order.price },
	]
	if (hasVoucher) {
		lines.push({ kind: 'public', label: t('order.voucher_pays'), fen: offer.shareFen })
		lines.push({ kind: 'total', label: t('order.own_part'), fen: order.price - offer.shareFen })
	}
	return (
		<>
			<Receipt lines={lines} />
			{hasVoucher ? (
				<div className="mt-4">
					<Why reasons={offer.reasons} />
				</div>
			) : null}
			<div className="mt-4">
				<FormConfirm
					intent="confirm_price"
					label={t('order.do_confirm_price')}
					question={t('order.confirm_price_question', { price: formatYuan(order.price) })}
				>
					<p className="small dim wide">
						{t(hasVoucher ? 'order.confirm_price_effect' : 'order.confirm_price_effect_own', {
							share: formatYuan(offer.shareFen),
						})}
					</p>
					<Form intent="confirm_price" className="form mt-4">
						<input type="hidden" name="seenPrice" value={order.price.toString()} />
						<input type="hidden" name="seenShare" value={offer.shareFen.toString()} />
						<Submit icon="check">{t('order.do_confirm_price_now', { price: formatYuan(order.price) })}</Submit>
					</Form>
				</FormConfirm>
			</div>
		</>
	)
}
