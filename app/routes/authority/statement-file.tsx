import { Link, useLoaderData } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { ColumnForm } from '#app/components/statement/column-form.tsx'
import { FilePreview } from '#app/components/statement/file-preview.tsx'
import { FileProgress } from '#app/components/statement/file-progress.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import {
	acceptStatementFile,
	dropStatementFile,
	retryStatementFile,
} from '#app/domain/reconciliation/decide-statement-file.server.ts'
import { mapColumns } from '#app/domain/reconciliation/map-columns.server.ts'
import { columnFields, mapColumnsForm, statementFileStepForm } from '#app/domain/reconciliation/statement-file.ts'
import { getStatementFile } from '#app/domain/reconciliation/statement-files.server.ts'
import { sizeText } from '#app/lib/bytes.ts'
import { formatInstant } from '#app/lib/time.ts'
import { columnsIn } from '#app/web/column-fields.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { goOnWith, quarantineSentence } from '#app/web/statement-file.server.ts'

export const loader = pageLoader(['statementFile', 'reconciliation'], async (ctx, { params, request, context }) => {
	const query = new URL(request.url).searchParams
	const file = await getStatementFile(ctx, params.number!, Number(query.get('head')) || null, query.has('columns'))
	return {
		file,
		columnFields,
		sentence: file.refusal && quarantineSentence(context.locale, file.refusal),
	}
})

export const action = pageAction({
	map: intent(mapColumnsForm, async (ctx, input, { params }, form) => {
		const number = params.number!
		await mapColumns(ctx, { ...input, number, columns: columnsIn(form) })
		return goOnWith(ctx, number, 'statementFile.mapped')
	}),
	accept: intent(statementFileStepForm, async (ctx, input) => {
		await acceptStatementFile(ctx, { number: input.file })
		return goOnWith(ctx, input.file, 'statementFile.accepted')
	}),
	retry: intent(statementFileStepForm, async (ctx, input) => {
		await retryStatementFile(ctx, { number: input.file })
		return goOnWith(ctx, input.file, 'statementFile.retried')
	}),
	drop: intent(statementFileStepForm, async (ctx, input) => {
		await dropStatementFile(ctx, { number: input.file })
		return redirectWith(paths.deskStatements, 'ok', 'statementFile.dropped_done')
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'statementFile.title')

export default function StatementFilePage() {
	const { t, locale } = useT()
	const { file, columnFields: fields, sentence } = useLoaderData<typeof loader>()
	const { number, state } = file
	return (
		<Page desk>
			<Crumb steps={[{ label: t('reconciliation.title'), to: paths.deskStatements }, { label: number }]} />
			<PageHead
				title={t('statementFile.title')}
				status={<Status of={`statement_file.${state}`} fill />}
				facts={t('statementFile.facts', {
					name: file.name,
					size: sizeText(file.sizeBytes),
					by: file.uploadedBy,
					at: formatInstant(file.uploadedAt, locale),
				})}
				actions={
					file.mayImport ? (
						<LinkButton small reloadDocument to={paths.deskStatementFileContent(number)}>
							{t('statementFile.download')}
						</LinkButton>
					) : null
				}
			/>
			{state === 'queued' || state === 'reading' || state === 'accepting' ? <FileProgress {...file} /> : null}
			{state === 'quarantined' ? (
				<NoteBox
					tone="stop"
					title={t('statementFile.quarantine_title')}
					actions={
						file.mayImport ? (
							<>
								<Form intent="retry" className="row">
									<input type="hidden" name="file" value={number} />
									<Submit variant="plain">{t('statementFile.retry')}</Submit>
								</Form>
								{file.mayMap ? (
									<LinkButton to={paths.deskStatementFileColumns(number)}>{t('statementFile.map_again')}</LinkButton>
								) : null}
								<Form intent="drop" className="row">
									<input type="hidden" name="file" value={number} />
									<Submit variant="quiet">{t('statementFile.drop')}</Submit>
								</Form>
							</>
						) : null
					}
				>
					<p className="strong">{sentence}</p>
					<p>{t('statementFile.quarantine_text')}</p>
					<p>{t('statementFile.ask', { number })}</p>
				</NoteBox>
			) : null}
			{state === 'dropped' ? (
				<NoteBox title={t('statementFile.dropped_title')}>{t('statementFile.dropped_text')}</NoteBox>
			) : null}
			{state === 'taken' ? (
				<NoteBox
					tone="ok"
					title={t('statementFile.taken_title', { lines: file.lines })}
					actions={file.statements.map((one) => (
						<Link key={one} to={paths.deskStatement(one)}>
							{t('statementFile.open_statement', { number: one })}
						</Link>
					))}
				>
					{t('statementFile.taken_text', { n: file.statements.length })}
				</NoteBox>
			) : null}
			{file.columns ? <ColumnForm key={file.columns.head} {...file} choice={file.columns} fields={fields} /> : null}
			{state === 'mapping' && !file.columns ? <NoteBox title={t('statementFile.map_none')} /> : null}
			{file.preview && !file.columns ? (
				<FilePreview file={file} heads={file.preview.heads} lines={file.preview.lines} leftOut={file.preview.leftOut} />
			) : null}
		</Page>
	)
}
