import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { classText } from '#app/components/catalogue/words.ts'
import { ImportColumns } from '#app/components/imports/columns.tsx'
import { BadRowsLink, DropImport, ImportPreview, ImportRows } from '#app/components/imports/preview.tsx'
import { ImportProgress } from '#app/components/imports/progress.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { allCategories, categoryPath, isLeaf } from '#app/domain/catalogue/categories.server.ts'
import { instrumentClass } from '#app/domain/catalogue/instrument-class.ts'
import { acceptImport, dropImport, mapImport } from '#app/domain/imports/decide-import.server.ts'
import { getImport, verdicts } from '#app/domain/imports/imports.server.ts'
import { acceptImportForm, importStepForm, mapImportForm } from '#app/domain/imports/listing-import.ts'
import { sizeText } from '#app/lib/bytes.ts'
import { formatInstant } from '#app/lib/time.ts'
import { columnsIn } from '#app/web/column-fields.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { faultSentence, goOnWithImport, importRefusalSentence } from '#app/web/listing-import.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

const namespaces = ['imports', 'listings', 'catalogue', 'statementFile'] as const

export const loader = pageLoader(namespaces, async (ctx, { params, request, context }) => {
	const query = new URL(request.url).searchParams
	const { staged, ...file } = await getImport(ctx, params.number!, {
		head: Number(query.get('head')) || null,
		isMapping: query.has('columns'),
		verdict: verdicts.find((verdict) => verdict === query.get('show')) ?? null,
		page: Math.max(1, Math.trunc(Number(query.get('page')) || 1)),
	})
	const categories = await allCategories(ctx)
	return {
		file,
		rows: staged.map(({ faults, instrumentClass: code, ...row }) => ({
			...row,
			classText: code === null ? null : classText(instrumentClass(code)!, context.locale),
			sentences: faults.map((fault) => faultSentence(context.locale, fault)),
		})),
		sentence: file.refusal && importRefusalSentence(context.locale, file.refusal),
		leaves: file.columns
			? [...categories.keys()]
					.filter((id) => isLeaf(categories, id))
					.map((id) => ({ id, path: categoryPath(categories, id) }))
			: [],
	}
})

export const action = pageAction({
	map: intent(mapImportForm, async (ctx, input, { params }, form) => {
		const number = params.number!
		await mapImport(ctx, { ...input, number, columns: columnsIn(form) })
		return goOnWithImport(ctx, number, 'imports.mapped_flash')
	}),
	accept: intent(acceptImportForm, async (ctx, { import: number, scope, into }) => {
		await acceptImport(ctx, { number, scope, into })
		return goOnWithImport(ctx, number, 'imports.accepted_flash')
	}),
	drop: intent(importStepForm, async (ctx, input) => {
		await dropImport(ctx, input.import)
		return redirectWith(paths.imports, 'ok', 'imports.dropped_flash')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'imports.title_file')

export default function ImportFile() {
	const { t, locale } = useT()
	const { file, rows, sentence, leaves } = useLoaderData<typeof loader>()
	const { number, state } = file
	const shown = { ...file, staged: [] }
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('listings.title'), to: paths.listings },
					{ label: t('imports.title'), to: paths.imports },
					{ label: number },
				]}
			/>
			<PageHead
				title={file.name}
				status={<Status of={`import.${state}`} fill />}
				facts={
					<span>
						{sizeText(file.sizeBytes)} · {formatInstant(file.uploadedAt, locale)}
					</span>
				}
			/>
			{state === 'queued' || state === 'reading' || state === 'accepting' ? <ImportProgress {...file} /> : null}
			{state === 'refused' ? (
				<NoteBox
					tone="stop"
					title={t('imports.refused_title')}
					actions={
						<>
							<LinkButton to={paths.importColumns(number)}>{t('imports.map_again')}</LinkButton>
							<DropImport number={number} />
						</>
					}
				>
					<p className="strong">{sentence}</p>
					<p>{t('imports.refused_text')}</p>
				</NoteBox>
			) : null}
			{state === 'taken' ? (
				<NoteBox
					tone="ok"
					title={t('imports.taken_title', { created: file.created, changed: file.changed, unchanged: file.unchanged })}
					actions={
						<>
							<LinkButton to={paths.listings}>{t('imports.to_listings')}</LinkButton>
							{file.bad > 0 ? <BadRowsLink number={number} /> : null}
						</>
					}
				>
					<p>{t(file.into === 'draft' ? 'imports.taken_draft' : 'imports.taken_review')}</p>
					{file.bad > 0 ? <p>{t('imports.taken_bad', { bad: file.bad })}</p> : null}
				</NoteBox>
			) : null}
			{file.columns ? (
				<ImportColumns key={file.columns.head} choice={file.columns} defaults={file.defaults} leaves={leaves} />
			) : null}
			{state === 'mapping' && !file.columns ? <NoteBox title={t('imports.map_none')} /> : null}
			{state === 'mapping' ? <DropImport number={number} /> : null}
			{state === 'preview' && !file.columns ? <ImportPreview file={shown} rows={rows} /> : null}
			{state === 'taken' && file.bad > 0 ? <ImportRows file={shown} rows={rows} /> : null}
		</Page>
	)
}
