import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { LineAmount } from './line-amount.tsx'

export type PairLine = {
	bookedOn: Date
	fileLine: number
	amount: string
	amountFen: bigint | null
	currency: string
	counterpartyName: string | null
	counterpartyAccount: string | null
	endToEndId: string | null
	remittance: string
	returnCode: string | null
}
export type PairPayment = {
	number: string
	batch: string
	amountFen: bigint
	accountName: string
	accountNo: string
	code: string
	endToEndId: string
	sentOn: LocalDate
}

type LinePairProps = {
	line: PairLine
	/** the payment at the other side: the first candidate, or what the line was matched with */
	payment: PairPayment | null
	booksSay: string
	/** what stands there without a payment */
	children: ReactNode
}

/** The two sides: what the bank says, and what the books say. */
export function LinePair({ line, payment, booksSay, children }: LinePairProps) {
	const { t } = useT()
	const given = (value: string | null) => value || <span className="faint">{t('reconciliation.not_given')}</span>
	return (
		<div className="pair">
			<div>
				<div className="tiny faint">
					{t('reconciliation.bank_says')} · {t('reconciliation.file_line', { n: line.fileLine })}
				</div>
				<div className="pair-amount">
					<LineAmount line={line} large />
				</div>
				<Facts
					tight
					facts={[
						{ label: t('reconciliation.name'), value: given(line.counterpartyName) },
						{
							label: t('reconciliation.account'),
							value: <span className="code">{given(line.counterpartyAccount)}</span>,
						},
						{ label: t('reconciliation.date'), value: <DateText day={dayOf(line.bookedOn)} /> },
						{ label: t('reconciliation.remittance'), value: given(line.remittance) },
						{ label: t('reconciliation.end_to_end'), value: <span className="code">{given(line.endToEndId)}</span> },
						...(line.returnCode ? [{ label: t('reconciliation.return_code'), value: line.returnCode }] : []),
					]}
				/>
			</div>
			<div className="mid">
				<Icon name="swap" size={22} />
			</div>
			{payment ? (
				<div className="pair-books">
					<div className="tiny faint">{booksSay}</div>
					<div className="pair-amount">
						<Amount fen={payment.amountFen} large />
					</div>
					<Facts
						tight
						facts={[
							{ label: t('reconciliation.name'), value: payment.accountName },
							{ label: t('reconciliation.account'), value: <span className="code">{payment.accountNo}</span> },
							{ label: t('reconciliation.sent_on'), value: <DateText day={payment.sentOn} /> },
							{ label: t('reconciliation.remittance'), value: <span className="code">{payment.code}</span> },
							{ label: t('reconciliation.end_to_end'), value: <span className="code">{payment.endToEndId}</span> },
							{ label: t('reconciliation.payment'), value: <span className="code">{payment.number}</span> },
							{
								label: t('reconciliation.batch'),
								value: (
									<Link className="code" to={paths.deskBatch(payment.batch)}>
										{payment.batch}
									</Link>
								),
							},
						]}
					/>
				</div>
			) : (
				<div className="pair-books">{children}</div>
			)}
		</div>
	)
}
