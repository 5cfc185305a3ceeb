import { Link } from '@remix-run/react'
import { RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import type { ImportPage } from '#app/domain/imports/imports.server.ts'
import { paths } from '#app/web/paths.ts'

export type ShownRow = {
	n: number
	fileLine: number
	ownNumber: string | null
	name: string
	isKnown: boolean
	/** in the national classification of instruments */
	classText: string | null
	sentences: string[]
}
type PreviewProps = { file: ImportPage; rows: readonly ShownRow[] }

/** What would be taken of a file, and the two choices with it. */
export function ImportPreview({ file, rows }: PreviewProps) {
	const { t } = useT()
	const { number, bad, warned, good } = file
	return (
		<>
			<Panel title={t('imports.preview_next')}>
				<div className="stack">
					<p>
						{t('imports.preview_text', { rows: file.rows, good, warned, bad })}{' '}
						{file.known > 0 ? t('imports.preview_known', { known: file.known }) : null}
					</p>
					{bad > 0 ? <p className="small dim">{t('imports.bad_file_note')}</p> : null}
					{good + warned > 0 ? (
						<Form intent="accept" label={t('imports.accept')}>
							<input type="hidden" name="import" value={number} />
							<RadioField
								name="scope"
								label={t('imports.scope')}
								options={[
									{ value: 'whole', label: t('imports.scope_whole'), disabled: bad > 0 },
									{ value: 'good', label: t('imports.scope_good') },
								]}
								defaultValue={bad > 0 ? 'good' : 'whole'}
							/>
							<RadioField
								name="into"
								label={t('imports.into')}
								hint={t('imports.into_note')}
								options={[
									{ value: 'draft', label: t('imports.into_draft') },
									{ value: 'in_review', label: t('imports.into_review') },
								]}
								defaultValue="draft"
							/>
							<Submit>{t('imports.accept')}</Submit>
						</Form>
					) : null}
					<div className="row">
						{bad > 0 ? <BadRowsLink number={number} /> : null}
						<LinkButton to={paths.importColumns(number)}>{t('imports.map_again')}</LinkButton>
						<DropImport number={number} />
					</div>
				</div>
			</Panel>
			<ImportRows file={file} rows={rows} />
		</>
	)
}

/** Puts a file away. */
export function DropImport({ number }: { number: string }) {
	const { t } = useT()
	return (
		<Form intent="drop" className="row">
			<input type="hidden" name="import" value={number} />
			<Submit variant="quiet">{t('imports.drop')}</Submit>
		</Form>
	)
}

export function BadRowsLink({ number }: { number: string }) {
	const { t } = useT()
	return (
		<LinkButton icon="download" reloadDocument to={paths.importBadRows(number)}>
			{t('imports.bad_file')}
		</LinkButton>
	)
}

/** The rows of one verdict, each with what is wrong with it. */
export function ImportRows({ file, rows }: PreviewProps) {
	const { t } = useT()
	const counts = { bad: file.bad, warned: file.warned, good: file.good }
	const isOpen = file.state === 'preview'
	return (
		<Section title={t('imports.rows_title')} id="rows">
			{isOpen ? (
				<p className="row mb-2">
					{(['bad', 'warned', 'good'] as const).map((verdict) => (
						<Link
							key={verdict}
							to={paths.importRows(file.number, verdict)}
							className={verdict === file.verdict ? 'chip on' : 'chip'}
							aria-current={verdict === file.verdict ? 'true' : undefined}
						>
							{t(`imports.show_${verdict}`, { n: counts[verdict] })}
						</Link>
					))}
				</p>
			) : null}
			<div className="stack">
				{rows.length > 0 ? (
					<RowTable rows={rows} isOpen={isOpen} />
				) : (
					<p className="small dim">{t(`imports.none_${file.verdict}`)}</p>
				)}
				<Pager page={file.page} pageSize={file.pageSize} total={isOpen ? counts[file.verdict] : file.bad} />
			</div>
		</Section>
	)
}

function RowTable({ rows, isOpen }: { rows: readonly ShownRow[]; isOpen: boolean }) {
	const { t } = useT()
	return (
		<Table
			caption={t('imports.rows_title')}
			rows={rows}
			rowKey={(row) => String(row.n)}
			dense
			columns={[
				{ head: t('imports.col_line'), num: true, cell: (row) => row.fileLine },
				{ head: t('imports.col_number'), cell: (row) => <span className="code">{row.ownNumber ?? '—'}</span> },
				{
					head: t('imports.col_name'),
					isName: true,
					cell: (row) => (
						<>
							{row.name || '—'} {isOpen ? <Tag>{t(row.isKnown ? 'imports.is_known' : 'imports.is_new')}</Tag> : null}
							{row.classText ? <span className="tiny faint block not-bold">{row.classText}</span> : null}
						</>
					),
				},
				{
					head: t('imports.col_verdict'),
					full: true,
					cell: (row) =>
						row.sentences.length === 0 ? (
							t('imports.ok')
						) : (
							<ul className="stack-1">
								{row.sentences.map((sentence) => (
									<li key={sentence}>{sentence}</li>
								))}
							</ul>
						),
				},
			]}
		/>
	)
}
