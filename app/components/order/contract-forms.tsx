import { CheckField, Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { cutBearers, signatures } from '#app/domain/orders/order.ts'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** The provider's contract: number, date, tax rate, signature, who bears a cut, and the file. */
export function DrawContract({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<Form intent="draw_contract" files>
			<p className="small dim wide">
				{t('order.contract_terms', {
					price: formatYuan(order.price),
					rate: order.listing.taxRateBp / 100,
					tax: formatYuan(order.tax),
				})}
			</p>
			<Field name="contractNo" label={t('order.contract_no')} kind="code" defaultValue={order.contractNo ?? ''} />
			<Field name="contractOn" label={t('order.contract_on')} kind="date" defaultValue={order.contractOn ?? ''} />
			<RadioField
				name="signature"
				label={t('order.signature')}
				defaultValue={order.contractSignature ?? 'electronic'}
				options={signatures.map((value) => ({ value, label: t(`order.signature_${value}`) }))}
			/>
			<RadioField
				name="cutBearer"
				label={t('order.cut_bearer')}
				hint={t('order.cut_bearer_hint')}
				defaultValue={order.cutBearer}
				options={cutBearers.map((value) => ({ value, label: t(`order.cut_bearer_${value}`) }))}
			/>
			<Field
				name="file"
				label={t('order.contract_file')}
				kind="file"
				accept={acceptAttribute}
				hint={t('order.file_hint')}
			/>
			<Submit>{t('order.do_draw_contract')}</Submit>
		</Form>
	)
}

/** The enterprise reads the contract and confirms that very file. */
export function ConfirmContract({ order, seen }: { order: OrderPage; seen: string }) {
	const { t, locale } = useT()
	return (
		<>
			<Facts
				facts={[
					{ label: t('order.contract_no'), value: <span className="code">{order.contractNo}</span> },
					{ label: t('order.contract_on'), value: order.contractOn ? formatDay(order.contractOn, locale) : '—' },
					{ label: t('order.signature'), value: t(`order.signature_${order.contractSignature}`) },
					{
						label: t('order.total_price'),
						value: `¥${formatYuan(order.price)} ${t('order.of_which_tax', { tax: formatYuan(order.tax), rate: order.listing.taxRateBp / 100 })}`,
					},
					{ label: t('order.cut_bearer'), value: t(`order.cut_bearer_${order.cutBearer}`) },
					{
						label: t('order.contract_file'),
						value: order.contractFile ? (
							<a href={paths.file(order.contractFile.uuid)} target="_blank" rel="noopener">
								{order.contractFile.name}
							</a>
						) : null,
					},
				]}
			/>
			<Form intent="confirm_contract" className="form mt-4">
				<input type="hidden" name="seen" value={seen} />
				<CheckField name="agree" label={t('order.contract_agree')} />
				<Submit icon="check">{t('order.do_confirm_contract')}</Submit>
			</Form>
		</>
	)
}
