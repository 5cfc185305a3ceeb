import { useT } from '#app/components/texts.tsx'
import { Table } from '#app/components/ui/table.tsx'

type Choice = {
	rows: readonly { line: number; start: string; filled: number }[]
	head: number
	columns: readonly { name: string; samples: readonly string[]; field: string }[]
}

/** Which row names the columns: asked again by address, so it works without script. Texts: statementFile. */
export function HeadChoice({ choice }: { choice: Choice }) {
	const { t } = useT()
	return (
		<form method="get" className="row ends mb-4">
			<input type="hidden" name="columns" value="1" />
			<div className="field">
				<label htmlFor="head-row">{t('statementFile.head')}</label>
				<select id="head-row" name="head" className="input" defaultValue={String(choice.head)}>
					{choice.rows
						.filter((row) => row.filled > 1)
						.map((row) => (
							<option key={row.line} value={row.line}>
								{t('statementFile.head_option', { line: row.line, start: row.start })}
							</option>
						))}
				</select>
			</div>
			<button type="submit" className="btn">
				{t('statementFile.head_show')}
			</button>
		</form>
	)
}

type ColumnTableProps = {
	choice: Choice
	caption: string
	options: readonly { value: string; label: string }[]
}

/** What each column of a table holds, said beside what stands in it: fields `column-0`, `column-1` … */
export function ColumnTable({ choice, caption, options }: ColumnTableProps) {
	const { t } = useT()
	return (
		<Table
			caption={caption}
			rows={choice.columns.map((column, i) => ({ ...column, i }))}
			rowKey={(row) => `${choice.head} ${row.i}`}
			columns={[
				{
					head: t('statementFile.column'),
					isName: true,
					cell: (row) => row.name || t('statementFile.column_n', { n: row.i + 1 }),
				},
				{
					head: t('statementFile.samples'),
					full: true,
					cell: (row) => <span className="dim small">{row.samples.join(' · ') || '—'}</span>,
				},
				{
					head: t('statementFile.holds'),
					cell: (row) => (
						<select
							name={`column-${row.i}`}
							className="input sm"
							defaultValue={row.field}
							aria-label={`${row.name || t('statementFile.column_n', { n: row.i + 1 })}: ${t('statementFile.holds')}`}
						>
							<option value="">{t('statementFile.not_used')}</option>
							{options.map((option) => (
								<option key={option.value} value={option.value}>
									{option.label}
								</option>
							))}
						</select>
					),
				},
			]}
		/>
	)
}
