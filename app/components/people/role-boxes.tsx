import { CheckField } from '#app/components/field.tsx'
import { useFormState } from '#app/components/form-context.ts'
import { useT } from '#app/components/texts.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { rolesByKind } from '#app/domain/identity/actor.ts'

/** Boxes for the roles of an authority; what is wrong with the choice as a whole stands under them. */
export function RoleBoxes({ name, label }: { name: string; label: string }) {
	const { t } = useT()
	const { id: formId, answer } = useFormState()
	const id = `${formId}-${name}`
	const errors = answer?.errors[name] ?? []
	return (
		<fieldset
			className="field whole"
			id={id}
			tabIndex={-1}
			aria-describedby={errors.length > 0 ? `${id}-err` : undefined}
		>
			<legend className="legend">{label}</legend>
			<div className="row">
				{rolesByKind.authority.map((role) => (
					<CheckField key={role} name={`${name}.${role}`} label={t(`common.role_${role}`)} />
				))}
			</div>
			{errors.length > 0 ? (
				<p className="err" id={`${id}-err`}>
					<Shape name="square" />
					<span>{errors.join(' ')}</span>
				</p>
			) : null}
		</fieldset>
	)
}
