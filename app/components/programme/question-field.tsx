import { useT } from '#app/components/texts.tsx'
import type { Question } from '#app/domain/programmes/question.ts'

type Props = { question: Question; values: readonly string[] }

/** One question of the eligibility check; left empty it stays unknown. A plain control: the form sends it in the address. */
export function QuestionField({ question, values: given }: Props) {
	const { t, locale } = useT()
	const { name, kind, options = [], initial } = question
	const values = given.length === 0 && initial !== undefined ? [initial] : given
	const id = `q-${name}`
	const label = question.label[locale]
	if (kind === 'ticks')
		return (
			<fieldset className="field">
				<legend className="legend">{label}</legend>
				<input type="hidden" name={name} value="" />
				{options.map((option) => (
					<label className="check" key={option.value}>
						<input type="checkbox" name={name} value={option.value} defaultChecked={values.includes(option.value)} />
						<span>{option.label[locale]}</span>
					</label>
				))}
			</fieldset>
		)
	if (kind === 'choice' && options.length <= 3)
		return (
			<fieldset className="field">
				<legend className="legend">{label}</legend>
				<div className="row">
					{[
						...options.map((option) => ({ value: option.value, text: option.label[locale] })),
						{ value: '', text: t('programme.unsure') },
					].map((option) => (
						<label className="check" key={option.value}>
							<input
								type="radio"
								name={name}
								value={option.value}
								defaultChecked={(values[0] ?? '') === option.value}
							/>
							<span>{option.text}</span>
						</label>
					))}
				</div>
			</fieldset>
		)
	if (kind === 'choice')
		return (
			<div className="field">
				<label htmlFor={id}>{label}</label>
				<select className="input" id={id} name={name} defaultValue={values[0] ?? ''}>
					<option value="">{t('programme.choose')}</option>
					{options.map((option) => (
						<option key={option.value} value={option.value}>
							{option.label[locale]}
						</option>
					))}
				</select>
			</div>
		)
	const input = (
		<input
			className={kind === 'money' ? 'input money' : 'input'}
			id={id}
			name={name}
			type={kind === 'date' ? 'date' : 'text'}
			inputMode={kind === 'money' ? 'decimal' : kind === 'number' ? 'numeric' : undefined}
			autoComplete="off"
			defaultValue={values[0] ?? ''}
		/>
	)
	return (
		<div className="field">
			<label htmlFor={id}>{label}</label>
			{kind === 'money' ? (
				<div className="affix">
					{input}
					<span>{t('common.yuan')}</span>
				</div>
			) : (
				input
			)}
		</div>
	)
}
