import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { shareWords } from './share-words.ts'

type Rule = { by: string; bp: number; article?: string }

/** Closes the list of a programme's claims, with the number that will choose from it. */
export function CloseSampling({ programmes }: { programmes: readonly { number: string; name: string; rule: Rule }[] }) {
	const { t } = useT()
	const options = programmes.map(({ number, name, rule }) => ({
		value: number,
		label: [name, shareWords(t, rule.by, rule.bp), rule.article].filter(Boolean).join(' · '),
	}))
	return (
		<Confirm
			label={t('sampling.open')}
			variant="primary"
			question={t('sampling.close_question')}
			open={useFormResult('close') !== undefined}
		>
			<p className="small">{t('sampling.close_effect')}</p>
			<Form intent="close">
				<Field name="programme" kind="select" label={t('sampling.programme')} options={options} />
				<Field name="fromOn" kind="date" label={t('sampling.from_on')} />
				<Field name="untilOn" kind="date" label={t('sampling.until_on')} />
				<Field name="numberName" label={t('sampling.number_name')} hint={t('sampling.number_name_hint')} />
				<Field name="numberOn" kind="date" label={t('sampling.number_on')} hint={t('sampling.number_on_hint')} />
				<Submit>{t('sampling.close')}</Submit>
			</Form>
		</Confirm>
	)
}
