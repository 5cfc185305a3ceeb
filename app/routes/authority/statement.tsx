import { Link, useLoaderData, useLocation } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { DryRun } from '#app/components/statement/dry-run.tsx'
import { ExceptionTable } from '#app/components/statement/exception-table.tsx'
import { LeftOutList } from '#app/components/statement/left-out-list.tsx'
import { LineDesk } from '#app/components/statement/line-desk.tsx'
import { LineList } from '#app/components/statement/line-list.tsx'
import { LinePager } from '#app/components/statement/line-pager.tsx'
import { StatementSummary, sumOf } from '#app/components/statement/statement-summary.tsx'
import { useT } from '#app/components/texts.tsx'
import { TrailLink } from '#app/components/trail/trail-link.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { confirmMatch } from '#app/domain/reconciliation/confirm-match.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { certaintyToClose } from '#app/domain/reconciliation/matching.ts'
import { receiveLine } from '#app/domain/reconciliation/receive-line.server.ts'
import { setAside, takeBack } from '#app/domain/reconciliation/set-aside.server.ts'
import {
	asideKinds,
	confirmMatchForm,
	matchStatementForm,
	receiptForm,
	setAsideForm,
	takeBackForm,
	undoMatchForm,
} from '#app/domain/reconciliation/statement.ts'
import { countWaiting, dryRun, getStatement, statementViews } from '#app/domain/reconciliation/statements.server.ts'
import { undoMatch } from '#app/domain/reconciliation/undo-match.server.ts'
import { formatDecimal } from '#app/lib/decimal.ts'
import { formatDay, formatInstant } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['reconciliation'], async (ctx, { params, request }) => {
	const query = new URL(request.url).searchParams
	const view = statementViews.find((one) => one === query.get('view')) ?? null
	if (query.has('dry')) return { ...(await dryRun(ctx, params.number!)), threshold: certaintyToClose, asideKinds }
	return {
		plan: null,
		statement: await getStatement(ctx, params.number!, view, Number(query.get('line')) || null),
		threshold: certaintyToClose,
		asideKinds,
	}
})

export const action = pageAction({
	match: intent(matchStatementForm, async (ctx, _, { params }) => {
		const done = await matchStatement(ctx, { number: params.number! })
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.match_done', done)
	}),
	confirm: intent(confirmMatchForm, async (ctx, input, { params }) => {
		await confirmMatch(ctx, input)
		const left = await countWaiting(ctx, params.number!)
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.confirm_done', { left })
	}),
	undo: intent(undoMatchForm, async (ctx, input, { params }) => {
		await undoMatch(ctx, input)
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.undo_done')
	}),
	receipt: intent(receiptForm, async (ctx, input, { params }) => {
		await receiveLine(ctx, input)
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.receipt_done')
	}),
	aside: intent(setAsideForm, async (ctx, input, { params }) => {
		await setAside(ctx, input)
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.aside_done')
	}),
	back: intent(takeBackForm, async (ctx, input, { params }) => {
		await takeBack(ctx, input)
		return redirectWith(paths.deskStatement(params.number!), 'ok', 'reconciliation.take_back_done')
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'reconciliation.title')

const statementViewNames = ['waiting', 'part', 'matched', 'aside'] as const
const stateOf = { waiting: 'unmatched', part: 'part', matched: 'matched', aside: 'set_aside' } as const

export default function StatementPage() {
	const { t, locale } = useT()
	const { statement, plan, threshold, asideKinds } = useLoaderData<typeof loader>()
	const { pathname } = useLocation()
	const to = (lineNo: number) => `${pathname}?view=${view}&line=${lineNo}`
	const { view, chosen, lines, sums } = statement
	const views = statementViewNames.filter((one) => one !== 'part' || sumOf(sums, 'part').lineCount > 0)
	const inView = sumOf(sums, stateOf[view]).lineCount
	return (
		<Page desk>
			<Crumb steps={[{ label: t('reconciliation.title'), to: paths.deskStatements }, { label: statement.number }]} />
			<PageHead
				title={t('reconciliation.statement_title', { day: formatDay(statement.closingOn, locale) })}
				facts={
					<>
						<span className="code">{statement.accountNo}</span>
						<span>{/^(csv|xlsx)$/.test(statement.format) ? statement.format.toUpperCase() : statement.format}</span>
						<span>
							{t('reconciliation.imported_by', {
								name: statement.importedBy,
								at: formatInstant(statement.importedAt, locale),
							})}
						</span>
					</>
				}
				actions={
					statement.mayMatch && sumOf(sums, 'unmatched').lineCount > 0 ? (
						<>
							<LinkButton small to={`${pathname}?dry=1`}>
								{t('reconciliation.dry_run')}
							</LinkButton>
							<Form intent="match" className="row">
								<Submit small variant="plain">
									{t('reconciliation.match_again')}
								</Submit>
							</Form>
						</>
					) : null
				}
			/>
			<StatementSummary
				sums={sums}
				balances={t('reconciliation.balances', {
					opening: formatDecimal(statement.opening),
					closing: formatDecimal(statement.closing),
				})}
			/>
			{plan ? <DryRun plan={plan} back={pathname} /> : null}
			<nav className="row mt-4 mb-4" aria-label={t('reconciliation.views')}>
				{views.map((one) => (
					<Link
						key={one}
						className={one === view ? 'chip on' : 'chip'}
						to={`?view=${one}`}
						aria-current={one === view ? 'page' : undefined}
					>
						{t(`reconciliation.view_${one}`, { n: sumOf(sums, stateOf[one]).lineCount })}
					</Link>
				))}
			</nav>
			{plan ? null : chosen ? (
				<>
					<LinePager lines={lines} chosenNo={chosen.lineNo} to={to} />
					<p className="small mb-4">
						<TrailLink number={`${statement.number}/${chosen.lineNo}`} />
					</p>
					<div className="match-grid">
						<div className="list-col">
							{lines.length < inView ? (
								<p className="tiny dim panel-pad">{t('reconciliation.limited', { n: lines.length })}</p>
							) : null}
							<LineList lines={lines} chosenNo={chosen.lineNo} to={to} />
						</div>
						<LineDesk
							key={String(chosen.id)}
							line={chosen}
							mayMatch={statement.mayMatch}
							threshold={threshold}
							asideKinds={asideKinds}
						/>
					</div>
				</>
			) : (
				<Empty icon="check" title={t(`reconciliation.none_${view}`)}>
					{t(view === 'waiting' ? 'reconciliation.none_waiting_note' : 'reconciliation.none_note')}
				</Empty>
			)}
			{view === 'aside' && lines.length > 0 ? <ExceptionTable lines={lines} to={to} /> : null}
			<LeftOutList leftOut={statement.leftOut} />
		</Page>
	)
}
