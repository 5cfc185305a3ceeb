import { Field, type Option } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { KeptFile, StandByTyped } from '#app/components/invoice/read-fapiao.tsx'
import { useT } from '#app/components/texts.tsx'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { plainYuan } from '#app/lib/money.ts'

type ClaimLineFormProps = { line?: ClaimLineView; categories: readonly Option[] }

/** One contract outside the platform: contract, invoice, payment, report, each with its file. With `line`: changes it. */
export function ClaimLineForm({ line, categories }: ClaimLineFormProps) {
	const { t } = useT()
	const invoice = line?.papers.invoices[0]
	const payment = line?.papers.payments[0]
	const fileHint = line ? t('claim.file_keep') : t('claim.file_hint')
	const amount = (fen: bigint | undefined) => (fen === undefined ? undefined : plainYuan(fen))
	return (
		<Form
			intent={line ? 'changeLine' : 'addLine'}
			id={line ? `line-${line.lineNo}` : undefined}
			files
			className="panel panel-pad form"
		>
			{line ? <input type="hidden" name="lineNo" value={line.lineNo} /> : null}
			<fieldset className="form cols">
				<legend className="strong mb-2">{t('claim.group_contract')}</legend>
				<Field
					name="title"
					label={t('claim.line_title')}
					defaultValue={line?.title}
					placeholder={t('claim.line_title_example')}
				/>
				<Field
					name="description"
					kind="textarea"
					rows={2}
					label={t('claim.line_description')}
					hint={t('claim.line_description_hint')}
					defaultValue={line?.description}
					optional
				/>
				<Field
					name="categoryId"
					label={t('claim.category')}
					kind="select"
					options={categories}
					empty={t('claim.choose')}
					defaultValue={line?.categoryId ?? undefined}
				/>
				<Field name="providerName" label={t('claim.provider')} defaultValue={line?.provider.name} autoComplete="off" />
				<Field
					name="providerCode"
					label={t('claim.credit_code')}
					kind="code"
					defaultValue={line?.provider.creditCode}
				/>
				<Field
					name="contractNo"
					label={t('claim.contract_no')}
					kind="code"
					defaultValue={line?.contractNo ?? undefined}
				/>
				<Field
					name="contractOn"
					label={t('claim.contract_on')}
					kind="date"
					defaultValue={line?.contractOn ?? undefined}
				/>
				<Field
					name="baseYuan"
					label={t('claim.base')}
					hint={t('claim.base_hint')}
					kind="money"
					defaultValue={amount(line?.baseFen)}
				/>
				<Field
					name="contractFile"
					label={t('claim.file_contract')}
					kind="file"
					accept={acceptAttribute}
					hint={fileHint}
				/>
			</fieldset>
			<fieldset className="form cols">
				<legend className="strong mb-2">{t('claim.group_invoice')}</legend>
				<Field name="invoiceNumber" label={t('claim.invoice_no')} kind="code" defaultValue={invoice?.number} />
				<Field
					name="invoiceCode"
					label={t('claim.invoice_code')}
					kind="code"
					optional
					defaultValue={invoice?.code}
					hint={t('claim.invoice_code_hint')}
				/>
				<Field name="invoiceOn" label={t('claim.invoice_on')} kind="date" defaultValue={invoice?.issuedOn} />
				<Field
					name="invoiceYuan"
					label={t('claim.invoice_amount')}
					kind="money"
					defaultValue={amount(invoice?.totalFen)}
				/>
				<Field
					name="invoiceTaxYuan"
					label={t('claim.invoice_tax')}
					kind="money"
					defaultValue={amount(invoice?.taxFen)}
				/>
				<Field name="invoiceFile" label={t('claim.file_fapiao')} kind="file" accept={acceptAttribute} hint={fileHint} />
				<KeptFile />
				<StandByTyped intent={line ? 'changeLine' : 'addLine'} id={line ? `line-${line.lineNo}` : undefined} />
			</fieldset>
			<fieldset className="form cols">
				<legend className="strong mb-2">{t('claim.group_payment')}</legend>
				<Field name="paidYuan" label={t('claim.paid_amount')} kind="money" defaultValue={amount(payment?.amountFen)} />
				<Field name="paidOn" label={t('claim.paid_on')} kind="date" defaultValue={payment?.paidOn} />
				<Field
					name="paymentReference"
					label={t('claim.payment_reference')}
					kind="code"
					optional
					defaultValue={payment?.reference}
				/>
				<Field
					name="slipFile"
					label={t('claim.file_transfer_slip')}
					kind="file"
					accept={acceptAttribute}
					hint={fileHint}
				/>
			</fieldset>
			<fieldset className="form cols">
				<legend className="strong mb-2">{t('claim.group_report')}</legend>
				<Field
					name="serviceOn"
					label={t('claim.service_on')}
					kind="date"
					defaultValue={line?.serviceOn ?? undefined}
					hint={t('claim.service_on_hint')}
				/>
				<Field name="reportNo" label={t('claim.report_no')} kind="code" defaultValue={line?.reportNo ?? undefined} />
				<Field name="reportOn" label={t('claim.report_on')} kind="date" defaultValue={line?.reportOn ?? undefined} />
				<Field
					name="reportFile"
					label={t('claim.file_report')}
					kind="file"
					accept={acceptAttribute}
					hint={t('claim.report_hint')}
				/>
			</fieldset>
			<div className="row">
				<Submit variant={line ? 'plain' : 'primary'}>{t(line ? 'claim.change_line' : 'claim.add_line')}</Submit>
			</div>
		</Form>
	)
}
