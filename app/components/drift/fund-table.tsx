import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { type Column, Table } from '#app/components/ui/table.tsx'
import { driftRows } from '#app/domain/reporting/fund.ts'
import type { FundDrift } from '#app/domain/reporting/fund-drift.server.ts'
import { paths } from '#app/web/paths.ts'
import { ShareText } from './explained-share.tsx'

/** One fund a row: its differences side by side, zero the only green, each opened to the rows behind it. */
export function FundTable({ funds }: { funds: readonly FundDrift[] }) {
	const { t } = useT()
	const columns: Column<FundDrift>[] = driftRows.map((row) => ({
		head: t(`drift.short_${row}`),
		num: true,
		cell: (fund) => {
			const one = fund.rows.find((each) => each.row === row)
			return one ? (
				<Link to={paths.deskDriftRow(fund.number, row)} className="plain-link">
					<Difference fen={one.booksFen - one.otherFen} />
				</Link>
			) : (
				'—'
			)
		},
	}))
	return (
		<Section title={t('drift.funds')} note={t('drift.funds_note')}>
			<Table
				caption={t('drift.funds')}
				dense
				rows={funds}
				rowKey={(fund) => fund.number}
				rowClass={(fund) => (fund.rows.some((row) => row.booksFen !== row.otherFen) ? 'bad' : undefined)}
				columns={[
					{
						head: t('drift.fund'),
						isName: true,
						cell: (fund) => (
							<>
								<Link to={paths.deskDriftOf(fund.number)}>{fund.name}</Link>
								<div className="tiny faint">
									<span className="code">{fund.number}</span> {fund.budgetYear}
								</div>
							</>
						),
					},
					...columns,
					{ head: t('drift.share'), num: true, cell: (fund) => <ShareText explained={fund.explained} /> },
				]}
			/>
		</Section>
	)
}

/** A difference: zero is the only green. */
export function Difference({ fen }: { fen: bigint }) {
	return (
		<Verdict shape={fen === 0n ? 'disc' : 'square'} hue={fen === 0n ? 'ok' : 'stop'}>
			<Figure fen={fen} />
		</Verdict>
	)
}
