import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { memberOf } from '#app/domain/identity/policy.ts'
import { listImports } from '#app/domain/imports/imports.server.ts'
import { importBytesMax, uploadImportForm } from '#app/domain/imports/listing-import.ts'
import { uploadImport } from '#app/domain/imports/upload-import.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { readKeepingForm } from '#app/web/kept-upload.server.ts'
import { goOnWithImport } from '#app/web/listing-import.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['imports', 'listings'], async (ctx) => ({
	files: await listImports(ctx),
	isVerified: memberOf(ctx.actor).isVerified,
}))

export const action = pageAction(
	{
		upload: intent(uploadImportForm, async (ctx, input) =>
			goOnWithImport(ctx, await uploadImport(ctx, input), 'imports.uploaded_flash'),
		),
	},
	readKeepingForm(importBytesMax),
)

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'imports.title')

export default function Imports() {
	const { t } = useT()
	const { files, isVerified } = useLoaderData<typeof loader>()
	return (
		<Page>
			<Crumb steps={[{ label: t('listings.title'), to: paths.listings }, { label: t('imports.title') }]} />
			<PageHead title={t('imports.title')} />
			<div className="grid cols-main around">
				<div className="a">
					<Section title={t('imports.files')}>
						{files.length === 0 ? (
							<div className="panel">
								<Empty title={t('imports.files_none_title')}>{t('imports.files_none')}</Empty>
							</div>
						) : (
							<Table
								caption={t('imports.files')}
								rows={files}
								rowKey={(file) => file.number}
								columns={[
									{
										head: t('imports.file'),
										isName: true,
										cell: (file) => (
											<>
												<Link to={paths.importFile(file.number)}>{file.name}</Link>
												<div className="tiny faint code">{file.number}</div>
											</>
										),
									},
									{ head: t('imports.col_rows'), num: true, cell: (file) => file.rows.toLocaleString('en') },
									{
										head: t('imports.col_state'),
										nowrap: true,
										cell: (file) => <Status of={`import.${file.state}`} />,
									},
									{
										head: t('imports.col_uploaded'),
										nowrap: true,
										cell: (file) => <InstantText at={file.uploadedAt} />,
									},
								]}
							/>
						)}
					</Section>
				</div>
				<div className="m stack-lg">
					{isVerified ? (
						<Panel title={t('imports.upload')}>
							<Form intent="upload" files label={t('imports.upload')}>
								<Field
									name="file"
									kind="file"
									accept=".xlsx,.csv,.txt,.tsv"
									label={t('imports.file')}
									hint={t('imports.upload_hint')}
								/>
								<Submit icon="upload">{t('imports.upload_submit')}</Submit>
							</Form>
						</Panel>
					) : null}
					<Panel title={t('imports.templates')}>
						<p className="small dim mb-2">{t('imports.templates_text')}</p>
						<ul className="stack-1">
							{(['zh', 'en'] as const).flatMap((locale) =>
								(['xlsx', 'csv'] as const).map((kind) => (
									<li key={`${locale}${kind}`}>
										<Link reloadDocument to={paths.importTemplate(locale, kind)}>
											{t(`imports.template_${locale}`, { kind: kind.toUpperCase() })}
										</Link>
									</li>
								)),
							)}
						</ul>
					</Panel>
				</div>
			</div>
		</Page>
	)
}
