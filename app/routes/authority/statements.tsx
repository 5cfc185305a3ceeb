import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ImportForm } from '#app/components/statement/import-form.tsx'
import { StatementList } from '#app/components/statement/statement-list.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { importStatement } from '#app/domain/reconciliation/import-statement.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { importStatementForm } from '#app/domain/reconciliation/statement.ts'
import { csvColumnNames } from '#app/domain/reconciliation/statement-columns.ts'
import { listPayerAccounts, listStatements } from '#app/domain/reconciliation/statements.server.ts'
import { formatDecimal } from '#app/lib/decimal.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { textOf } from '#app/web/texts.server.ts'

const pageSize = 20

export const loader = pageLoader(['reconciliation'], async (ctx, { request }) => {
	const page = Math.max(1, Number(new URL(request.url).searchParams.get('page')) || 1)
	const [statements, accounts] = await Promise.all([listStatements(ctx, page, pageSize), listPayerAccounts(ctx)])
	return {
		statements,
		accounts,
		page,
		columnNames: Object.entries(csvColumnNames).map(([field, names]) => ({ field, names })),
	}
})

export const action = pageAction({
	import: intent(importStatementForm, async (ctx, input, { context }) => {
		try {
			const numbers = await importStatement(ctx, input)
			let [matched, left] = [0, 0]
			for (const number of numbers) {
				const done = await matchStatement(ctx, { number })
				matched += done.matched
				left += done.left
			}
			const number = numbers[0]!
			const to = numbers.length === 1 ? paths.deskStatement(number) : paths.deskStatements
			return redirectWith(to, 'ok', 'reconciliation.import_done', { number: numbers.join(' '), matched, left })
		} catch (error) {
			if (!(error instanceof DomainError) || error.code !== 'statement.refused') throw error
			const values = Object.fromEntries(Object.entries(error.details).map(([name, value]) => [name, String(value)]))
			const why = textOf(context.locale, `reconciliation.fault_${values.fault}`, values)
			throw new DomainError('statement.refused', { ...error.details, why })
		}
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'reconciliation.title')

export default function StatementsPage() {
	const { t } = useT()
	const { statements, accounts, page, columnNames } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('reconciliation.title')} facts={t('reconciliation.facts')} />
			<div className="grid cols-main around">
				<div className="a">
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
