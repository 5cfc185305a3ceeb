import { Link } from '@remix-run/react'
import { RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { RedLetterForms } from '#app/components/invoice/red-letter-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Checks } from '#app/components/ui/checks.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { EarlierClaim, LineInvoice } from '#app/domain/claims/claim-papers.server.ts'
import { type Difference, differences } from '#app/domain/invoices/fapiao-reading.ts'
import { verifications } from '#app/domain/invoices/invoice.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** What is known of an invoice besides its face: look-up, red-letter fapiao, other claims, and what its file says. */
export function InvoiceRecord({ invoice, mayVerify }: { invoice: LineInvoice; mayVerify: boolean }) {
	const { t, locale } = useT()
	return (
		<div className="stack">
			<p className="small">
				{invoice.verification && invoice.verifiedAt
					? t('invoice.verified_by', {
							result: t(`invoice.verification_${invoice.verification}`),
							name: invoice.verifiedBy ?? '',
							at: formatInstant(invoice.verifiedAt, locale),
						})
					: t('invoice.unverified')}
			</p>
			<FileSays invoice={invoice} />
			{invoice.redLetters.length > 0 ? (
				<div>
					<h3 className="small strong">{t('invoice.red_list')}</h3>
					<ul className="stack small">
						{invoice.redLetters.map((red) => (
							<li key={red.number} className="row between">
								<span>
									<span className="code">{red.number}</span> <DateText day={red.issuedOn} />{' '}
									<span className="dim">{red.reason}</span>
								</span>
								<Amount fen={-red.amountFen} />
							</li>
						))}
					</ul>
				</div>
			) : null}
			{invoice.earlier.length > 0 ? <Earlier claims={invoice.earlier} /> : null}
			{mayVerify ? (
				<>
					<Disclosure summary={t('invoice.verify')}>
						<Form intent="verify" id={`verify-${invoice.number}`}>
							<input type="hidden" name="invoice" value={invoice.number} />
							<RadioField
								name="verification"
								label={t('invoice.verify_label')}
								defaultValue={invoice.verification ?? undefined}
								options={verifications.map((value) => ({ value, label: t(`invoice.verification_${value}`) }))}
							/>
							<Submit variant="plain">{t('invoice.do_verify')}</Submit>
						</Form>
					</Disclosure>
					<RedLetterForms invoices={[invoice.number]} />
				</>
			) : null}
		</div>
	)
}

/** The other claims that rest on the invoice. Of another authority's only the number is known here. */
function Earlier({ claims }: { claims: readonly EarlierClaim[] }) {
	const { t } = useT()
	return (
		<div>
			<h3 className="small strong">{t('invoice.earlier')}</h3>
			<ul className="stack small">
				{claims.map(({ number, own }) => (
					<li key={number} className="row between">
						{own ? (
							<>
								<span>
									<Link className="code" to={paths.deskClaim(number)}>
										{number}
									</Link>{' '}
									{own.claimant} · {own.title} <span className="dim">{own.programme}</span>{' '}
									<Status of={`claim.${own.state}`} viewer="authority" />
								</span>
								<span className="dim">
									{t('invoice.earlier_amounts', {
										part: formatYuan(own.amountFen),
										claimed: formatYuan(own.claimedFen),
									})}
								</span>
							</>
						) : (
							<span>
								<span className="code">{number}</span> <span className="dim">{t('invoice.earlier_other')}</span>
							</span>
						)}
					</li>
				))}
			</ul>
		</div>
	)
}

function FileSays({ invoice }: { invoice: LineInvoice }) {
	const { t } = useT()
	const { reading } = invoice
	if (!reading) return null
	if (reading.fault) return <p className="small dim">{t(`invoice.fault_${reading.fault}`)}</p>
	const found = differences(reading, { ...invoice, amountFen: invoice.totalFen })
	if (found.length === 0)
		return (
			<Checks
				checks={[
					{ key: 'file', outcome: 'ok', label: t('invoice.file_agrees', { by: t(`invoice.by_${reading.by}`) }) },
				]}
			/>
		)
	return (
		<Checks
			ask
			checks={found.map((difference) => ({
				key: difference.field,
				outcome: 'warn',
				label: t('invoice.file_says', { field: t(`invoice.field_${difference.field}`), read: readText(difference) }),
			}))}
		/>
	)
}

/** What the file says, as people read it. */
export const readText = ({ field, read }: Difference) =>
	field === 'amountFen' || field === 'taxFen' ? `¥${formatYuan(BigInt(read))}` : read || '—'
