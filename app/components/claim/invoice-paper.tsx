import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import type { Party } from '#app/domain/claims/check-claim.ts'
import type { LineInvoice } from '#app/domain/claims/claim-papers.server.ts'
import { formatYuan, inWords } from '#app/lib/money.ts'

type InvoicePaperProps = { invoice: LineInvoice; buyer: Party; seller: Party; title: string }

/** An invoice as paper: the figures that were entered, what agrees with the order framed green, what does not, amber. */
export function InvoicePaper({ invoice, buyer, seller, title }: InvoicePaperProps) {
	const { t } = useT()
	const agrees = (same: boolean) => (same ? 'hl good' : 'hl')
	return (
		<figure
			className="invoice"
			aria-label={t('claim.invoice_label', { no: invoice.number, amount: formatYuan(invoice.totalFen) })}
		>
			<div className="t">{t('claim.invoice_head')}</div>
			<table>
				<tbody>
					<tr>
						<td>
							<span className="lbl">{t('claim.invoice_no')}</span>
							<br />
							<span className={agrees(invoice.verification !== 'not_found' && invoice.verification !== 'void')}>
								{invoice.number}
							</span>{' '}
							{invoice.code}
						</td>
						<td>
							<span className="lbl">{t('claim.invoice_on')}</span>
							<br />
							<DateText day={invoice.issuedOn} />
						</td>
					</tr>
					<tr>
						<td>
							<span className="lbl">{t('claim.invoice_buyer')}</span>
							<br />
							{buyer.name}
							<br />
							<span className={agrees(invoice.buyerCode === buyer.creditCode)}>{invoice.buyerCode}</span>
						</td>
						<td>
							<span className="lbl">{t('claim.invoice_seller')}</span>
							<br />
							{seller.name}
							<br />
							<span className={agrees(invoice.sellerCode === seller.creditCode)}>{invoice.sellerCode}</span>
						</td>
					</tr>
					<tr>
						<td>{title}</td>
						<td className="num">
							<span className="lbl">{t('claim.invoice_tax')}</span> {formatYuan(invoice.taxFen)}
						</td>
					</tr>
					<tr>
						<td>
							<span className="lbl">{t('claim.invoice_total')}</span>
							<br />
							{inWords(invoice.totalFen)}
						</td>
						<td className="num">
							<span className={agrees(invoice.usedFen <= invoice.netFen)}>¥{formatYuan(invoice.totalFen)}</span>
							<br />
							<span className="lbl">{t('claim.invoice_part')}</span> {formatYuan(invoice.partFen)}
						</td>
					</tr>
				</tbody>
			</table>
		</figure>
	)
}
