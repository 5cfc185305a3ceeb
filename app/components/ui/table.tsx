import type { ReactNode } from 'react'

export type Column<Row> = {
	/** header; also the label on the phone. Amounts: with the unit, 金额（元） */
	head: string
	cell: (row: Row) => ReactNode
	/** figures: at the right */
	num?: boolean
	/** the row's name */
	isName?: boolean
	/** not broken */
	nowrap?: boolean
	/** on the phone without label, over the whole width */
	full?: boolean
	phoneHide?: boolean
	/** header only for readers (a column of buttons) */
	quietHead?: boolean
	/** with `phone="pairs"`: the one value that stands beside the name */
	isKey?: boolean
	/** last row: the sum under this column */
	foot?: ReactNode
}

type TableProps<Row> = {
	caption: string
	columns: readonly Column<Row>[]
	rows: readonly Row[]
	rowKey: (row: Row) => string
	/** e.g. `bad` (a difference), `sel`, `minor` */
	rowClass?: (row: Row) => string | undefined
	/** on the phone: `cards` slips (default), `pairs` name and one value with the rest below in small type, `keep` for ≤ 3 narrow columns */
	phone?: 'cards' | 'pairs' | 'keep'
	dense?: boolean
	/** shows the caption; else it is for readers only */
	showCaption?: boolean
	/** stands in a panel: no frame of its own */
	bare?: boolean
}

/** A table: amounts right, unit in the header, names as row headers, slips on the phone, double rule under the sum. */
export function Table<Row>({
	caption,
	columns,
	rows,
	rowKey,
	rowClass,
	phone = 'cards',
	dense,
	showCaption,
	bare,
}: TableProps<Row>) {
	const hasFoot = columns.some((column) => column.foot !== undefined)
	const nameAt = Math.max(
		columns.findIndex((column) => column.isName),
		0,
	)
	const table = (
		<table className={`tbl ${phone === 'pairs' ? 'cards pairs' : phone}${dense ? ' dense' : ''}${bare ? ' bare' : ''}`}>
			<caption className={showCaption ? undefined : 'sr'}>{caption}</caption>
			<thead>
				<tr>
					{columns.map((column) => (
						<th key={column.head} scope="col" className={classOf(column)}>
							{column.quietHead ? <span className="sr">{column.head}</span> : column.head}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<tr key={rowKey(row)} className={rowClass?.(row)}>
						{columns.map((column, index) =>
							index === nameAt ? (
								<th key={column.head} scope="row" className={classOf(column)}>
									{column.cell(row)}
								</th>
							) : (
								<td
									key={column.head}
									className={classOf(column)}
									data-l={column.full || column.quietHead ? undefined : column.head}
								>
									{column.cell(row)}
								</td>
							),
						)}
					</tr>
				))}
			</tbody>
			{hasFoot ? (
				<tfoot>
					<tr>
						{columns.map((column, index) =>
							index === nameAt ? (
								<th key={column.head} scope="row" className={classOf(column)}>
									{column.foot}
								</th>
							) : (
								<td key={column.head} className={classOf(column)} data-l={column.head}>
									{column.foot}
								</td>
							),
						)}
					</tr>
				</tfoot>
			) : null}
		</table>
	)
	return bare ? table : <div className="tbl-box">{table}</div>
}

const classOf = <Row,>({ num, nowrap, full, phoneHide, isKey }: Column<Row>) =>
	[num ? 'num' : '', nowrap ? 'w' : '', full ? 'full' : '', phoneHide ? 'phone-hide' : '', isKey ? 'k' : '']
		.filter(Boolean)
		.join(' ') || undefined
