import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import type { Check, CheckCode } from '#app/domain/claims/check-claim.ts'
import { type CorrectablePart, correctableParts } from '#app/domain/claims/claim.ts'
import { useCheckText } from './checks.tsx'

/** Which part a check speaks of. */
const partOf: Partial<Record<CheckCode, CorrectablePart>> = {
	contract: 'contract',
	contract_file: 'contract',
	accepted: 'contract',
	invoice: 'invoice',
	invoice_parties: 'invoice',
	invoice_amount: 'invoice',
	invoice_used: 'invoice',
	invoice_red: 'invoice',
	invoice_file: 'invoice',
	invoice_genuine: 'invoice',
	invoice_date: 'invoice',
	payment: 'payment',
	payment_proof: 'payment',
	payment_date: 'payment',
	report: 'report',
	report_file: 'report',
	report_date: 'report',
	service_window: 'report',
	relation: 'contract',
	relation_judged: 'contract',
	likeness: 'contract',
	payee: 'payee',
	payee_name: 'payee',
	amount: 'amount',
	rules: 'amount',
	floor: 'amount',
}

/** Sends the claim back with parts marked and words drafted from what the checks found. */
export function ReturnForm({ checks }: { checks: readonly Check[] }) {
	const { t } = useT()
	const text = useCheckText()
	const isOpen = useFormResult('return') !== undefined
	const asking = checks.filter((check) => check.verdict === 'stop')
	const marked = new Set(asking.map((check) => partOf[check.code]))
	return (
		<details className="more" id="return" open={isOpen}>
			<summary>
				<Icon name="next" size={14} />
				{t('claimDesk.return')}
			</summary>
			<div className="more-in">
				<Form intent="return">
					<fieldset className="field">
						<legend className="legend">{t('claimDesk.return_parts')}</legend>
						{correctableParts.map((part) => (
							<CheckField
								key={part}
								name="parts"
								value={part}
								label={t(`claim.part_${part}`)}
								defaultChecked={marked.has(part)}
							/>
						))}
					</fieldset>
					<Field
						name="words"
						label={t('claimDesk.return_words')}
						kind="textarea"
						hint={t('claimDesk.return_words_hint')}
						defaultValue={asking.map(text).join('\n')}
					/>
					<div className="row">
						<Submit variant="danger">{t('claimDesk.return_submit')}</Submit>
					</div>
				</Form>
			</div>
		</details>
	)
}
