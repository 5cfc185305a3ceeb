import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'

/** A document as a file or as text; what is wrong comes back with its place in the JSON. */
export function UploadForm() {
	const { t } = useT()
	return (
		<Form intent="save" files>
			<Field
				name="file"
				label={t('programme.document_file')}
				kind="file"
				accept=".json,application/json"
				hint={t('programme.upload_hint')}
				optional
			/>
			<Field name="document" label={t('programme.document_text')} kind="textarea" rows={10} optional />
			<Submit>{t('programme.save_draft')}</Submit>
		</Form>
	)
}
