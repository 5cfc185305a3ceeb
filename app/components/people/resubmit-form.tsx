import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'

/** Name and code of a refused organisation, to be put right. */
export function ResubmitForm({ name, creditCode }: { name: string; creditCode: string }) {
	const { t } = useT()
	return (
		<Panel title={t('identity.resubmit')}>
			<Form intent="resubmit" className="form cols">
				<Field name="name" label={t('identity.name')} hint={t('identity.name_hint')} defaultValue={name} />
				<Field
					name="creditCode"
					kind="code"
					label={t('identity.credit_code')}
					hint={t('identity.credit_code_hint')}
					defaultValue={creditCode}
				/>
				<div className="row">
					<Submit>{t('identity.resubmit_submit')}</Submit>
				</div>
			</Form>
		</Panel>
	)
}
