import { Link } from '@remix-run/react'
import { PayeeName } from '#app/components/batch/payee-name.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { paths } from '#app/web/paths.ts'

type Payee = {
	payee: string
	payeeEn: string | null
	isDemo: boolean
	lineCount: number
	amountFen: bigint
	hasAccount: boolean
}
type Payment = {
	number: string
	payee: string
	payeeEn: string | null
	isDemo: boolean
	accountNo: string
	bankName: string
	amountFen: bigint
	code: string
	state: string
	returnReason: string | null
	statementNumber: string | null
}
type Line = {
	payLineId: bigint
	claim: string
	mode: string
	claimant: string
	claimantEn: string | null
	isDemo: boolean
	amountFen: bigint
	attempt: number
	payment: string | null
}

/** What each payee gets, before there are payments. */
export function PayeeTable({
	payees,
	lineCount,
	totalFen,
}: {
	payees: readonly Payee[]
	lineCount: number
	totalFen: bigint
}) {
	const { t } = useT()
	return (
		<Table
			caption={t('settlement.payees')}
			rows={payees}
			rowKey={(row) => row.payee}
			columns={[
				{
					head: t('settlement.payee'),
					isName: true,
					foot: t('settlement.total'),
					cell: (row) => (
						<PayeeName name={row.payee} nameEn={row.payeeEn} isDemo={row.isDemo} hasAccount={row.hasAccount} />
					),
				},
				{
					head: t('settlement.line_count'),
					num: true,
					cell: (row) => row.lineCount,
					foot: lineCount.toLocaleString('en'),
				},
				{
					head: t('settlement.amount_yuan'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={totalFen} />,
				},
			]}
		/>
	)
}

/** The payments of a locked batch and what the bank said to each. */
export function PaymentTable({ payments, totalFen }: { payments: readonly Payment[]; totalFen: bigint }) {
	const { t } = useT()
	return (
		<Table
			caption={t('settlement.payments')}
			rows={payments}
			rowKey={(row) => row.number}
			columns={[
				{
					head: t('settlement.payment'),
					isName: true,
					nowrap: true,
					foot: t('settlement.total'),
					cell: (row) => <span className="code">{row.number}</span>,
				},
				{
					head: t('settlement.payee'),
					cell: (row) => (
						<div>
							<OrganisationName name={row.payee} nameEn={row.payeeEn} isDemo={row.isDemo} />
							<div className="tiny faint">
								<span className="code">{row.accountNo}</span> {row.bankName}
							</div>
						</div>
					),
				},
				{ head: t('settlement.code'), cell: (row) => <span className="code">{row.code}</span> },
				{
					head: t('settlement.state'),
					cell: (row) => (
						<div>
							<Status of={`payment.${row.state}`} />
							{row.returnReason ? (
								<div className="tiny">{t('settlement.return_reason', { code: row.returnReason })}</div>
							) : null}
						</div>
					),
				},
				{
					head: t('settlement.bank_line'),
					cell: (row) =>
						row.statementNumber ? (
							<Link to={`${paths.deskStatement(row.statementNumber)}?view=matched`}>
								<span className="code nowrap">{row.statementNumber}</span>
							</Link>
						) : (
							'—'
						),
				},
				{
					head: t('settlement.amount_yuan'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={totalFen} />,
				},
			]}
		/>
	)
}

/** The pay lines of a batch; while it is open each can be taken out. */
export function LineTable({
	lines,
	totalFen,
	mayChange,
}: {
	lines: readonly Line[]
	totalFen: bigint
	mayChange: boolean
}) {
	const { t } = useT()
	return (
		<Table
			caption={t('settlement.lines')}
			rows={lines}
			rowKey={(row) => String(row.payLineId)}
			dense
			columns={[
				{
					head: t('settlement.claim'),
					isName: true,
					nowrap: true,
					foot: t('settlement.total'),
					cell: (row) => (
						<Link className="code" to={paths.deskClaim(row.claim)}>
							{row.claim}
						</Link>
					),
				},
				{
					head: t('settlement.payee'),
					cell: (row) => (
						<div>
							<OrganisationName name={row.claimant} nameEn={row.claimantEn} isDemo={row.isDemo} />{' '}
							<span className="tag">{t(`settlement.mode_${row.mode}`)}</span>
							{row.attempt > 1 ? <span className="tag line">{t('settlement.again', { n: row.attempt })}</span> : null}
						</div>
					),
				},
				{
					head: t('settlement.payment'),
					nowrap: true,
					cell: (row) => (row.payment ? <span className="code">{row.payment}</span> : '—'),
				},
				{
					head: t('settlement.amount_yuan'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={totalFen} />,
				},
				...(mayChange
					? [
							{
								head: t('settlement.row_actions'),
								quietHead: true,
								cell: (row: Line) => (
									<Form intent="remove" id={`remove-${row.payLineId}`} className="row ends">
										<input type="hidden" name="payLine" value={String(row.payLineId)} />
										<Submit small variant="quiet">
											{t('settlement.remove')}
										</Submit>
									</Form>
								),
							},
						]
					: []),
			]}
		/>
	)
}

type District = {
	division: string
	name: string
	nameEn: string
	payeeCount: number
	lineCount: number
	amountFen: bigint
}

/** What goes to payees of each district. */
export function DistrictTable({ districts, totalFen }: { districts: readonly District[]; totalFen: bigint }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={t('settlement.districts')}
			rows={districts}
			rowKey={(row) => row.division}
			columns={[
				{
					head: t('settlement.district'),
					isName: true,
					foot: t('settlement.total'),
					cell: (row) => (locale === 'en' ? row.nameEn : row.name),
				},
				{ head: t('settlement.payee_count'), num: true, cell: (row) => row.payeeCount },
				{ head: t('settlement.line_count'), num: true, cell: (row) => row.lineCount.toLocaleString('en') },
				{
					head: t('settlement.amount_yuan'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={totalFen} />,
				},
			]}
		/>
	)
}
