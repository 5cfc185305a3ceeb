import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useFormState } from '#app/components/form-context.ts'
import { useT } from '#app/components/texts.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import type { Division } from '#app/domain/divisions/division.ts'
import { rolesByKind } from '#app/domain/identity/actor.ts'
import { DivisionField } from './division-field.tsx'

/** A new authority and its first two officers. */
export function EnrolForm({ divisions }: { divisions: readonly Division[] }) {
	const { t } = useT()
	return (
		<Form intent="enrol">
			<fieldset className="form cols">
				<legend className="legend">{t('operator.enrol_authority')}</legend>
				<Field name="name" label={t('operator.authority')} />
				<Field name="creditCode" kind="code" label={t('operator.credit_code')} hint={t('identity.credit_code_hint')} />
				<DivisionField divisions={divisions} />
			</fieldset>
			<Officer which="first" legend={t('operator.enrol_first')} />
			<Officer which="second" legend={t('operator.enrol_second')} />
			<p className="small dim">{t('operator.enrol_roles_note')}</p>
			<div className="row">
				<Submit>{t('operator.enrol_submit')}</Submit>
			</div>
		</Form>
	)
}

function Officer({ which, legend }: { which: 'first' | 'second'; legend: string }) {
	const { t } = useT()
	const { id, answer } = useFormState()
	const errors = answer?.errors[`${which}Roles`] ?? []
	const groupId = `${id}-${which}Roles`
	return (
		<fieldset className="form cols">
			<legend className="legend">{legend}</legend>
			<Field name={`${which}Name`} label={t('operator.enrol_name')} />
			<Field name={`${which}Email`} kind="email" label={t('identity.email')} />
			<fieldset
				className="field whole"
				id={groupId}
				tabIndex={-1}
				aria-describedby={errors.length > 0 ? `${groupId}-err` : undefined}
			>
				<legend className="legend">{t('operator.enrol_roles')}</legend>
				<div className="row">
					{rolesByKind.authority.map((role) => (
						<CheckField key={role} name={`${which}Roles.${role}`} label={t(`common.role_${role}`)} />
					))}
				</div>
				{errors.length > 0 ? (
					<p className="err" id={`${groupId}-err`}>
						<Shape name="square" />
						<span>{errors.join(' ')}</span>
					</p>
				) : null}
			</fieldset>
		</fieldset>
	)
}
