import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'

type PickByRuleProps = { fundNumber: string; sourceNo: number; today: string }

/** Opens a batch of everything a source owes up to a cut-off day; its lines are written when it is locked. */
export function PickByRule({ fundNumber, sourceNo, today }: PickByRuleProps) {
	const { t } = useT()
	return (
		<Form intent="byRule" label={t('settlement.by_rule')}>
			<input type="hidden" name="fund" value={fundNumber} />
			<input type="hidden" name="source" value={sourceNo} />
			<Field
				name="approvedThrough"
				kind="date"
				label={t('settlement.rule_day')}
				hint={t('settlement.rule_day_hint')}
				defaultValue={today}
			/>
			<Field
				name="mode"
				kind="select"
				optional
				label={t('settlement.rule_mode')}
				empty={t('settlement.rule_all')}
				options={[
					{ value: 'deduct', label: t('settlement.mode_deduct') },
					{ value: 'reimburse', label: t('settlement.mode_reimburse') },
				]}
			/>
			<Field
				name="division"
				kind="code"
				optional
				label={t('settlement.rule_division')}
				hint={t('settlement.rule_division_hint')}
			/>
			<label className="check">
				<input type="checkbox" name="withinFree" defaultChecked />
				<span>{t('settlement.rule_free')}</span>
			</label>
			<div className="row mt-4">
				<Submit>{t('settlement.by_rule_open')}</Submit>
			</div>
		</Form>
	)
}
