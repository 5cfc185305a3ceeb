import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useFormState } from '#app/components/form-context.ts'
import { QuestionField } from '#app/components/programme/question-field.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Questions } from '#app/domain/programmes/check-questions.ts'

type Props = { questions: Questions; steps: readonly string[]; today: string }

/** A worked example: the questions of the eligibility check, and what must come out. */
export function CaseForm(props: Props) {
	const { t } = useT()
	return (
		<Form intent="add_case">
			<CaseFields {...props} />
			<Submit>{t('editor.case_add_do')}</Submit>
		</Form>
	)
}

function CaseFields({ questions, steps, today }: Props) {
	const { t } = useT()
	const { answer } = useFormState()
	const typed = (name: string) => (answer?.values[name] === undefined ? [] : [answer.values[name]])
	return (
		<>
			<div className="form cols">
				<Field name="name" label={t('editor.case_name')} placeholder={t('editor.case_name_example')} />
				<Field name="at" label={t('editor.case_at')} kind="date" defaultValue={today} />
				<Field
					name="step"
					label={t('editor.case_step')}
					kind="select"
					options={steps.map((step) => ({ value: step, label: t(`programme.step_${step}`) }))}
				/>
			</div>
			<div className="grid cols-2">
				{(['enterprise', 'service'] as const).map((part) => (
					<fieldset className="form tight" key={part}>
						<legend className="legend">{t(`programme.screen_${part}`)}</legend>
						{questions[part].map((question) => (
							<QuestionField key={question.name} question={question} values={typed(question.name)} />
						))}
					</fieldset>
				))}
			</div>
			<div className="form cols">
				<Field
					name="decision"
					label={t('editor.case_decision')}
					kind="select"
					options={['eligible', 'not_eligible'].map((value) => ({ value, label: t(`editor.case_${value}`) }))}
				/>
				<Field
					name="amount"
					label={t('editor.case_amount')}
					kind="money"
					hint={t('editor.case_amount_hint')}
					optional
				/>
			</div>
		</>
	)
}
