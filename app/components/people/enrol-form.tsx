import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Division } from '#app/domain/divisions/division.ts'
import { DivisionField } from './division-field.tsx'
import { RoleBoxes } from './role-boxes.tsx'

/** A new authority and its first two officers. */
export function EnrolForm({ divisions }: { divisions: readonly Division[] }) {
	const { t } = useT()
	return (
		<Form intent="enrol">
			<fieldset className="part">
				<legend>{t('operator.enrol_authority')}</legend>
				<div className="fields">
					<Field name="name" label={t('operator.authority')} />
					<Field
						name="creditCode"
						kind="code"
						label={t('operator.credit_code')}
						hint={t('identity.credit_code_hint')}
					/>
					<DivisionField name="divisionCode" label={t('operator.division')} divisions={divisions} />
				</div>
			</fieldset>
			<fieldset className="part">
				<legend>{t('operator.enrol_first')}</legend>
				<div className="fields">
					<Field name="firstName" label={t('operator.enrol_first_name')} />
					<Field name="firstEmail" kind="email" label={t('operator.enrol_first_email')} />
					<RoleBoxes name="firstRoles" label={t('operator.enrol_first_roles')} />
				</div>
			</fieldset>
			<fieldset className="part">
				<legend>{t('operator.enrol_second')}</legend>
				<div className="fields">
					<Field name="secondName" label={t('operator.enrol_second_name')} />
					<Field name="secondEmail" kind="email" label={t('operator.enrol_second_email')} />
					<RoleBoxes name="secondRoles" label={t('operator.enrol_second_roles')} />
				</div>
			</fieldset>
			<p className="small dim wide">{t('operator.enrol_roles_note')}</p>
			<div className="row">
				<Submit>{t('operator.enrol_submit')}</Submit>
			</div>
		</Form>
	)
}
