import { useLoaderData } from '@remix-run/react'
import { ExplainedShare, UnexplainedRows } from '#app/components/drift/explained-share.tsx'
import { FundTable } from '#app/components/drift/fund-table.tsx'
import { OpenedRow } from '#app/components/drift/opened-row.tsx'
import { DriftBoard } from '#app/components/fund/drift-board.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { driftPageSize, getDriftBoard } from '#app/domain/reporting/drift-board.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { pageIn } from '#app/web/page-number.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['drift', 'fund'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const board = await getDriftBoard(ctx, {
		fund: query.get('fund'),
		row: query.get('row'),
		all: query.has('all'),
		unexplained: query.has('unexplained'),
		page: pageIn(request.url),
	})
	return { board, pageSize: driftPageSize }
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'drift.title')

export default function DriftPage() {
	const { t, locale } = useT()
	const { board, pageSize } = useLoaderData<typeof loader>()
	const { chosen, funds, driftFen } = board
	const isGreen = driftFen === 0n
	return (
		<Page desk>
			{chosen ? <Crumb steps={[{ label: t('drift.title'), to: paths.deskDrift }, { label: chosen.number }]} /> : null}
			<PageHead
				title={chosen ? chosen.name : t('drift.title')}
				status={
					funds.length === 0 ? null : (
						<Verdict shape={isGreen ? 'disc' : 'square'} hue={isGreen ? 'ok' : 'stop'} fill>
							{isGreen ? t('drift.zero') : t('fund.drift_broken', { amount: formatYuan(driftFen) })}
						</Verdict>
					)
				}
				facts={
					<>
						<span>{t(chosen ? 'drift.lead_fund' : 'drift.lead')}</span>
						{funds.length > 0 ? <span>{t('drift.at', { at: formatInstant(board.at, locale) })}</span> : null}
					</>
				}
			/>
			{funds.length === 0 ? (
				<Empty title={t('drift.none')}>{t('drift.none_text')}</Empty>
			) : (
				<>
					<UnexplainedRows page={board} pageSize={pageSize} />
					<OpenedRow page={board} pageSize={pageSize} />
					<Section title={t(chosen ? 'drift.board' : 'drift.board_all')} note={t('drift.board_note')}>
						<DriftBoard
							rows={board.rows}
							rowTo={chosen ? (row) => paths.deskDriftRow(chosen.number, row) : undefined}
						/>
					</Section>
					{chosen ? null : <FundTable funds={funds} />}
					<ExplainedShare page={board} />
				</>
			)}
		</Page>
	)
}
