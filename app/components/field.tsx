import type { ReactNode } from 'react'
import { useFormState } from './form-context.ts'
import { useT } from './texts.tsx'
import { Shape } from './ui/shape.tsx'

export type Option = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }

type FieldProps = {
	name: string
	label: ReactNode
	/** what format is wanted, below the control */
	hint?: ReactNode
	kind?: 'text' | 'email' | 'password' | 'tel' | 'number' | 'money' | 'date' | 'code' | 'select' | 'textarea' | 'file'
	defaultValue?: string
	/** an example, never the label */
	placeholder?: string
	options?: readonly Option[]
	/** first choice of a select that stands for nothing chosen */
	empty?: string
	rows?: number
	accept?: string
	/** several files at once */
	multiple?: boolean
	autoComplete?: string
	/** says 选填 beside the label */
	optional?: boolean
	readOnly?: boolean
	/** unit after the control, inside its frame */
	unit?: ReactNode
	small?: boolean
}

/** A labelled control: shows what was typed and what is wrong with it after the form came back. */
export function Field(props: FieldProps) {
	const { name, label, hint, kind = 'text', optional } = props
	const { t } = useT()
	const { id: formId, answer, takesFiles } = useFormState()
	if (kind === 'file' && !takesFiles) throw new Error(`field ${name}: a form with files needs the prop \`files\``)
	const id = `${formId}-${name}`
	const errors = answer?.errors[name] ?? []
	const unit = props.unit ?? (kind === 'money' ? t('common.yuan') : undefined)
	const control = (
		<Control
			{...props}
			kind={kind}
			id={id}
			value={answer?.values[name] ?? props.defaultValue ?? ''}
			isWrong={errors.length > 0}
			describedBy={[hint ? `${id}-hint` : '', errors.length > 0 ? `${id}-err` : ''].filter(Boolean).join(' ')}
		/>
	)
	return (
		<div className="field">
			<label htmlFor={id}>
				{label}
				{optional ? <span className="faint"> {t('common.optional')}</span> : null}
			</label>
			<WithUnit unit={unit} isWrong={errors.length > 0}>
				{control}
			</WithUnit>
			{hint ? (
				<span className="hint" id={`${id}-hint`}>
					{hint}
				</span>
			) : null}
			<FieldErrors id={id} errors={errors} />
		</div>
	)
}

/** A control with its unit inside the same frame; without one the control alone. */
export function WithUnit({ unit, isWrong, children }: { unit: ReactNode; isWrong: boolean; children: ReactNode }) {
	if (!unit) return children
	return (
		<div className={isWrong ? 'affix wrong' : 'affix'}>
			{children}
			<span>{unit}</span>
		</div>
	)
}

type ControlProps = FieldProps & { id: string; value: string; isWrong: boolean; describedBy: string }

function Control(props: ControlProps) {
	const { kind, id, name, value, isWrong, describedBy, options = [], empty } = props
	const common = {
		id,
		name,
		className: `input${kind === 'money' ? ' money' : ''}${kind === 'code' ? ' code' : ''}${props.small ? ' sm' : ''}`,
		'aria-invalid': isWrong || undefined,
		'aria-describedby': describedBy || undefined,
		placeholder: props.placeholder,
		autoComplete: props.autoComplete ?? (kind === 'money' || kind === 'code' ? 'off' : undefined),
	}
	if (kind === 'textarea')
		return <textarea {...common} rows={props.rows ?? 4} defaultValue={value} readOnly={props.readOnly} />
	if (kind === 'select')
		return (
			<select {...common} defaultValue={value}>
				{empty === undefined ? null : <option value="">{empty}</option>}
				{options.map((option) => (
					<option key={option.value} value={option.value} disabled={option.disabled}>
						{option.label}
					</option>
				))}
			</select>
		)
	if (kind === 'file') return <input {...common} type="file" accept={props.accept} multiple={props.multiple} />
	const inputMode = kind === 'money' ? 'decimal' : kind === 'number' ? 'numeric' : undefined
	const type = kind === 'money' || kind === 'code' || kind === 'number' ? 'text' : kind
	return <input {...common} type={type} inputMode={inputMode} defaultValue={value} readOnly={props.readOnly} />
}

function FieldErrors({ id, errors }: { id: string; errors: readonly string[] }) {
	if (errors.length === 0) return null
	return (
		<p className="err" id={`${id}-err`}>
			<Shape name="square" />
			<span>{errors.join(' ')}</span>
		</p>
	)
}

type CheckProps = { name: string; label: ReactNode; hint?: ReactNode; value?: string; defaultChecked?: boolean }

/** A box to tick. Sends `on` (or `value`) when ticked, nothing when not. */
export function CheckField({ name, label, hint, value = 'on', defaultChecked = false }: CheckProps) {
	const { id: formId, answer } = useFormState()
	const id = value === 'on' ? `${formId}-${name}` : `${formId}-${name}-${value}`
	const errors = answer?.errors[name] ?? []
	const describedBy = [hint ? `${id}-hint` : '', errors.length > 0 ? `${id}-err` : ''].filter(Boolean).join(' ')
	return (
		<div className="field">
			<label className="check" htmlFor={id}>
				<input
					type="checkbox"
					id={id}
					name={name}
					value={value}
					defaultChecked={answer ? answer.values[name] === value : defaultChecked}
					aria-invalid={errors.length > 0 || undefined}
					aria-describedby={describedBy || undefined}
				/>
				<span>{label}</span>
			</label>
			{hint ? (
				<span className="hint" id={`${id}-hint`}>
					{hint}
				</span>
			) : null}
			<FieldErrors id={id} errors={errors} />
		</div>
	)
}

type RadioProps = {
	name: string
	label: ReactNode
	hint?: ReactNode
	options: readonly Option[]
	defaultValue?: string
}

/** One choice of a few, all in sight. */
export function RadioField({ name, label, hint, options, defaultValue }: RadioProps) {
	const { id: formId, answer } = useFormState()
	const id = `${formId}-${name}`
	const errors = answer?.errors[name] ?? []
	const chosen = answer?.values[name] ?? defaultValue
	return (
		<fieldset className="field" id={id} tabIndex={-1} aria-describedby={errors.length > 0 ? `${id}-err` : undefined}>
			<legend className="legend">{label}</legend>
			{hint ? <span className="hint">{hint}</span> : null}
			{options.map((option) => (
				<label className={option.disabled ? 'check off' : 'check'} key={option.value}>
					<input
						type="radio"
						name={name}
						value={option.value}
						defaultChecked={chosen === option.value}
						disabled={option.disabled}
					/>
					<span>
						{option.label}
						{option.hint ? <small className="faint"> {option.hint}</small> : null}
					</span>
				</label>
			))}
			<FieldErrors id={id} errors={errors} />
		</fieldset>
	)
}
