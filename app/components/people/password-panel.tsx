import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'

/** Changing one's password, which signs all other browsers out. */
export function PasswordPanel() {
	const { t } = useT()
	return (
		<Panel>
			<Form intent="password" className="form cols">
				<Field
					name="currentPassword"
					kind="password"
					label={t('identity.password_current')}
					autoComplete="current-password"
				/>
				<Field
					name="password"
					kind="password"
					label={t('identity.password_new')}
					hint={t('identity.password_hint')}
					autoComplete="new-password"
				/>
				<Field name="passwordAgain" kind="password" label={t('identity.password_again')} autoComplete="new-password" />
				<div className="row">
					<Submit>{t('identity.password_change')}</Submit>
				</div>
			</Form>
		</Panel>
	)
}
