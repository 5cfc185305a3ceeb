import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useFormState } from '#app/components/form-context.ts'
import { useT } from '#app/components/texts.tsx'

/** Takes a fapiao's file and brings the form below back filled in. */
export function ReadFapiao({ intent }: { intent: string }) {
	const { t } = useT()
	return (
		<Form intent={intent} files className="form">
			<Field
				name="readFile"
				label={t('invoice.read_file')}
				kind="file"
				accept=".xml,.ofd,.pdf,.zip"
				hint={t('invoice.read_note')}
			/>
			<div className="row">
				<Submit variant="plain" icon="document">
					{t('invoice.read')}
				</Submit>
			</div>
		</Form>
	)
}

/** The file that waits with the form, once it was read. Stands inside the form. */
export function KeptFile() {
	const { t } = useT()
	const { answer } = useFormState()
	const uuid = answer?.values.keptFile
	if (!uuid) return null
	return (
		<>
			<input type="hidden" name="keptFile" value={uuid} />
			<input type="hidden" name="keptName" value={answer?.values.keptName ?? ''} />
			<p className="small dim wide whole">{t('invoice.read_kept', { name: answer?.values.keptName ?? '' })}</p>
		</>
	)
}

/** The box that stands by what was typed where the file says otherwise: only once that was said. */
export function StandByTyped({ intent, id }: { intent: string; id?: string }) {
	const { t } = useT()
	const answer = useFormResult(intent, id)
	if (answer?.code !== 'invoice.file_differs' && answer?.values.agree !== 'on') return null
	return <CheckField name="agree" label={t('invoice.read_agree')} />
}
