import { Form as GetForm, Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { listDeskVouchers, vouchersPerPage } from '#app/domain/vouchers/desk-voucher.server.ts'
import { dayOf } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['ending'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const q = (query.get('q') ?? '').trim().slice(0, 100)
	const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1)
	return { q, page, pageSize: vouchersPerPage, ...(await listDeskVouchers(ctx, { q, page })) }
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'ending.vouchers')

export default function DeskVouchers() {
	const { t } = useT()
	const { q, page, pageSize, rows, total } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('ending.vouchers')} facts={t('ending.vouchers_note')} />
			<GetForm className="row ends mb-4">
				<label className="field">
					<span className="small">{t('ending.find')}</span>
					<input className="input" name="q" defaultValue={q} />
				</label>
				<Button type="submit">{t('ending.find_do')}</Button>
			</GetForm>
			{rows.length === 0 ? (
				<div className="panel">
					<Empty title={t('ending.none')}>{t('ending.none_note')}</Empty>
				</div>
			) : (
				<Table
					caption={t('ending.vouchers')}
					rows={rows}
					rowKey={(row) => row.number}
					columns={[
						{
							head: t('ending.holder'),
							isName: true,
							cell: (row) => (
								<>
									<Link to={paths.deskVoucher(row.number)}>
										<OrganisationName name={row.holder} nameEn={row.holderEn} isDemo={row.holderDemo} />
									</Link>
									<div className="tiny faint code">{row.number}</div>
								</>
							),
						},
						{ head: t('ending.fund'), cell: (row) => <span className="code">{row.fundNumber}</span> },
						{ head: t('ending.face'), num: true, cell: (row) => <Figure fen={row.faceFen} /> },
						{ head: t('ending.free'), num: true, cell: (row) => <Figure fen={row.freeFen} /> },
						{
							head: t('ending.use_by'),
							nowrap: true,
							cell: (row) => (row.useBy ? <DateText day={dayOf(row.useBy)} /> : '—'),
						},
						{
							head: t('ending.state'),
							nowrap: true,
							cell: (row) =>
								row.waits ? <Status of="ending.open" viewer="authority" /> : <Status of={`voucher.${row.state}`} />,
						},
					]}
				/>
			)}
			<Pager page={page} pageSize={pageSize} total={total} />
		</Page>
	)
}
