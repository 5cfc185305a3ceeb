import { useT } from '#app/components/texts.tsx'
import { type FileItem, Files } from '#app/components/ui/files.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import type { OrderInvoice, OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'

/** The papers of an order: there with their fingerprint, or still missing and who brings them. */
export function Papers({ order }: { order: OrderPage }) {
	const { t, locale } = useT()
	const day = (value: Parameters<typeof formatDay>[0] | null) => (value ? formatDay(value, locale) : '')
	const files: FileItem[] = [
		{
			key: 'contract',
			label: order.contractNo ? t('order.paper_contract_no', { no: order.contractNo }) : t('order.paper_contract'),
			uuid: order.contractFile?.uuid,
			sha256: order.contractFile?.sha256,
			status: order.contractFile && !order.contractedAt ? <Unseen>{t('order.paper_unconfirmed')}</Unseen> : undefined,
			note: order.contractNo
				? t('order.paper_contract_note', {
						day: day(order.contractOn),
						signature: t(`order.signature_${order.contractSignature}`),
					})
				: t('order.paper_contract_missing'),
		},
		{
			key: 'report',
			label: order.reportNo ? t('order.paper_report_no', { no: order.reportNo }) : t('order.paper_report'),
			uuid: order.reportFile?.uuid,
			sha256: order.reportFile?.sha256,
			status: order.state === 'delivered' ? <Unseen>{t('order.paper_unread')}</Unseen> : undefined,
			note: order.reportNo
				? t('order.paper_report_note', { day: day(order.reportOn) })
				: t('order.paper_report_missing'),
		},
		...order.invoices.map((invoice) => ({
			key: `invoice-${invoice.number}`,
			label: t('order.paper_invoice_no', { no: invoice.number }),
			uuid: invoice.file?.uuid,
			status: <InvoiceStanding invoice={invoice} />,
			note: [
				t('order.paper_invoice_note', {
					day: day(invoice.issuedOn),
					amount: formatYuan(invoice.amountFen),
					part: formatYuan(invoice.partFen),
				}),
				invoice.redFen > 0n ? t('invoice.red_taken', { amount: formatYuan(invoice.redFen) }) : '',
			]
				.filter(Boolean)
				.join(' · '),
		})),
		...order.payments.map((payment) => ({
			key: `payment-${payment.id}`,
			label: t('order.paper_slip', { amount: formatYuan(payment.amountFen) }),
			uuid: payment.slip?.uuid,
			status: <Status of={`own_payment.${payment.confirmedAt ? 'confirmed' : 'recorded'}`} viewer={order.side} />,
			note: [day(payment.paidOn), payment.reference].filter(Boolean).join(' · '),
		})),
	]
	if (order.invoices.length === 0)
		files.push({ key: 'invoice', label: t('order.paper_invoice'), note: t('order.paper_invoice_missing') })
	if (order.payments.length === 0 && order.own > 0n)
		files.push({ key: 'payment', label: t('order.paper_payment'), note: t('order.paper_payment_missing') })
	return (
		<Panel title={t('order.papers')}>
			<Files files={files} />
			{order.marks.length > 0 ? (
				<div className="mt-4">
					<h3 className="small strong">{t('order.marks_on', { day: day(order.reportOn) })}</h3>
					<ul className="stack small">
						{order.marks.map((mark) => (
							<li key={`${mark.kind}-${mark.number}`} className="row between">
								<span>
									<Tag kind="mark">{mark.kind}</Tag> <span className="code">{mark.number}</span>
									<span className="faint"> {mark.scope}</span>
								</span>
								<Status of={mark.valid ? 'mark.valid' : 'mark.expired'} />
							</li>
						))}
					</ul>
				</div>
			) : null}
		</Panel>
	)
}

function Unseen({ children }: { children: string }) {
	return (
		<Verdict shape="triangle" hue="warn">
			{children}
		</Verdict>
	)
}

function InvoiceStanding({ invoice }: { invoice: OrderInvoice }) {
	const { t } = useT()
	if (!invoice.verification)
		return (
			<Verdict shape="ring" hue="idle">
				{t('order.verification_none')}
			</Verdict>
		)
	const isGenuine = invoice.verification === 'genuine'
	return (
		<Verdict shape={isGenuine ? 'disc' : 'square'} hue={isGenuine ? 'ok' : 'stop'}>
			{t(`order.verification_${invoice.verification}`)}
		</Verdict>
	)
}
