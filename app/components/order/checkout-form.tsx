import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { IntakeFields } from '#app/components/order/intake-fields.tsx'
import { CheckoutRelations } from '#app/components/relation/checkout-relations.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { Checkout } from '#app/domain/orders/checkout.server.ts'
import { formatYuan } from '#app/lib/money.ts'

/** Places the order exactly as it is shown: price and voucher share travel along and are refused when they changed. */
export function CheckoutForm({ checkout }: { checkout: Checkout }) {
	const { t, locale } = useT()
	const option = checkout.chosen?.usable ? checkout.chosen : null
	const share = option?.shareFen ?? 0n
	return (
		<Panel>
			<Form intent="place" label={t('order.checkout')}>
				<input type="hidden" name="quantity" value={checkout.quantity} />
				<input type="hidden" name="voucher" value={option?.number ?? ''} />
				<input type="hidden" name="seenPrice" value={checkout.priceFen.toString()} />
				<input type="hidden" name="seenShare" value={share.toString()} />
				<input type="hidden" name="seenIntake" value={checkout.seenIntake} />
				{checkout.listing.intake.length > 0 ? (
					<fieldset className="form">
						<legend className="legend strong mb-4">
							{t('order.intake', { name: checkout.listing.provider.name })}
						</legend>
						<IntakeFields questions={checkout.listing.intake} />
					</fieldset>
				) : null}
				<Field
					name="note"
					label={t('order.checkout_note')}
					kind="textarea"
					rows={3}
					optional
					hint={t('order.checkout_note_hint')}
				/>
				<CheckoutRelations relations={option?.relations ?? []} />
				{option && option.declares.length > 0 ? (
					<div className="small">
						<p>{t('order.checkout_declares')}</p>
						<ul>
							{option.declares.map((words) => (
								<li key={words.zh}>· {words[locale]}</li>
							))}
						</ul>
					</div>
				) : null}
				<CheckField name="agree" label={t(option ? 'order.checkout_agree' : 'order.checkout_agree_own')} />
				<Submit icon="check">
					{share > 0n
						? t('order.checkout_place', { amount: formatYuan(share) })
						: t('order.checkout_place_own', { amount: formatYuan(checkout.priceFen) })}
				</Submit>
			</Form>
		</Panel>
	)
}
