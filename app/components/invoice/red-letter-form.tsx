import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'

/** A red-letter fapiao to one of these invoices. */
export function RedLetterForm({ invoices }: { invoices: readonly string[] }) {
	const { t } = useT()
	const id = `red-${invoices[0]}`
	return (
		<Form intent="red_letter" id={id} files className="form cols">
			<p className="small dim wide whole">{t('invoice.red_note')}</p>
			<Field
				name="invoice"
				kind="select"
				label={t('invoice.red_of')}
				options={invoices.map((number) => ({ value: number, label: number }))}
			/>
			<Field name="redNo" kind="code" label={t('invoice.red_no')} />
			<Field name="redCode" kind="code" label={t('invoice.red_code')} optional />
			<Field name="redOn" kind="date" label={t('invoice.red_on')} />
			<Field name="redAmount" kind="money" label={t('invoice.red_amount')} hint={t('invoice.red_amount_hint')} />
			<Field name="redTax" kind="money" label={t('invoice.red_tax')} />
			<Field name="redReason" label={t('invoice.red_reason')} hint={t('invoice.red_reason_hint')} />
			<Field name="redFile" kind="file" label={t('invoice.red_file')} accept={acceptAttribute} optional />
			<div className="row">
				<Submit variant="plain">{t('invoice.do_red')}</Submit>
			</div>
		</Form>
	)
}

/** The same behind its name, where it is rarely needed. */
export function RedLetterForms({ invoices }: { invoices: readonly string[] }) {
	const { t } = useT()
	const isBack = useFormResult('red_letter', `red-${invoices[0]}`) !== undefined
	if (invoices.length === 0) return null
	return (
		<Disclosure summary={t('invoice.red_title')} open={isBack}>
			<RedLetterForm invoices={invoices} />
		</Disclosure>
	)
}
