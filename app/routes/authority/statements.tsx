import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { FilesInHand } from '#app/components/statement/files-in-hand.tsx'
import { ImportForm } from '#app/components/statement/import-form.tsx'
import { StatementList } from '#app/components/statement/statement-list.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { importStatementForm } from '#app/domain/reconciliation/statement.ts'
import { csvColumnNames } from '#app/domain/reconciliation/statement-columns.ts'
import { statementBytesMax } from '#app/domain/reconciliation/statement-file.ts'
import { listStatementFiles } from '#app/domain/reconciliation/statement-files.server.ts'
import { listPayerAccounts, listStatements } from '#app/domain/reconciliation/statements.server.ts'
import { uploadStatement } from '#app/domain/reconciliation/upload-statement.server.ts'
import { formatDecimal } from '#app/lib/decimal.ts'
import { dayOf } from '#app/lib/time.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { readKeepingForm } from '#app/web/kept-upload.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { goOnWith, quarantineSentence } from '#app/web/statement-file.server.ts'

const pageSize = 20

export const loader = pageLoader(['reconciliation', 'statementFile'], async (ctx, { request, context }) => {
	const page = Math.max(1, Number(new URL(request.url).searchParams.get('page')) || 1)
	const [statements, accounts, files] = await Promise.all([
		listStatements(ctx, page, pageSize),
		listPayerAccounts(ctx),
		listStatementFiles(ctx),
	])
	return {
		statements,
		accounts,
		files: files.map(({ refusal, ...file }) => ({
			...file,
			sentence: refusal && quarantineSentence(context.locale, refusal),
		})),
		page,
		columnNames: Object.entries(csvColumnNames).map(([field, names]) => ({ field, names })),
	}
})

export const action = pageAction(
	{
		import: intent(importStatementForm, async (ctx, input) =>
			goOnWith(ctx, await uploadStatement(ctx, input), 'statementFile.uploaded_flash'),
		),
	},
	readKeepingForm(statementBytesMax),
)

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'reconciliation.title')

export default function StatementsPage() {
	const { t } = useT()
	const { statements, accounts, files, page, columnNames } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('reconciliation.title')} facts={t('reconciliation.facts')} />
			<div className="grid cols-main around">
				<div className="a">
					{files.length > 0 ? <FilesInHand files={files} /> : null}
					<Section title={t('reconciliation.statements')}>
						{statements.rows.length === 0 ? (
							<Empty title={t('reconciliation.no_statements')}>{t('reconciliation.no_statements_note')}</Empty>
						) : (
							<>
								<StatementList statements={statements.rows} />
								<Pager page={page} pageSize={pageSize} total={statements.total} />
							</>
						)}
					</Section>
				</div>
				<div className="m">
					{statements.mayImport ? (
						<Panel title={t('reconciliation.import')}>
							<p className="small dim mb-4">{t('reconciliation.import_note')}</p>
							<ImportForm columnNames={columnNames} />
						</Panel>
					) : null}
				</div>
				<div className="b">
					<Section title={t('reconciliation.accounts')} note={t('reconciliation.accounts_note')}>
						<Table
							caption={t('reconciliation.accounts')}
							rows={accounts}
							rowKey={(row) => `${row.accountNo} ${row.accountName} ${row.bankName}`}
							columns={[
								{
									head: t('reconciliation.account_name'),
									isName: true,
									cell: (row) => (
										<div>
											{row.accountName}
											<div className="tiny faint">{row.bankName}</div>
										</div>
									),
								},
								{ head: t('reconciliation.account'), cell: (row) => <span className="code">{row.accountNo}</span> },
								{
									head: t('reconciliation.last_day'),
									cell: (row) => (row.closingOn ? <DateText day={dayOf(row.closingOn)} /> : t('reconciliation.never')),
								},
								{
									head: t('reconciliation.last_closing_yuan'),
									num: true,
									cell: (row) => (row.closing ? formatDecimal(row.closing) : '—'),
								},
							]}
						/>
					</Section>
				</div>
			</div>
		</Page>
	)
}
