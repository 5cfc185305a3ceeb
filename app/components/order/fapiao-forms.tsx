import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { KeptFile, ReadFapiao, StandByTyped } from '#app/components/invoice/read-fapiao.tsx'
import { useT } from '#app/components/texts.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { verifications } from '#app/domain/invoices/invoice.ts'
import type { OrderInvoice, OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan, plainYuan } from '#app/lib/money.ts'

/** The provider's fapiao: parties, figures, and the part of it that belongs to this order. */
export function UploadFapiao({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<div className="stack">
			<ReadFapiao intent="read_fapiao" />
			<Form intent="upload_fapiao" files className="form cols">
				<p className="small dim wide whole">{t('order.fapiao_terms', { left: formatYuan(order.leftToInvoice) })}</p>
				<Field name="invoiceNo" label={t('order.invoice_no')} kind="code" hint={t('order.invoice_no_hint')} />
				<Field
					name="invoiceCode"
					label={t('order.invoice_code')}
					kind="code"
					optional
					hint={t('order.invoice_code_hint')}
				/>
				<Field name="issuedOn" label={t('order.issued_on')} kind="date" />
				<Field name="sellerCode" label={t('order.seller_code')} kind="code" defaultValue={order.provider.creditCode} />
				<Field name="buyerCode" label={t('order.buyer_code')} kind="code" defaultValue={order.enterprise.creditCode} />
				<Field
					name="amount"
					label={t('order.invoice_amount')}
					kind="money"
					defaultValue={plainYuan(order.leftToInvoice)}
				/>
				<Field name="tax" label={t('order.invoice_tax')} kind="money" defaultValue={plainYuan(order.tax)} />
				<Field
					name="part"
					label={t('order.invoice_part')}
					kind="money"
					defaultValue={plainYuan(order.leftToInvoice)}
					hint={t('order.invoice_part_hint')}
				/>
				<Field
					name="file"
					label={t('order.invoice_file')}
					kind="file"
					accept={acceptAttribute}
					hint={t('order.invoice_file_hint')}
				/>
				<KeptFile />
				<StandByTyped intent="upload_fapiao" />
				<Submit icon="upload">{t('order.do_upload_fapiao')}</Submit>
			</Form>
		</div>
	)
}

/** The buyer's look-up at the tax bureau (查验), one form per fapiao. */
export function VerifyFapiao({ invoices }: { invoices: readonly OrderInvoice[] }) {
	const { t } = useT()
	return (
		<div className="stack-lg">
			{invoices.map((invoice) => (
				<Form key={invoice.number} intent="verify" id={`verify-${invoice.number}`}>
					<input type="hidden" name="invoice" value={invoice.number} />
					<RadioField
						name="verification"
						label={t('order.verify_label', { no: invoice.number, amount: formatYuan(invoice.amountFen) })}
						hint={t('order.verify_hint')}
						defaultValue={invoice.verification ?? undefined}
						options={verifications.map((value) => ({ value, label: t(`order.verification_${value}`) }))}
					/>
					<Submit variant="plain">{t('order.do_verify')}</Submit>
				</Form>
			))}
		</div>
	)
}
