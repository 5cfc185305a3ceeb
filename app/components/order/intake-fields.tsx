import { Field, RadioField } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { answerField, type IntakeKind, type IntakeQuestion } from '#app/domain/catalogue/intake.ts'

const controls = {
	text: 'text',
	long_text: 'textarea',
	number: 'number',
	choice: 'select',
	date: 'date',
} as const satisfies Partial<Record<IntakeKind, string>>

/** What a provider asks, as fields of the form that orders. */
export function IntakeFields({ questions }: { questions: readonly IntakeQuestion[] }) {
	return questions.map((question) => <IntakeField key={question.key} question={question} />)
}

function IntakeField({ question }: { question: IntakeQuestion }) {
	const { t, locale } = useT()
	const { key, kind, required, unit } = question
	const label = (locale === 'en' && question.labelEn) || question.label
	const hint = (locale === 'en' && question.helpEn) || question.help || undefined
	if (kind === 'yes_no')
		return (
			<RadioField
				name={answerField(key)}
				label={required ? label : `${label} ${t('common.optional')}`}
				hint={hint}
				options={[
					{ value: 'yes', label: t('intake.yes') },
					{ value: 'no', label: t('intake.no') },
				]}
			/>
		)
	return (
		<Field
			name={answerField(key)}
			kind={controls[kind]}
			label={label}
			hint={hint}
			optional={!required}
			unit={kind === 'number' ? unit : undefined}
			rows={3}
			{...(kind === 'choice' ? { empty: '—' } : {})}
			options={question.choices.map(({ name, nameEn }) => ({
				value: name,
				label: (locale === 'en' && nameEn) || name,
			}))}
		/>
	)
}
