import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Table } from '#app/components/ui/table.tsx'

type ImportFormProps = {
	/** known column names by what they hold */
	columnNames: readonly { field: string; names: readonly string[] }[]
}

/** Takes the bank's file; account and balances only where the file does not give them. */
export function ImportForm({ columnNames }: ImportFormProps) {
	const { t } = useT()
	const answer = useFormResult('import')
	return (
		<>
			<Form intent="import" files label={t('reconciliation.import')}>
				<Field
					name="file"
					kind="file"
					accept=".xml,.csv,.txt,.xlsx"
					label={t('reconciliation.file')}
					hint={t('reconciliation.file_hint')}
				/>
				<Disclosure summary={t('reconciliation.if_missing')} open={answer !== undefined}>
					<div className="form cols">
						<Field
							name="accountNo"
							kind="code"
							optional
							label={t('reconciliation.account_no')}
							hint={t('reconciliation.account_hint')}
						/>
						<Field
							name="opening"
							kind="money"
							optional
							label={t('reconciliation.opening')}
							hint={t('reconciliation.balance_hint')}
						/>
						<Field
							name="closing"
							kind="money"
							optional
							label={t('reconciliation.closing')}
							hint={t('reconciliation.balance_hint')}
						/>
					</div>
				</Disclosure>
				<Submit icon="upload">{t('reconciliation.import_submit')}</Submit>
			</Form>
			<div className="mt-4">
				<Disclosure summary={t('reconciliation.columns')}>
					<p className="small dim mb-2">{t('reconciliation.columns_note')}</p>
					<Table
						caption={t('reconciliation.columns')}
						rows={columnNames}
						rowKey={(row) => row.field}
						dense
						columns={[
							{ head: t('reconciliation.column'), isName: true, cell: (row) => t(`reconciliation.field_${row.field}`) },
							{ head: t('reconciliation.names'), full: true, cell: (row) => row.names.join(' · ') },
						]}
					/>
				</Disclosure>
			</div>
		</>
	)
}
