import { Form } from '@remix-run/react'
import { CheckoutRelations } from '#app/components/relation/checkout-relations.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Reasons } from '#app/components/ui/reasons.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { Checkout, CheckoutOption } from '#app/domain/orders/checkout.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** How much is wanted and which voucher pays: asks the page again, so that the price is always the server's. */
export function ChoosePayment({ checkout }: { checkout: Checkout }) {
	const { t, locale } = useT()
	const { options, chosen, listing } = checkout
	const nameOf = (option: CheckoutOption) => (locale === 'en' && option.programmeNameEn) || option.programmeName
	const refused = options.filter((option) => !option.usable)
	return (
		<Panel>
			<Form method="get" className="form" key={`${checkout.quantity} ${chosen?.number}`}>
				<div className="field">
					<label htmlFor="checkout-quantity">{t('order.checkout_how_many')}</label>
					<div className="affix">
						<input
							className="input"
							id="checkout-quantity"
							name="quantity"
							inputMode="numeric"
							defaultValue={String(checkout.quantity)}
							autoComplete="off"
						/>
						<span>{t(`order.unit_${listing.priceUnit}`)}</span>
					</div>
				</div>
				<fieldset className="field">
					<legend className="legend">{t('order.checkout_use')}</legend>
					{options
						.filter((option) => option.usable)
						.map((option) => (
							<label className="check" key={option.number}>
								<input
									type="radio"
									name="voucher"
									value={option.number}
									defaultChecked={chosen?.number === option.number}
								/>
								<span>
									{t('order.checkout_voucher', { programme: nameOf(option), number: option.number })}{' '}
									<small className="faint">
										{t('order.checkout_voucher_hint', {
											share: formatYuan(option.shareFen),
											free: formatYuan(option.freeFen),
										})}
									</small>
								</span>
							</label>
						))}
					<label className="check">
						<input type="radio" name="voucher" value="" defaultChecked={chosen === null} />
						<span>{t('order.checkout_no_voucher')}</span>
					</label>
				</fieldset>
				<button type="submit" className="btn">
					{t('order.checkout_recount')}
				</button>
			</Form>
			{options.length === 0 ? (
				<div className="row mt-4">
					<p className="small dim">{t('order.checkout_none')}</p>
					<LinkButton to={paths.vouchers} small>
						{t('order.checkout_apply')}
					</LinkButton>
				</div>
			) : null}
			{refused.map((option) => (
				<Disclosure
					key={option.number}
					open={chosen?.number === option.number}
					summary={`${t('order.checkout_voucher', { programme: nameOf(option), number: option.number })} · ${t('order.checkout_voucher_not')}`}
				>
					<Reasons reasons={option.reasons} />
					{option.reasons.some(({ code, verdict }) => code === 'scope.relation' && verdict === 'no') ? (
						<CheckoutRelations relations={option.relations} isBarred />
					) : null}
				</Disclosure>
			))}
		</Panel>
	)
}
