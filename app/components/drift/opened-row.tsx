import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DriftPage } from '#app/domain/reporting/drift-board.server.ts'
import { paths } from '#app/web/paths.ts'
import { Difference } from './fund-table.tsx'

/** A row of a fund's board opened down to its documents, vouchers, orders, claims or payments. */
export function OpenedRow({ page, pageSize }: { page: DriftPage; pageSize: number }) {
	const { t } = useT()
	const { opened, chosen } = page
	if (!opened || !chosen) return null
	const toOther = paths.deskDriftRow(chosen.number, opened.row, !opened.all)
	return (
		<Section
			title={t(`drift.rows_${opened.row}`)}
			note={t(opened.all ? 'drift.rows_all' : 'drift.rows_different')}
			more={{ to: toOther, label: t(opened.all ? 'drift.only_different' : 'drift.show_all') }}
			id="rows"
		>
			{opened.items.length === 0 ? (
				<Empty icon="check" title={t(opened.all ? 'drift.no_rows' : 'drift.none_different')}>
					{t(opened.all ? 'drift.no_rows_text' : 'drift.none_different_text')}
				</Empty>
			) : (
				<>
					<Table
						caption={t(`drift.rows_${opened.row}`)}
						dense
						phone="pairs"
						rows={opened.items}
						rowKey={(item) => String(item.id)}
						rowClass={(item) => (item.booksFen === item.otherFen ? undefined : 'bad')}
						columns={[
							{
								head: t(`drift.item_${opened.row}`),
								isName: true,
								cell: (item) =>
									item.number ? (
										<Link
											className="code"
											to={opened.row === 'advanced' ? paths.deskClearings : paths.deskTrailOf(item.number)}
										>
											{item.number}
										</Link>
									) : (
										t('drift.no_number')
									),
							},
							{ head: t('fund.books_yuan'), num: true, cell: (item) => <Figure fen={item.booksFen} /> },
							{ head: t('fund.other_yuan'), num: true, cell: (item) => <Figure fen={item.otherFen} /> },
							{
								head: t('fund.difference_yuan'),
								num: true,
								isKey: true,
								cell: (item) => <Difference fen={item.booksFen - item.otherFen} />,
							},
						]}
					/>
					<Pager page={page.page} pageSize={pageSize} total={opened.total} />
				</>
			)}
		</Section>
	)
}
