import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { rolesByKind } from '#app/domain/identity/actor.ts'

/** Proposes a role in one's authority for a person, known or new. */
export function ProposeRoleForm() {
	const { t } = useT()
	return (
		<Panel>
			<Form intent="propose" className="form cols">
				<Field name="name" label={t('identity.invite_name')} autoComplete="off" />
				<Field name="email" kind="email" label={t('identity.email')} autoComplete="off" />
				<Field
					name="role"
					kind="select"
					label={t('identity.invite_role')}
					empty={t('identity.division_empty')}
					options={rolesByKind.authority.map((role) => ({ value: role, label: t(`common.role_${role}`) }))}
				/>
				<div className="row">
					<Submit>{t('identity.propose_submit')}</Submit>
				</div>
			</Form>
		</Panel>
	)
}
