import { useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { UploadForm } from '#app/components/programme/upload-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { beginProgramme } from '#app/domain/programmes/begin-programme.server.ts'
import { beginForm, documentForm } from '#app/domain/programmes/programme.ts'
import { listProgrammesToCopy } from '#app/domain/programmes/programme-desk.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { uploadDocument } from '#app/web/programme-upload.server.ts'

export const loader = pageLoader(['editor', 'programme'], async (ctx) => ({
	programmes: await listProgrammesToCopy(ctx),
}))

export const action = pageAction({
	begin: intent(beginForm, async (ctx, input) => {
		const { number } = await beginProgramme(ctx, input)
		return redirectWith(paths.deskDraft(number), 'ok', 'editor.begun', { number })
	}),
	save: intent(documentForm, async (ctx, input, { context }) => {
		const { saved, answer } = await uploadDocument(ctx, input, context.locale)
		return saved
			? redirectWith(paths.deskProgramme(saved.number), 'ok', 'programme.draft_saved', { n: saved.versionNo })
			: answer
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'editor.begin')

export default function NewProgramme() {
	const { t, locale } = useT()
	const { programmes } = useLoaderData<typeof loader>()
	return (
		<Page>
			<Crumb
				steps={[{ label: t('programme.desk_programmes'), to: paths.deskProgrammes }, { label: t('editor.begin') }]}
			/>
			<PageHead title={t('editor.begin')} facts={t('editor.begin_lead')} />
			<Panel>
				<Form intent="begin" className="form narrow">
					<Field name="nameZh" label={t('editor.name_zh')} />
					<Field name="nameEn" label={t('editor.name_en')} />
					<Field name="id" label={t('editor.id')} kind="code" hint={t('editor.id_hint')} />
					<Field
						name="copyOf"
						label={t('editor.copy_of')}
						kind="select"
						hint={t('editor.copy_note')}
						empty={t('editor.copy_blank')}
						options={programmes.map((programme) => {
							const name = locale === 'en' ? (programme.nameEn ?? programme.name) : programme.name
							return {
								value: programme.number,
								label: programme.isSample ? t('editor.sample_of', { name }) : name,
							}
						})}
					/>
					<Submit>{t('editor.begin_do')}</Submit>
				</Form>
			</Panel>
			<Section title={t('programme.upload')}>
				<Panel>
					<UploadForm />
				</Panel>
			</Section>
		</Page>
	)
}
