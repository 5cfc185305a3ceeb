import { ColumnTable, HeadChoice } from '#app/components/column-choice.tsx'
import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Section } from '#app/components/ui/section.tsx'

type ColumnFormProps = {
	choice: {
		rows: readonly { line: number; start: string; filled: number }[]
		head: number
		columns: readonly { name: string; samples: readonly string[]; field: string }[]
	}
	fields: readonly string[]
	accounts: readonly { accountNo: string; shown: string; bankName: string; payerProfile: string }[]
	accountNo: string
	opening: string | null
	closing: string | null
	isReceipts: boolean
}

/** What each column of a bank's table holds, said beside what stands in it; and what the file does not say itself. */
export function ColumnForm({ choice, fields, accounts, accountNo, opening, closing, isReceipts }: ColumnFormProps) {
	const { t } = useT()
	const options = fields.map((field) => ({ value: field, label: t(`reconciliation.field_${field}`) }))
	return (
		<Section title={t('statementFile.map_title')} note={t('statementFile.map_note')}>
			<HeadChoice choice={choice} />
			<Form intent="map" label={t('statementFile.map_title')}>
				<input type="hidden" name="head" value={choice.head} />
				<ColumnTable choice={choice} caption={t('statementFile.map_title')} options={options} />
				<Field
					name="accountNo"
					kind="select"
					label={t('statementFile.account')}
					hint={t('statementFile.account_hint')}
					empty={t('statementFile.account_in_file')}
					defaultValue={accountNo}
					options={accounts.map((account) => ({
						value: account.accountNo,
						label: t('statementFile.account_option', { account: account.shown, bank: account.bankName }),
					}))}
				/>
				<div className="form cols">
					<Field
						name="opening"
						kind="money"
						optional
						label={t('statementFile.opening')}
						hint={t('statementFile.balance_hint')}
						defaultValue={opening ?? ''}
					/>
					<Field
						name="closing"
						kind="money"
						optional
						label={t('statementFile.closing')}
						hint={t('statementFile.balance_hint')}
						defaultValue={closing ?? ''}
					/>
				</div>
				{accounts.some((account) => account.payerProfile === 'finance_bureau') ? (
					<CheckField
						name="isReceipts"
						label={t('statementFile.receipts')}
						hint={t('statementFile.receipts_hint')}
						defaultChecked={isReceipts}
					/>
				) : null}
				<Submit>{t('statementFile.map_submit')}</Submit>
			</Form>
		</Section>
	)
}
