import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import type { OrderPage, OrderPayment } from '#app/domain/orders/order-page.server.ts'
import { formatYuan, plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** The enterprise's transfer with its slip. */
export function RecordPayment({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<Form intent="record_own_payment" files>
			<p className="small dim wide">
				{t('order.payment_to', {
					name: order.provider.name,
					own: formatYuan(order.own),
					left: formatYuan(order.leftToPay),
				})}
			</p>
			<Field name="amount" label={t('order.payment_amount')} kind="money" defaultValue={plainYuan(order.leftToPay)} />
			<Field name="paidOn" label={t('order.paid_on')} kind="date" />
			<Field
				name="bankReference"
				label={t('order.bank_reference')}
				kind="code"
				optional
				hint={t('order.bank_reference_hint')}
			/>
			<Field name="slip" label={t('order.slip')} kind="file" accept={acceptAttribute} hint={t('order.slip_hint')} />
			<CheckField name="companyAccount" label={t('order.company_account')} />
			<Submit>{t('order.do_record_own_payment')}</Submit>
		</Form>
	)
}

/** The provider looks at its account and says that the money is there. */
export function ConfirmPayments({ payments }: { payments: readonly OrderPayment[] }) {
	const { t } = useT()
	return (
		<ul className="stack">
			{payments.map((payment) => (
				<li key={payment.id} className="row between">
					<span>
						<Amount fen={payment.amountFen} /> <DateText day={payment.paidOn} />{' '}
						{payment.slip ? (
							<a className="small" href={paths.file(payment.slip.uuid)} target="_blank" rel="noopener">
								{t('order.open_slip')}
							</a>
						) : null}
					</span>
					<Form intent="confirm_own_payment" id={`payment-${payment.id}`} className="row">
						<input type="hidden" name="payment" value={payment.id} />
						<Submit small>{t('order.do_confirm_own_payment', { amount: formatYuan(payment.amountFen) })}</Submit>
					</Form>
				</li>
			))}
		</ul>
	)
}
