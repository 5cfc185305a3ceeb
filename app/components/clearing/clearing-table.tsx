import { Link } from '@remix-run/react'
import { DecisionBox } from '#app/components/decision-box.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ClearingBalance, ClearingView } from '#app/domain/settlement/clearings.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'
import { DecisionNumber } from './decision-number.tsx'
import { useWhoDecided } from './who-decided.ts'

/** What stands between the authority and each other side, gross both ways. */
export function ClearingBalances({ balances }: { balances: readonly ClearingBalance[] }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('clearing.balances')}
			phone="pairs"
			rows={balances}
			rowKey={(row) => row.other}
			columns={[
				{ head: t('clearing.other'), isName: true, cell: (row) => (locale === 'en' && row.otherEn) || row.other },
				{
					head: t('clearing.borne_by_them'),
					num: true,
					isKey: true,
					cell: (row) => <Figure fen={row.borneByThemFen} />,
				},
				{ head: t('clearing.borne_by_us'), num: true, cell: (row) => <Figure fen={row.borneByUsFen} /> },
				{ head: t('clearing.waiting'), num: true, cell: (row) => <Figure fen={row.waitingFen} /> },
			]}
		/>
	)
}

/** Every clearing of the authority, and the decision of those it is to bear. */
export function ClearingTable({ clearings }: { clearings: readonly ClearingView[] }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('clearing.list')}
			rows={clearings}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('clearing.number'),
					isName: true,
					cell: (row) => <DecisionNumber row={row} />,
				},
				{
					head: t('clearing.side'),
					cell: (row) => (
						<div>
							{t(`clearing.side_${row.side}`)} · {(locale === 'en' && row.otherEn) || row.other}
							<div className="tiny dim">
								{t('clearing.from_to', {
									creditor: locale === 'en' ? row.creditorEn : row.creditor,
									debtor: locale === 'en' ? row.debtorEn : row.debtor,
								})}
							</div>
							<div className="tiny faint">
								{row.side === 'due_to' ? (
									t('clearing.of_claim', { claim: row.claim })
								) : (
									<Link to={paths.deskClaim(row.claim)}>{t('clearing.of_claim', { claim: row.claim })}</Link>
								)}
								{row.reason ? ` · ${row.reason}` : ''}
							</div>
						</div>
					),
				},
				{ head: t('clearing.amount'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
				{ head: t('clearing.state'), nowrap: true, cell: (row) => <Status of={`clearing.${row.state}`} /> },
				{ head: t('clearing.next'), full: true, cell: (row) => <Next row={row} /> },
			]}
		/>
	)
}

function Next({ row }: { row: ClearingView }) {
	const { t, locale } = useT()
	const amount = formatYuan(row.amountFen)
	const said = useWhoDecided('clearing')(row)
	if (!row.mayDecide)
		return (
			<span className="tiny dim">
				{said}
				{row.state === 'proposed' && row.side === 'due_from' ? (
					<span className="block">
						{t('clearing.waits_other', { other: (locale === 'en' && row.otherEn) || row.other })}
					</span>
				) : null}
			</span>
		)
	return (
		<DecisionBox
			number={row.number}
			field="clearing"
			intents={{ approve: 'approve', refuse: 'refuse' }}
			words={{
				label: t('clearing.decide'),
				question: t('clearing.decide_question', { amount }),
				said,
				effect: t('clearing.decide_effect'),
				approve: t('clearing.approve', { amount }),
				refuse: t('clearing.refuse'),
			}}
		/>
	)
}
