import { useId } from 'react'
import { WithUnit } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import type { FormNode, NodeOption } from '#app/domain/programmes/draft-nodes.ts'

/** The single controls of a draft: one value each, what is wanted and what is wrong under it. */

export const anchorOf = (path: string) => `at-${path}`
export type Of<T extends FormNode['type']> = { node: Extract<FormNode, { type: T }> }

export function Errors({ id, errors }: { id: string; errors: readonly string[] }) {
	if (errors.length === 0) return null
	return (
		<p className="err" id={id}>
			<Shape name="square" />
			<span>{errors.join(' ')}</span>
		</p>
	)
}

type Described = { help: string; errors: readonly string[] }
/** Ids of what stands under a control. */
export function useDescribed({ help, errors }: Described) {
	const id = useId()
	const ids = { help: `${id}-help`, errors: `${id}-errors` }
	const describedBy = [help ? ids.help : '', errors.length > 0 ? ids.errors : ''].filter(Boolean).join(' ')
	return { ids, aria: { 'aria-describedby': describedBy || undefined, 'aria-invalid': errors.length > 0 || undefined } }
}

export function Under({ ids, help, errors }: Described & { ids: { help: string; errors: string } }) {
	return (
		<>
			{help ? (
				<span className="hint" id={ids.help}>
					{help}
				</span>
			) : null}
			<Errors id={ids.errors} errors={errors} />
		</>
	)
}

export function FieldNode({ node }: Of<'field'>) {
	const { t } = useT()
	const { path, label, value, input, isOptional, options, errors } = node
	const help = node.help || (input === 'lines' ? t('editor.lines_hint') : '')
	const { ids, aria } = useDescribed({ help, errors })
	const id = anchorOf(path)
	const common = { id, name: path, ...aria }
	const unit = input === 'money' ? t('common.yuan') : input === 'percent' ? t('editor.percent') : null
	const control =
		input === 'select' ? (
			<select {...common} className="input" defaultValue={value}>
				<option value="">{isOptional ? t('editor.unsaid') : t('editor.kind_choose')}</option>
				<Options options={options} />
			</select>
		) : input === 'long' || input === 'lines' ? (
			<textarea
				{...common}
				className={input === 'lines' ? 'input code' : 'input'}
				rows={input === 'lines' ? Math.min(Math.max(value.split('\n').length, 1), 6) : 3}
				defaultValue={value}
			/>
		) : (
			<input
				{...common}
				className={input === 'money' || input === 'percent' ? 'input money' : 'input'}
				type={input === 'date' && /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? 'date' : 'text'}
				inputMode={input === 'money' || input === 'percent' ? 'decimal' : input === 'number' ? 'numeric' : undefined}
				autoComplete="off"
				defaultValue={value}
			/>
		)
	return (
		<div className={`field node-${input}`}>
			<label htmlFor={id}>
				{label}
				{isOptional && input !== 'select' ? <span className="faint"> {t('common.optional')}</span> : null}
			</label>
			<WithUnit unit={unit} isWrong={errors.length > 0}>
				{control}
			</WithUnit>
			<Under ids={ids} help={help} errors={errors} />
		</div>
	)
}

export const Options = ({ options }: { options: readonly NodeOption[] }) => (
	<>
		{options.map((option) => (
			<option key={option.value} value={option.value}>
				{option.label}
			</option>
		))}
	</>
)

export function TickNode({ node: { path, label, value, help, errors } }: Of<'field'>) {
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<div className="field">
			<label className="check" htmlFor={anchorOf(path)}>
				<input type="checkbox" id={anchorOf(path)} name={path} value="on" defaultChecked={value === 'on'} {...aria} />
				<span>{label}</span>
			</label>
			<Under ids={ids} help={help} errors={errors} />
		</div>
	)
}

export function TicksNode({ node: { path, label, values, options, help, errors } }: Of<'ticks'>) {
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<fieldset className="field" id={anchorOf(path)} tabIndex={-1} aria-describedby={aria['aria-describedby']}>
			<legend className="legend">{label}</legend>
			<div className="row">
				{options.map((option) => (
					<label className="check" key={option.value}>
						<input type="checkbox" name={path} value={option.value} defaultChecked={values.includes(option.value)} />
						<span>{option.label}</span>
					</label>
				))}
			</div>
			<Under ids={ids} help={help} errors={errors} />
		</fieldset>
	)
}

export function WordsNode({ node: { path, label, zh, en, isLong, isOptional, help, errors } }: Of<'words'>) {
	const { t } = useT()
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<fieldset className="field node-words" id={anchorOf(path)} tabIndex={-1}>
			<legend className="legend">
				{label}
				{isOptional ? <span className="faint"> {t('common.optional')}</span> : null}
			</legend>
			<div className={isLong ? 'pair-in long' : 'pair-in'}>
				{(['zh', 'en'] as const).map((language) => {
					const id = `${anchorOf(path)}.${language}`
					const common = {
						id,
						name: `${path}.${language}`,
						lang: language,
						className: 'input',
						defaultValue: language === 'zh' ? zh : en,
						...aria,
					}
					return (
						<div key={language} className="field">
							<label htmlFor={id} className="tiny faint">
								{t(`editor.${language}`)}
							</label>
							{isLong ? <textarea rows={3} {...common} /> : <input type="text" autoComplete="off" {...common} />}
						</div>
					)
				})}
			</div>
			<Under ids={ids} help={help} errors={errors} />
		</fieldset>
	)
}
